// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

import java.util.Arrays;

/// Counts what happened in the last so many seconds, in [#SLOTS] slots of time: what is counted is forgotten up to a
/// slot too late, never too early.
/// **Bounded by** its slots. **Thread** one at a time.
final class SlidingWindow {
    static final int SLOTS = 60;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long slotNanos;
    /// The present slot, begun, and as many whole ones as the window has.
    private final int[] counts = new int[SLOTS + 1];
    private long newest;
    private int sum;

    SlidingWindow(int seconds, long now) {
        this.slotNanos = seconds * NANOS_PER_SECOND / SLOTS;
        this.newest = slot(now);
    }

    long nanos() {
        return SLOTS * slotNanos;
    }

    int used(long now) {
        advance(now);
        return sum;
    }

    /// @param at when it happened at the latest, not after `now`
    void add(int n, long at, long now) {
        advance(now);
        long slot = Math.min(slot(at), newest);
        if (newest - slot <= SLOTS) {
            counts[place(slot)] += n;
            sum += n;
        }
    }

    /// Time from `now` until no more than `most` are counted, if nothing is added.
    long nanosUntil(int most, long now) {
        advance(now);
        int left = sum;
        long slot = newest - SLOTS;
        long wait = 0;
        while (left > most && slot <= newest) {
            left -= counts[place(slot)];
            wait = (slot + SLOTS + 1) * slotNanos - now;
            slot++;
        }
        return Math.max(0, wait);
    }

    private void advance(long now) {
        long slot = slot(now);
        if (slot - newest > SLOTS) {
            Arrays.fill(counts, 0);
            sum = 0;
            newest = slot;
        }
        while (newest < slot) {
            newest++;
            sum -= counts[place(newest)];
            counts[place(newest)] = 0;
        }
    }

    private long slot(long nanos) {
        return Math.floorDiv(nanos, slotNanos);
    }

    private static int place(long slot) {
        return Math.floorMod(slot, SLOTS + 1);
    }
}
