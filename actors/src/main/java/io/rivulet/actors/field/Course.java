// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.actors.field.core.Pace;
import io.rivulet.actors.field.core.SimulationSettings;
import io.rivulet.actors.field.core.UpdateRing;
import java.util.List;

/// Where a simulation stands: its step, what was told of it lately, what is due.
/// **Thread** one.
final class Course {
    private static final long CHECKPOINT_NANOS = 2_000_000_000L;
    /// So long a byte puts the next checkpoint off: large fields are written less often.
    private static final long NANOS_PER_BYTE = 1_000;

    private final SimulationSettings settings;
    private final Pace pace;
    private final UpdateRing ring;
    private long step;
    private long quietUntil;
    private long justDone;
    private long storedStep;
    private long storedNanos;

    Course(SimulationSettings settings, long step, long nowNanos) {
        this.settings = settings;
        this.step = step;
        this.quietUntil = step;
        this.storedStep = step;
        this.storedNanos = nowNanos;
        this.pace = new Pace(settings.stepMillis(), nowNanos);
        this.ring = new UpdateRing(SimulationActor.RING, step);
    }

    long step() {
        return step;
    }

    long quietUntil() {
        return quietUntil;
    }

    boolean complete() {
        return settings.isLast(step);
    }

    /// Whether all after `seen` is there, or will be: what a viewer has seen on another node is done again,
    /// unseen.
    boolean covers(long seen) {
        if (seen > step && seen - step <= SimulationActor.MOST_QUIET) {
            quietUntil = Math.max(quietUntil, seen);
        }
        return seen < 0 || ring.covers(seen) && seen - step <= SimulationActor.MOST_QUIET;
    }

    List<FieldUpdate> after(long seen) {
        return ring.after(seen);
    }

    /// Steps to do now; those that nobody sees don't wait.
    int due(long nowNanos) {
        return quietUntil > step ? (int) (quietUntil - step) : pace.due(nowNanos);
    }

    long waitNanos(long nowNanos) {
        return pace.waitNanos(nowNanos);
    }

    void done(SimulationCommand.Advanced advanced, long nowNanos) {
        justDone = advanced.step() - step;
        if (quietUntil > step) {
            pace.begin(nowNanos);
        } else {
            pace.done(justDone, nowNanos);
        }
        step = advanced.step();
        advanced.updates().forEach(ring::add);
    }

    long justDone() {
        return justDone;
    }

    boolean checkpointDue(long nowNanos, long bytes) {
        return step > storedStep && nowNanos - storedNanos > CHECKPOINT_NANOS + bytes * NANOS_PER_BYTE;
    }

    long storedStep() {
        return storedStep;
    }

    void stored(long atStep, long nowNanos) {
        storedStep = atStep;
        storedNanos = nowNanos;
    }
}
