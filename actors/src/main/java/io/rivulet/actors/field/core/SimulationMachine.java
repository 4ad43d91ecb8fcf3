// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that a simulation decides: who watches, when it steps, what it tells whom, when its state is
/// written, when it ends. Each call says what happened, and when, in nanoseconds of any origin; it gives
/// what is to be done, in order.
/// **Thread** one. **Bounded by** one thing computed at a time, the ring of [Course], the nodes of the
/// cluster.
///
/// @param <H> how a node with viewers is addressed
public final class SimulationMachine<H> {
    /// A node that has not said for so long that it watches does not.
    public static final Duration LEASE = Duration.ofSeconds(1);

    private static final String BROKEN = "the simulation failed";

    private final boolean shared;
    private final long resumeNanos;
    private final Watchers<H> watchers = new Watchers<>(LEASE.toNanos());
    private @Nullable SimulationSettings settings;
    private @Nullable Course course;

    private boolean busy;
    private boolean storing;
    private boolean picturing;
    private boolean resting;
    private long restingNanos;
    /// It has ended; nobody comes back to it.
    private boolean forgotten;

    private boolean broken;
    private boolean stopping;

    /// @param shared whether others may know it, so that it is kept when its viewers leave
    /// @param resumeWindow for which it is kept for those who come back
    public SimulationMachine(boolean shared, Duration resumeWindow) {
        this.shared = shared;
        this.resumeNanos = resumeWindow.toNanos();
    }

    /// A node watches; said again and again while it does.
    public List<SimulationDeed<H>> watch(SimulationSettings wanted, Wish<H> wish, long now) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        if (broken) {
            out.add(new SimulationDeed.TellFailed<>(List.of(wish.hub()), BROKEN));
            return out;
        }
        resting = false;
        forgotten = false;
        watchers.heard(wish, now);
        if (settings == null) {
            settings = wanted;
            busy = true;
            out.add(new SimulationDeed.Begin<>(wanted));
        } else {
            goOn(now, out);
        }
        return out;
    }

    /// Nobody of that node watches any more.
    ///
    /// @param keep whether somebody may come back
    public List<SimulationDeed<H>> unwatch(H hub, boolean keep, long now) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        watchers.left(hub);
        if (watchers.isEmpty()) {
            if (keep || shared) {
                rest(now, out);
            } else if (!forgotten) {
                forgotten = true;
                if (!storing) {
                    out.add(new SimulationDeed.Delete<>());
                }
                out.add(new SimulationDeed.Passivate<>());
            }
        }
        return out;
    }

    /// All three fields are wanted.
    public List<SimulationDeed<H>> picture(H hub) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        watchers.wantsPicture(hub);
        takePicture(out);
        return out;
    }

    /// The field is there, after `step`.
    public List<SimulationDeed<H>> begun(long step, long now) {
        SimulationSettings ours = settings;
        List<SimulationDeed<H>> out = new ArrayList<>();
        busy = false;
        if (ours != null) {
            course = new Course(ours, step, now);
            takePicture(out);
            goOn(now, out);
        }
        return out;
    }

    /// This node can't have it; the next one who asks may find another state of things.
    public List<SimulationDeed<H>> refused(String words) {
        settings = null;
        busy = false;
        return giveUp(words);
    }

    /// What was computed failed: a field that is broken is not gone on with.
    public List<SimulationDeed<H>> failed() {
        broken = true;
        busy = false;
        return giveUp(BROKEN);
    }

    private List<SimulationDeed<H>> giveUp(String words) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        out.add(new SimulationDeed.TellFailed<>(watchers.all(), words));
        watchers.clear();
        out.add(stopping ? new SimulationDeed.End<>() : new SimulationDeed.Passivate<>());
        return out;
    }

    public List<SimulationDeed<H>> advanced(long step, List<FieldUpdate> updates, long now) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        Course going = course;
        busy = false;
        if (going != null) {
            List<FieldUpdate> told = going.done(step, updates, now);
            if (!told.isEmpty() && !watchers.isEmpty()) {
                out.add(new SimulationDeed.Tell<>(watchers.all(), told));
            }
            goOn(now, out);
            if (!busy && !stopping) {
                storeIfRested(now, out);
            }
        }
        return out;
    }

    public List<SimulationDeed<H>> pictured(FieldSnapshot snapshot) {
        picturing = false;
        return List.of(new SimulationDeed.Show<>(watchers.takeForPicture(), snapshot));
    }

    /// Who waits for one is shown the next that is asked for.
    public void noPicture() {
        picturing = false;
    }

    /// @param written whether what was to be stored is
    public List<SimulationDeed<H>> stored(boolean written, long now) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        storing = false;
        Course going = course;
        if (going != null && written) {
            going.stored();
        }
        if (stopping) {
            // What is not written is done again.
            out.add(new SimulationDeed.End<>());
        } else if (forgotten) {
            out.add(new SimulationDeed.Delete<>());
        } else if (written && !busy) {
            storeIfRested(now, out);
        }
        return out;
    }

    /// It is time to look.
    public List<SimulationDeed<H>> tick(long now) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        goOn(now, out);
        if (resting && now - restingNanos >= resumeNanos) {
            resting = false;
            out.add(new SimulationDeed.Passivate<>());
        }
        return out;
    }

    /// The cluster moves it, or nobody needs it: what was done is written first.
    public List<SimulationDeed<H>> stop(long now) {
        List<SimulationDeed<H>> out = new ArrayList<>();
        stopping = true;
        if (!storing && !busy) {
            storeOrEnd(now, out);
        } else if (busy && (course == null || forgotten)) {
            out.add(new SimulationDeed.End<>());
        }
        return out;
    }

    private void storeOrEnd(long now, List<SimulationDeed<H>> out) {
        Course going = course;
        if (going == null || broken || forgotten || !going.unstored()) {
            out.add(new SimulationDeed.End<>());
        } else {
            store(going, now, out);
        }
    }

    /// Between two turns on the pool.
    private void goOn(long now, List<SimulationDeed<H>> out) {
        if (watchers.expire(now)) {
            rest(now, out);
        }
        Course going = course;
        if (going == null || busy || broken) {
            return;
        }
        if (stopping) {
            if (!storing) {
                storeOrEnd(now, out);
            }
            return;
        }
        settle(going, out);
        if (going.checkpointDue(now)) {
            store(going, now, out);
        }
        advance(going, now, out);
    }

    /// Answers who has come or wants something else: between two turns, so that nothing is missed.
    private void settle(Course going, List<SimulationDeed<H>> out) {
        for (Wish<H> each : watchers.takeNew()) {
            boolean covered = going.covers(each.after(), each.missed());
            out.add(new SimulationDeed.Answer<>(each.hub(), each.version(), going.step(), covered));
            List<FieldUpdate> missed = each.after() < 0 ? List.of() : going.after(each.after());
            if (!missed.isEmpty()) {
                out.add(new SimulationDeed.Tell<>(List.of(each.hub()), missed));
            }
        }
    }

    private void advance(Course going, long now, List<SimulationDeed<H>> out) {
        if (watchers.isEmpty() || going.complete()) {
            return;
        }
        going.catchUp(watchers.seen());
        int steps = going.due(now);
        if (steps == 0) {
            out.add(new SimulationDeed.Wake<>(Math.max(1, going.waitNanos(now))));
            return;
        }
        Interest interest = watchers.interest();
        busy = true;
        out.add(new SimulationDeed.Compute<>(steps, going.untoldUntil(), interest));
    }

    /// Nobody watches: what was done is kept for a while.
    private void rest(long now, List<SimulationDeed<H>> out) {
        resting = true;
        restingNanos = now;
        if (!busy) {
            storeIfRested(now, out);
        }
    }

    private void storeIfRested(long now, List<SimulationDeed<H>> out) {
        Course going = course;
        if (resting && going != null && going.unstored()) {
            store(going, now, out);
        }
    }

    private void store(Course going, long now, List<SimulationDeed<H>> out) {
        if (!storing && !forgotten) {
            storing = true;
            out.add(new SimulationDeed.Store<>(going.storing(now)));
        }
    }

    /// One for all who wait for it.
    private void takePicture(List<SimulationDeed<H>> out) {
        if (course != null && !picturing && watchers.wantPicture()) {
            picturing = true;
            out.add(new SimulationDeed.TakePicture<>());
        }
    }
}
