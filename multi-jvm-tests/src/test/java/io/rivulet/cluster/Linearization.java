// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import io.rivulet.cluster.History.Outcome;
import io.rivulet.cluster.History.Reading;
import io.rivulet.cluster.History.Update;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks for one order of a session's updates that explains everything its clients were told: revision r is the
/// r-th update; each that was acknowledged is there once, those of unknown fate once or not at all, refused ones
/// never; an operation that had ended before another began comes before it; and each x that was read at a revision
/// solves the system with exactly the updates up to it.
/// **Thread** one. **Cost** O(n) for revisions that were told; where they were not, a search of at most [#STEPS] steps.
final class Linearization {
    static final int STEPS = 1_000_000;

    /// Whether x solves the system with right-hand side b.
    interface System {
        boolean solves(double[] x, double[] b);
    }

    private final System system;
    private final double[] initial;
    private final int revisions;
    private final @Nullable Update[] at;
    private final List<List<Reading>> readings = new ArrayList<>();
    /// Updates whose revision nobody was told: those that have to be somewhere, and those that may be.
    private final List<Update> loose = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    /// Per revision: the latest beginning of all that is told to be at it or before it, with its readings.
    private final long[] begun;
    /// Per revision: the earliest end of all that is told to be after it, and of its readings.
    private final long[] ended;
    private int steps;
    private int deepest;

    private Linearization(System system, double[] initial, History history, long revision) {
        this.system = system;
        this.initial = initial.clone();
        this.revisions = Math.toIntExact(revision);
        this.at = new @Nullable Update[revisions + 1];
        this.begun = new long[revisions + 1];
        this.ended = new long[revisions + 1];
        for (int r = 0; r <= revisions; r++) {
            readings.add(new ArrayList<>());
        }
        history.updates().forEach(this::place);
        history.readings().forEach(this::place);
    }

    /// What is wrong with `history`, or nothing.
    ///
    /// @param initial b at revision 0
    /// @param revision the session's, after all of it
    static List<String> faults(System system, double[] initial, History history, long revision) {
        return new Linearization(system, initial, history, revision).check();
    }

    private void place(Update update) {
        switch (update.outcome()) {
            case Outcome.Applied(long revision) -> {
                if (revision < 1 || revision > revisions) {
                    faults.add("acknowledged, but missing at revision " + revisions + ": " + text(update));
                } else if (at[(int) revision] != null) {
                    faults.add("two updates were told revision " + revision + ": " + text(update));
                } else {
                    at[(int) revision] = update;
                }
            }
            case Outcome.AppliedBefore _, Outcome.Unknown _ -> loose.add(update);
            case Outcome.Refused() -> {}
        }
    }

    private void place(Reading reading) {
        if (reading.revision() < 0 || reading.revision() > revisions) {
            faults.add("x of revision " + reading.revision() + ", though there are only " + revisions);
        } else {
            readings.get((int) reading.revision()).add(reading);
        }
    }

    private List<String> check() {
        if (!faults.isEmpty()) {
            return faults;
        }
        realTimeOfWhatWasTold();
        if (!faults.isEmpty()) {
            return faults;
        }
        loose.sort(Comparator.comparingLong(Linearization::deadline).thenComparingLong(Update::begun));
        if (!search(1, initial.clone(), new boolean[loose.size()])) {
            faults.add(
                    steps > STEPS
                            ? "no order found in " + STEPS + " steps"
                            : "no order of the updates explains what was told from revision " + deepest + " on: "
                                    + explain());
        }
        return faults;
    }

    /// The order of revisions that were told, of updates and readings, beside that of time.
    private void realTimeOfWhatWasTold() {
        long latest = Long.MIN_VALUE;
        for (int r = 0; r <= revisions; r++) {
            Update update = at[r];
            latest = update == null ? latest : Math.max(latest, update.begun());
            for (Reading reading : readings.get(r)) {
                if (reading.ended() < latest) {
                    faults.add("x of revision " + r + " was answered before something up to it was asked for");
                }
            }
            for (Reading reading : readings.get(r)) {
                latest = Math.max(latest, reading.begun());
            }
            begun[r] = latest;
        }
        long earliest = Long.MAX_VALUE;
        for (int r = revisions; r >= 0; r--) {
            for (Reading reading : readings.get(r)) {
                if (earliest < reading.begun()) {
                    faults.add("x of revision " + r + " was read after a later revision had been told");
                }
            }
            for (Reading reading : readings.get(r)) {
                earliest = Math.min(earliest, reading.ended());
            }
            ended[r] = earliest;
            Update update = at[r];
            if (update != null) {
                if (earliest < update.begun()) {
                    faults.add("revision " + r + " was sent after a later one had been told: " + text(update));
                }
                earliest = Math.min(earliest, update.ended());
            }
        }
    }

    /// Fills the revisions from `r` on; b is that of the one before.
    private boolean search(int r, double[] b, boolean[] used) {
        int next = r;
        while (solved(next - 1, b)) {
            if (next > revisions) {
                return allPlaced(used);
            }
            deepest = Math.max(deepest, next);
            Update told = at[next];
            if (told == null) {
                return choose(next, b, used);
            }
            told.change().applyTo(b);
            next++;
        }
        deepest = Math.max(deepest, next - 1);
        return false;
    }

    private boolean solved(int r, double[] b) {
        return readings.get(r).stream().allMatch(reading -> system.solves(reading.x(), b));
    }

    private boolean choose(int r, double[] b, boolean[] used) {
        for (int k = 0; k < used.length && steps <= STEPS; k++) {
            if (!used[k] && fits(loose.get(k), r, used)) {
                steps++;
                double[] with = b.clone();
                loose.get(k).change().applyTo(with);
                used[k] = true;
                if (search(r + 1, with, used)) {
                    return true;
                }
                used[k] = false;
            }
        }
        return false;
    }

    private boolean fits(Update update, int r, boolean[] used) {
        boolean known = update.outcome() instanceof Outcome.AppliedBefore;
        if (known && r > deadline(update) || end(update) < begun[r - 1] || ended[r] < update.begun()) {
            return false;
        }
        for (int k = 0; k < used.length; k++) {
            if (!used[k] && end(loose.get(k)) < update.begun()) {
                return false;
            }
        }
        return true;
    }

    private boolean allPlaced(boolean[] used) {
        for (int k = 0; k < used.length; k++) {
            if (!used[k] && loose.get(k).outcome() instanceof Outcome.AppliedBefore) {
                return false;
            }
        }
        return true;
    }

    private static long deadline(Update update) {
        return update.outcome() instanceof Outcome.AppliedBefore(long revision) ? revision : Long.MAX_VALUE;
    }

    /// An update whose client has given up may still be on its way.
    private static long end(Update update) {
        return update.outcome() instanceof Outcome.Unknown ? Long.MAX_VALUE : update.ended();
    }

    private String explain() {
        Update told = deepest < at.length ? at[deepest] : null;
        return "there " + (told == null ? "nobody was told to be" : "was told to be " + text(told))
                + "; without a place "
                + Arrays.toString(loose.stream().map(Linearization::text).toArray());
    }

    private static String text(Update update) {
        return update.name() + " " + update.outcome() + " [" + update.begun() + ", " + update.ended() + "]";
    }
}
