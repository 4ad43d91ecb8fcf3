// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import java.time.Duration;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.StreamSubscriptionTimeoutTerminationMode;
import org.apache.pekko.stream.javadsl.AsPublisher;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.reactivestreams.Publisher;

/// Runs the body of an answer before somebody reads it. Nobody ever does when the client has gone away meanwhile: the
/// stream then ends by itself, and what it holds is given back.
public final class EarlyStart {
    /// The answer is made first, which takes its time on a node that is busy.
    private static final Duration READ_WITHIN = Duration.ofSeconds(60);

    private EarlyStart() {}

    /// The body, for one reader.
    public static <M> Pair<M, Source<ByteString, NotUsed>> run(Source<ByteString, M> body, ActorSystem<?> system) {
        return run(body, READ_WITHIN, system);
    }

    static <M> Pair<M, Source<ByteString, NotUsed>> run(
            Source<ByteString, M> body, Duration readWithin, ActorSystem<?> system) {
        Pair<M, Publisher<ByteString>> running = body.toMat(Sink.asPublisher(AsPublisher.WITHOUT_FANOUT), Keep.both())
                .withAttributes(ActorAttributes.streamSubscriptionTimeout(
                        readWithin, StreamSubscriptionTimeoutTerminationMode.cancel()))
                .run(system);
        return Pair.create(running.first(), Source.fromPublisher(running.second()));
    }
}
