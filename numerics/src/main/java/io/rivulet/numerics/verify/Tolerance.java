// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

/// What ‖b − A·x‖₂ may be: `relative`·‖b‖₂, or `absolute` where that is more; `relative` itself where b = 0.
/// **Units** `relative` none, `absolute` those of b.
public record Tolerance(double relative, double absolute) {
    public static Tolerance relative(double relative) {
        return new Tolerance(relative, 0.0);
    }

    /// For a residual of these two sizes; one that is not finite never meets it.
    public boolean metBy(double relativeResidual, double absoluteResidual) {
        return Double.isFinite(absoluteResidual) && (relativeResidual <= relative || absoluteResidual <= absolute);
    }

    /// The longest residual allowed for a right-hand side of this length; NaN, which nothing meets, where that is not
    /// finite.
    double allowed(double rhsNorm) {
        return Double.isFinite(rhsNorm) ? Math.max(relative * (rhsNorm == 0 ? 1.0 : rhsNorm), absolute) : Double.NaN;
    }
}
