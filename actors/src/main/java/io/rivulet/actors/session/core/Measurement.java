// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

/// One check beside what the solver said of the same x. Residuals are relative to ‖b‖₂.
///
/// @param iteration of the engine, over its life
/// @param finished x is that of a repair that has ended, so that `claimed` is a residual which the engine maintains;
/// else
/// it comes from the recurrence of a run that goes on
/// @param converged the solver says that x meets the tolerance
/// @param proven what the residual is at least
/// @param exact what it is, NaN where not every row was read
/// @param refuted it was proved to miss the tolerance
/// @param floor x is as good as doubles allow
record Measurement(
        long revision,
        long iteration,
        boolean finished,
        boolean converged,
        double claimed,
        double proven,
        double exact,
        boolean refuted,
        boolean floor,
        double tolerance) {

    static Measurement of(
            Checked found,
            long revision,
            long iteration,
            boolean finished,
            boolean converged,
            double claimed,
            double tolerance) {
        return new Measurement(
                revision,
                iteration,
                finished,
                converged,
                claimed,
                found.provenResidual(),
                found.everyRow() ? found.relativeResidual() : Double.NaN,
                !found.verified(),
                found.everyRow() && found.score() >= 1,
                tolerance);
    }

    /// The residual as far as it is known: exact, or what is claimed unless more is proved.
    double residual() {
        return Double.isNaN(exact) ? Math.max(claimed, proven) : exact;
    }
}
