// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.view.SessionStatusView;
import org.jspecify.annotations.Nullable;

/// What the verdicts about a session's x add up to: that it was refuted, that the solver's word drifts from the truth,
/// that the residual stands still or grows.
final class Detectors {
    /// What is wrong, the gravest.
    ///
    /// @param severity in [0, 1]: by how much claims miss the truth for drift and a refuted x, 1 for the others
    /// @param honest the solver says the same itself: its method comes no further, but nothing is broken
    record Alarm(Trigger trigger, double severity, boolean honest) {
        Alarm(Trigger trigger, double severity) {
            this(trigger, severity, false);
        }
    }

    /// What one verdict adds up to with those before it; goes into its line.
    record Assessment(
            boolean driftDetected,
            double driftSeverity,
            @Nullable Alarm alarm) {
        /// Beside a check of which nothing follows.
        static final Assessment NOTHING = new Assessment(false, 0.0, null);

        /// What would help: none, adjust or restart.
        String recommendation() {
            return alarm == null ? "none" : CorrectionLadder.entry(alarm, false).recommendation();
        }
    }

    private final DriftWatch drift = new DriftWatch();
    private final ResidualWatch residuals = new ResidualWatch();

    Assessment assess(Measurement m) {
        drift.add(m);
        residuals.add(m);
        return new Assessment(drift.detected(), drift.severity(), alarm(m));
    }

    private @Nullable Alarm alarm(Measurement m) {
        if (m.refuted() && m.converged()) {
            return new Alarm(Trigger.REFUTED, Math.min(1.0, DriftWatch.ratio(m) - 1));
        }
        if (drift.detected() && m.finished()) {
            return new Alarm(Trigger.DRIFT, drift.severity());
        }
        if (residuals.diverges()) {
            return new Alarm(Trigger.DIVERGENCE, 1.0);
        }
        return residuals.stagnates() ? new Alarm(Trigger.STAGNATION, 1.0, !residuals.frozen()) : null;
    }

    SessionStatusView.@Nullable Drift drift() {
        Double baseline = drift.baseline();
        return baseline == null ? null : new SessionStatusView.Drift(baseline, drift.ewma(), drift.severity());
    }

    boolean drifts() {
        return drift.detected();
    }

    boolean stagnates() {
        return residuals.stagnates();
    }

    /// The rule that is kept for compatibility: told, and nothing follows from it.
    boolean hardlyVaries() {
        return residuals.hardlyVaries();
    }

    void reset() {
        drift.reset();
        residuals.reset();
    }
}
