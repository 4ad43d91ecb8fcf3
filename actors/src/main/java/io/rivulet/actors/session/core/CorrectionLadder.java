// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.Correction;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The steps against an x that was found wrong, from the mildest on: the one table of the product. What went wrong says
/// where it is entered; from there each step is tried once, those that do not apply are passed over, and x is verified
/// after each.
/// **Source** numerics specification, §8.6.
final class CorrectionLadder {
    /// Drift below it begins at the top.
    static final double MILD = 0.2;

    /// Drift below it asks for a stronger preconditioner, from it on for a full restart.
    static final double GRAVE = 0.5;

    /// One step; names as on the wire.
    enum Step {
        RECOMPUTE_RESIDUAL(Correction.RECOMPUTE_RESIDUAL, "the residual of x computed anew, x repaired from there"),
        DAMP(Correction.DAMP, "steps of four fifths"),
        REFINE(Correction.REFINE, "x refined to a tenth of the tolerance"),
        REFRESH_PRECONDITIONER(Correction.REFRESH_PRECONDITIONER, "preconditioner and factors made anew"),
        STRONGER_PRECONDITIONER(Correction.STRONGER_PRECONDITIONER, "incomplete factors or more"),
        SWITCH_METHOD(Correction.SWITCH_METHOD, "another method"),
        RELOAD_PROBLEM(null, "A and b read again by their hash, x from its checkpoint"),
        COLD_RESTART(null, "A and b read again by their hash, x from zero"),
        DIRECT(Correction.DIRECT, "elimination"),
        GIVE_UP(null, "no correction made x meet the tolerance");

        private final @Nullable Correction correction;
        private final String detail;

        Step(@Nullable Correction correction, String detail) {
            this.correction = correction;
            this.detail = detail;
        }

        /// What the engine is told; null for what is done about the engine.
        @Nullable
        Correction correction() {
            return correction;
        }

        String detail() {
            return detail;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        String recommendation() {
            return switch (this) {
                case RELOAD_PROBLEM, COLD_RESTART -> "restart";
                default -> "adjust";
            };
        }
    }

    private CorrectionLadder() {}

    /// The step after `step`; null where the rest is the engine's own to tell: a method that comes no further is
    /// followed by others, not by the same from the start.
    static @Nullable Step after(Detectors.Alarm alarm, Step step) {
        if (alarm.honest()) {
            return step == Step.SWITCH_METHOD ? Step.DIRECT : null;
        }
        return step == Step.GIVE_UP ? null : Step.values()[step.ordinal() + 1];
    }

    /// Where the ladder is entered.
    ///
    /// @param corrupted the engine's A or b is not what is stored: verifier and engine recompute
    /// different residuals of the same x
    static Step entry(Detectors.Alarm alarm, boolean corrupted) {
        if (corrupted) {
            return Step.RELOAD_PROBLEM;
        }
        return switch (alarm.trigger()) {
            case REFUTED -> Step.RECOMPUTE_RESIDUAL;
            case STAGNATION, DIVERGENCE -> Step.SWITCH_METHOD;
            case DRIFT ->
                alarm.severity() < MILD
                        ? Step.RECOMPUTE_RESIDUAL
                        : alarm.severity() < GRAVE ? Step.STRONGER_PRECONDITIONER : Step.COLD_RESTART;
        };
    }
}
