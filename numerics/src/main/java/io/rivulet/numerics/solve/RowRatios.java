// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.linalg.CsrMatrix;

/// What the discs of Gershgorin say of a matrix. **Cost** one pass.
///
/// @param alpha ‖I − D⁻¹A‖∞ = max Σ|a_ij|/|a_ii|: the eigenvalues of D⁻¹A lie in discs of this radius around 1; ∞ with
/// a zero on the diagonal
/// @param least min (a_ii − Σ|a_ij|)
/// @param most max (a_ii + Σ|a_ij|)
/// @param foreign first row whose diagonal entry is not positive, −1 if there is none
record RowRatios(double alpha, double least, double most, int foreign) {
    /// Of `sign`·A; everything rounded outwards.
    static RowRatios of(CsrMatrix a, double sign) {
        double alpha = 0.0;
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        int foreign = -1;
        for (int i = 0; i < a.rows(); i++) {
            double off = 0.0;
            double diagonal = 0.0;
            int from = a.rowStart()[i];
            int to = a.rowStart()[i + 1];
            for (int k = from; k < to; k++) {
                if (a.column()[k] == i) {
                    diagonal = sign * a.value()[k];
                } else {
                    off += Math.abs(a.value()[k]);
                }
            }
            off *= 1 + (to - from) * 0x1p-52;
            alpha = Math.max(alpha, off == 0 && diagonal != 0 ? 0.0 : Math.nextUp(off / Math.abs(diagonal)));
            least = Math.min(least, Math.nextDown(diagonal - off));
            most = Math.max(most, Math.nextUp(diagonal + off));
            foreign = foreign < 0 && !(diagonal > 0) ? i : foreign;
        }
        return new RowRatios(alpha, least, most, foreign);
    }
}
