// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import java.util.List;

/// The residual of one vector, frozen by all parts in the same round, put together from what each found of its rows.
///
/// @param cut the round
/// @param norm2 ‖b − A·x‖₂, from above
/// @param normInf ‖b − A·x‖∞, from above
/// @param rhsNorm ‖b‖₂
/// @param matrixNorm ‖A‖∞
/// @param errorBound ‖x − x*‖∞ at most, ∞ where A is not strictly row dominant (Ostrowski 1937)
public record CutResidual(
        long cut, double norm2, double normInf, double rhsNorm, double matrixNorm, double errorBound) {
    static CutResidual of(long cut, List<Finding.OwnResidual> parts) {
        double[] norms = parts.stream().mapToDouble(Finding.OwnResidual::norm2).toArray();
        double[] rhs = parts.stream().mapToDouble(Finding.OwnResidual::rhsNorm).toArray();
        double normInf = 0.0;
        double matrixNorm = 0.0;
        double scaled = 0.0;
        for (Finding.OwnResidual part : parts) {
            normInf = Math.max(normInf, part.normInf());
            matrixNorm = Math.max(matrixNorm, part.matrixNorm());
            scaled = Math.max(scaled, part.scaled());
        }
        return new CutResidual(
                cut, Norms.norm2(norms, norms.length), normInf, Norms.norm2(rhs, rhs.length), matrixNorm, scaled);
    }

    /// ‖r‖₂ / ‖b‖₂, ‖r‖₂ where b = 0.
    public double relative() {
        return rhsNorm == 0 ? norm2 : norm2 / rhsNorm;
    }
}
