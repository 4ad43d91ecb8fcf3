// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.solve.StopReason;
import org.jspecify.annotations.Nullable;

/// What a repair has to reach: a residual of at most `residual`, or, where asked, an error bound.
record Target(double residual, double rhsNorm, @Nullable Double errorBound) {
    /// Runs aim below the target by this factor, so that rounding alone does not get an answer refuted.
    static final double AIM = 0.5;

    /// A local push stops when the whole residual is below this part of the target.
    static final double PUSH_AIM = 0.8;

    /// A local push for a bound leaves scaled residuals below this part of it. Each row is pushed until it is there, so
    /// that what is not needed costs; roundings may come to a twentieth of it, and are counted in.
    private static final double BOUND_AIM = 0.95;

    /// What exceeds a bound by less than this factor may be noise about it, which would make work again and again
    /// if a push stopped just below. There it goes as far as runs do.
    private static final double NOISE = 2.0;

    /// A b that is not finite, which sums of updates can make, has a target that nothing meets.
    static Target of(double tolerance, double absoluteTolerance, @Nullable Double errorBound, double rhsNorm) {
        double relative = Double.isFinite(rhsNorm) ? tolerance * (rhsNorm == 0 ? 1.0 : rhsNorm) : Double.NaN;
        return new Target(Math.max(relative, absoluteTolerance), rhsNorm, errorBound);
    }

    boolean met(double residualNorm, @Nullable ErrorBound bound) {
        return errorBound == null
                ? Double.isFinite(residualNorm) && residualNorm <= residual
                : bound != null && bound.value() <= errorBound;
    }

    /// ‖r‖₂ to run for, from a state with these.
    double aim(double residualNorm, @Nullable ErrorBound bound) {
        if (errorBound == null || bound == null || !(bound.value() > 0)) {
            return AIM * residual;
        }
        return AIM * residualNorm * (errorBound / bound.value());
    }

    double pushGoal() {
        return PUSH_AIM * residual;
    }

    /// The largest scaled residual |r_i|·max u/w_i for a push to leave where a bound is asked for, from a state
    /// with this one; 0 where none is asked for.
    double boundGoal(@Nullable ErrorBound bound) {
        if (errorBound == null) {
            return 0.0;
        }
        boolean near = bound != null && bound.value() <= NOISE * errorBound;
        return (near ? AIM : BOUND_AIM) * errorBound;
    }

    double relative(double residualNorm) {
        return rhsNorm == 0 ? residualNorm : residualNorm / rhsNorm;
    }

    StopReason reached(double residualNorm, @Nullable ErrorBound bound) {
        return errorBound == null || bound == null
                ? new StopReason.ResidualMet(relative(residualNorm))
                : new StopReason.CertifiedBoundMet(bound.value());
    }
}
