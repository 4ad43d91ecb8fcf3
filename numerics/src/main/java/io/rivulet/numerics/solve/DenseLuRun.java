// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;

/// Dense LU and iterative refinement on a compensated residual. A singular A is solved where r lies in its range.
/// **Cost** set-up n³/12 units, an iteration n²/4 and a pass over A. **Source** Higham 2002, ch. 12.
final class DenseLuRun extends IterativeRun {
    /// Above this many rows the factors are too large and too slow.
    static final int MAX_ROWS = 2000;

    /// A refinement step has to reduce the residual to this part or was the last.
    private static final double REFINEMENT_GAIN = 0.5;

    private final double[] z;
    private double before = Double.POSITIVE_INFINITY;

    DenseLuRun(SparseOperator a, double[] r, Setup setup, RunGoal goal) {
        super(a, r, setup, goal, Double.MAX_VALUE, 1.0);
        z = new double[n];
    }

    @Override
    void begin() {
        before = norm;
    }

    @Override
    long iterate() {
        preconditioner.apply(residual, z);
        vectors.axpy(1.0, z, d);
        for (int i = 0; i < n; i++) {
            residual[i] = compensatedRow(i);
        }
        norm = vectors.norm2(residual);
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        } else if (!(norm < REFINEMENT_GAIN * before)) {
            stop(new StopReason.Stagnated(norm));
        }
        before = norm;
        return preconditioner.cost() + 4L * a.nnz();
    }

    /// (r − A·d)_i by compensated dot product.
    private double compensatedRow(int i) {
        CsrMatrix a = this.a.matrix();
        double sum = rhs[i];
        double carry = 0.0;
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            double entry = -a.value()[k];
            double factor = d[a.column()[k]];
            double product = entry * factor;
            double next = sum + product;
            double part = next - sum;
            carry += ((sum - (next - part)) + (product - part)) + Math.fma(entry, factor, -product);
            sum = next;
        }
        return sum + carry;
    }
}
