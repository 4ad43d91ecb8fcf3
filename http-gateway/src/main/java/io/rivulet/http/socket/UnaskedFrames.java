// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Source;

/// Frames that a socket's members are told without having asked.
/// **Thread** any. **Bounded by** [#WAITING]: what a slow reader has no room for is refused, and who told it counts it.
public final class UnaskedFrames {
    static final int WAITING = 256;

    private final BoundedSourceQueue<byte[]> queue;
    private final Source<byte[], NotUsed> source;

    public UnaskedFrames(ActorSystem<?> system) {
        Pair<BoundedSourceQueue<byte[]>, Source<byte[], NotUsed>> made =
                Source.<byte[]>queue(WAITING).preMaterialize(system);
        queue = made.first();
        source = made.second();
    }

    /// False where there is no room, or the socket is over.
    boolean offer(byte[] frame) {
        return queue.offer(frame).isEnqueued();
    }

    /// The last one: with it the socket is over.
    void end(byte[] frame) {
        queue.offer(frame);
        queue.complete();
    }

    /// For one socket, once.
    Source<byte[], NotUsed> source() {
        return source;
    }
}
