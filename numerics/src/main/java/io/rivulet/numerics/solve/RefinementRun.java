// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;

/// Solves with factors of A, and again with what is left, on compensated residuals: until the target is met and the
/// componentwise backward error is at rounding level, or a step gains too little. With generalised factors a singular
/// A is solved where r lies in its range.
/// **Cost** an iteration one solve and four passes over A. **Source** Higham 2002, ch. 12; Skeel 1980.
final class RefinementRun extends IterativeRun {
    /// Above this many rows dense factors are too large and too slow.
    static final int MAX_DENSE_ROWS = 2000;

    /// A refinement step has to reduce the residual to this part or was the last.
    private static final double REFINEMENT_GAIN = 0.5;

    /// Backward error, in roundings, that is worth no further step once the target is met.
    private static final double ENOUGH = 8 * 0x1p-53;

    private final double[] z;
    private final double[] before;
    private final CompensatedRow row = new CompensatedRow();
    private double normBefore = Double.POSITIVE_INFINITY;
    private boolean met;

    RefinementRun(SparseOperator a, double[] r, Setup setup, RunGoal goal) {
        super(a, r, setup, goal, Double.MAX_VALUE, 1.0);
        z = new double[n];
        before = new double[n];
    }

    @Override
    void begin() {
        normBefore = norm;
    }

    @Override
    long iterate() {
        preconditioner.apply(residual, z);
        System.arraycopy(d, 0, before, 0, n);
        vectors.axpy(1.0, z, d);
        CsrMatrix matrix = a.matrix();
        double backwardError = 0.0;
        for (int i = 0; i < n; i++) {
            int from = matrix.rowStart()[i];
            int to = matrix.rowStart()[i + 1];
            residual[i] = row.residual(matrix.column(), matrix.value(), from, to, rhs[i], d);
            double size = Math.abs(residual[i]);
            backwardError = Math.max(backwardError, size == 0 ? 0 : size / row.magnitude());
        }
        norm = vectors.norm2(residual);
        boolean gained = norm < REFINEMENT_GAIN * normBefore;
        if (met && !(norm <= goal.target())) {
            System.arraycopy(before, 0, d, 0, n);
            norm = normBefore;
            stop(new StopReason.ResidualMet(norm));
        } else {
            met = norm <= goal.target();
            if (met && (backwardError <= ENOUGH || !gained)) {
                stop(new StopReason.ResidualMet(norm));
            } else if (!gained) {
                stop(new StopReason.Stagnated(norm));
            }
        }
        normBefore = norm;
        return preconditioner.cost() + 4L * a.nnz();
    }
}
