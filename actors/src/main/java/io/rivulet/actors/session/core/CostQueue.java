// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Updates that were taken and wait for the next write, in revision order.
/// **Bounded by** [#UPDATES] and [#BYTES], and one update beside them that is larger than [#BYTES] by itself: small
/// ones,
/// however many, never keep it out.
final class CostQueue {
    static final int UPDATES = 8_192;
    static final long BYTES = 4L << 20;
    static final long EVENT_BYTES = EventCodec.MAX_BATCH_BYTES;

    /// An update with its place in the order, and the call that waits for it.
    record Taken(IdentifiedUpdate update, long revision, UpdateCall call, int index, long takenNanos) {}

    private final Deque<Taken> queue = new ArrayDeque<>();

    /// Of all but the larger one.
    private long bytes;

    private boolean holdsLarger;

    boolean hasRoomFor(IdentifiedUpdate update) {
        long size = EventCodec.sizeOf(update);
        return queue.size() < UPDATES && (size > BYTES ? !holdsLarger : bytes + size <= BYTES);
    }

    void add(Taken taken) {
        queue.addLast(taken);
        long size = EventCodec.sizeOf(taken.update());
        if (size > BYTES) {
            holdsLarger = true;
        } else {
            bytes += size;
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /// It will not get better by waiting for more.
    boolean isHalfFull() {
        return holdsLarger || 2 * queue.size() >= UPDATES || 2 * bytes >= BYTES;
    }

    /// Takes everything out, in batches of at most [#EVENT_BYTES] each (or one larger update alone).
    List<List<Taken>> drain() {
        List<List<Taken>> batches = new ArrayList<>();
        List<Taken> batch = new ArrayList<>();
        long batchBytes = 0;
        while (!queue.isEmpty()) {
            Taken next = queue.removeFirst();
            long size = EventCodec.sizeOf(next.update());
            if (!batch.isEmpty() && batchBytes + size > EVENT_BYTES) {
                batches.add(batch);
                batch = new ArrayList<>();
                batchBytes = 0;
            }
            batch.add(next);
            batchBytes += size;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        bytes = 0;
        holdsLarger = false;
        return batches;
    }
}
