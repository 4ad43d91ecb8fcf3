// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Messages of one stream that wait for their reader. What must arrive is never given up: beyond the
/// capacity such messages are kept all the same, and there are few of them: the ends of a stream, and one picture.
/// **Thread** one. **Bounded by** its capacity in messages and in bytes, and the messages that must arrive.
///
/// @param <M> a message
public final class OutboundQueue<M> {
    private final int capacity;
    private final long mostBytes;
    private final Predicate<M> mustArrive;
    private final ToIntFunction<M> bytes;
    private final Deque<M> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long offered;
    private long dropped;
    private long taken;

    public OutboundQueue(int capacity, long mostBytes, Predicate<M> mustArrive, ToIntFunction<M> bytes) {
        this.capacity = capacity;
        this.mostBytes = mostBytes;
        this.mustArrive = mustArrive;
        this.bytes = bytes;
    }

    /// **Returns** how many gave way.
    public long offer(M message, Overflow strategy) {
        offered++;
        long before = dropped;
        if (isFull(message) && !makeRoom(message, strategy)) {
            dropped++;
            return dropped - before;
        }
        waiting.add(message);
        waitingBytes += bytes.applyAsInt(message);
        return dropped - before;
    }

    private boolean isFull(M message) {
        return waiting.size() >= capacity || !waiting.isEmpty() && waitingBytes + bytes.applyAsInt(message) > mostBytes;
    }

    private boolean makeRoom(M message, Overflow strategy) {
        switch (strategy) {
            case DROP_OLDEST -> {
                while (isFull(message) && dropFirst()) {
                    // As many as it takes.
                }
            }
            case DROP_NEWEST -> {
                return mustArrive.test(message);
            }
            case COMPRESS -> {
                do {
                    thin();
                } while (isFull(message) && waiting.size() > 1);
            }
        }
        return !isFull(message) || mustArrive.test(message);
    }

    private boolean dropFirst() {
        for (Iterator<M> each = waiting.iterator(); each.hasNext(); ) {
            M first = each.next();
            if (!mustArrive.test(first)) {
                each.remove();
                waitingBytes -= bytes.applyAsInt(first);
                dropped++;
                return true;
            }
        }
        return false;
    }

    /// Keeps those at even places, counted from the oldest.
    private void thin() {
        List<M> kept = new ArrayList<>();
        int place = 0;
        for (M each : waiting) {
            if (place % 2 == 0 || mustArrive.test(each)) {
                kept.add(each);
            } else {
                dropped++;
                waitingBytes -= bytes.applyAsInt(each);
            }
            place++;
        }
        waiting.clear();
        waiting.addAll(kept);
    }

    public @Nullable M take() {
        M first = waiting.poll();
        if (first != null) {
            taken++;
            waitingBytes -= bytes.applyAsInt(first);
        }
        return first;
    }

    public int size() {
        return waiting.size();
    }

    /// In their order.
    public List<M> waiting() {
        return List.copyOf(waiting);
    }

    /// `offered = taken + dropped + size`.
    public long offered() {
        return offered;
    }

    public long dropped() {
        return dropped;
    }

    public long taken() {
        return taken;
    }
}
