// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import java.time.Duration;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// A body whose first line has been read, while the others may not have been sent yet.
///
/// @param nextLine the number of the line that the rest begins with
/// @param rest to be run once, or discarded
public record OpenBody<T>(T first, int nextLine, Source<ByteString, NotUsed> rest) {
    private static final Duration LET_PASS = Duration.ofSeconds(20);

    /// Lets the rest pass for a while, so that a sender gets to read why nobody wants it.
    public void discard(ActorSystem<?> system) {
        rest.takeWithin(LET_PASS).runWith(Sink.ignore(), system);
    }
}
