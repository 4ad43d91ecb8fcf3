// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.solve.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Puts the ends of repairs into words, in order.
final class RepairTeller {
    /// What a finished repair will say; `updated` is NaN where no recurrence was.
    record Ending(
            String method,
            StopReason stop,
            int iterations,
            double norm,
            double relative,
            double updated,
            @Nullable ErrorBound bound) {
        /// Of a repair by runs; `warm` where an x had been found before.
        static Ending ofRuns(GlobalRepair ended, StopReason stop, boolean warm) {
            String method = ended.direct() ? "direct" : warm ? "warm_restart" : "cold";
            double relative = ended.target().relative(ended.norm());
            double updated = ended.direct() || ended.iterations() == 0
                    ? Double.NaN
                    : ended.target().relative(ended.updatedNorm());
            return new Ending(method, stop, ended.iterations(), ended.norm(), relative, updated, ended.bound());
        }

        /// Of a repair that took no run.
        static Ending withoutRuns(
                String method, StopReason stop, double norm, double relative, @Nullable ErrorBound bound) {
            return new Ending(method, stop, 0, norm, relative, Double.NaN, bound);
        }
    }

    private final XTracker tracker;
    private List<RepairOutcome> outcomes = new ArrayList<>();
    private long solvedRevision = -1;

    RepairTeller(XTracker tracker) {
        this.tracker = tracker;
    }

    /// `touched` are the entries of `x` that can have moved, null for all.
    void tell(
            Ending ending,
            long throughRevision,
            @Nullable ErrorBound bound,
            double[] x,
            @Nullable RowSet touched,
            long work) {
        XTracker.Told told = tracker.tellRepair(x, touched);
        outcomes.add(new RepairOutcome(
                solvedRevision,
                throughRevision,
                ending.method(),
                ending.stop(),
                ending.iterations(),
                ending.relative(),
                ending.norm(),
                ending.updated(),
                bound,
                told.x(),
                told.changed(),
                work));
        solvedRevision = throughRevision;
    }

    /// The revision that the last told repair answered; −1 before the first.
    long solvedRevision() {
        return solvedRevision;
    }

    /// Whether a repair has been told and not been drained yet.
    boolean hasNews() {
        return !outcomes.isEmpty();
    }

    List<RepairOutcome> drain() {
        List<RepairOutcome> told = outcomes;
        outcomes = new ArrayList<>();
        return told;
    }
}
