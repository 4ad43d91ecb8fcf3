// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.List;
import java.util.stream.LongStream;

/// Where a simulation stands: its step, what was told of it lately, what is due, what is on disk.
/// **Thread** one.
final class Course {
    /// Updates kept for viewers who come back.
    static final int RING = 1_000;
    /// Steps that are done again at most for viewers who have seen them.
    static final long MOST_AGAIN = 20_000;

    private static final long CHECKPOINT_NANOS = 2_000_000_000L;
    /// So long a byte puts the next checkpoint off: large fields are written less often.
    private static final long NANOS_PER_BYTE = 1_000;

    private final SimulationSettings settings;
    private final Pace pace;
    private final UpdateRing ring;
    private long step;
    private long seenByAll;
    private long seenBySome;
    private long storedStep;
    private long storingStep;
    private long storedNanos;

    Course(SimulationSettings settings, long step, long nowNanos) {
        this.settings = settings;
        this.step = step;
        this.storedStep = step;
        this.storedNanos = nowNanos;
        this.pace = new Pace(settings.stepMillis(), nowNanos);
        this.ring = new UpdateRing(RING);
    }

    long step() {
        return step;
    }

    boolean complete() {
        return settings.isLast(step);
    }

    /// What viewers have seen on another node is done again: up to the last of it without waiting, and
    /// untold as far as all have seen it.
    void catchUp(LongStream seen) {
        seenByAll = -1;
        seenBySome = -1;
        long[] all = seen.filter(each -> each - step <= MOST_AGAIN).toArray();
        if (all.length > 0) {
            seenByAll = LongStream.of(all).min().orElseThrow();
            seenBySome = LongStream.of(all).max().orElseThrow();
        }
    }

    /// The last step that need not be told.
    long untoldUntil() {
        return seenByAll;
    }

    /// Whether everything after `seen` that is wanted is there, or will be.
    boolean covers(long seen, Interest wanted) {
        return seen < 0 || seen >= step && seen - step <= MOST_AGAIN || ring.covers(seen, step, wanted.every());
    }

    List<FieldUpdate> after(long seen) {
        return ring.after(seen);
    }

    /// Steps to do now; those that somebody has seen already don't wait.
    int due(long nowNanos) {
        return seenBySome > step ? (int) (seenBySome - step) : pace.due(nowNanos);
    }

    long waitNanos(long nowNanos) {
        return pace.waitNanos(nowNanos);
    }

    /// **Returns** those of the updates that are to be told.
    List<FieldUpdate> done(long nowStep, List<FieldUpdate> updates, long nowNanos) {
        if (seenBySome > step) {
            pace.begin(nowNanos);
        } else {
            pace.done(nowStep - step, nowNanos);
        }
        step = nowStep;
        updates.forEach(ring::add);
        return updates.stream().filter(each -> each.step() > seenByAll).toList();
    }

    /// Whether what was done is not on disk.
    boolean unstored() {
        return step > storedStep;
    }

    boolean checkpointDue(long nowNanos) {
        return unstored() && nowNanos - storedNanos > CHECKPOINT_NANOS + settings.bytes() * NANOS_PER_BYTE;
    }

    /// The present step begins to be written.
    long storing(long nowNanos) {
        storingStep = step;
        storedNanos = nowNanos;
        return step;
    }

    /// What was begun last has been written.
    void stored() {
        storedStep = storingStep;
    }
}
