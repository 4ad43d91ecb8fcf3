// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;

/// Substitution with a triangular A (entries on the other side are explicit zeros), then refinement on the true
/// residual.
/// **Cost** nnz an iteration.
final class TriangularRun extends IterativeRun {
    private final boolean lower;
    private double before = Double.POSITIVE_INFINITY;

    TriangularRun(SparseOperator a, double[] r, boolean lower, RunGoal goal) {
        super(a, r, Setup.none(), goal, Double.MAX_VALUE, 1.0);
        this.lower = lower;
    }

    @Override
    void begin() {
        before = norm;
    }

    @Override
    long iterate() {
        double[] solved = new double[n];
        CsrMatrix a = this.a.matrix();
        for (int step = 0; step < n; step++) {
            int i = lower ? step : n - 1 - step;
            double sum = residual[i];
            double diagonal = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                if (j == i) {
                    diagonal = a.value()[k];
                } else {
                    sum = Math.fma(-a.value()[k], solved[j], sum);
                }
            }
            if (diagonal == 0) {
                stop(new StopReason.Breakdown("diagonal of row " + i, 0.0));
                return a.nnz();
            }
            solved[i] = sum / diagonal;
        }
        for (int i = 0; i < n; i++) {
            d[i] += solved[i];
        }
        long work = a.nnz() + recompute();
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        } else if (!(norm < 0.5 * before)) {
            stop(new StopReason.Stagnated(norm));
        }
        before = norm;
        return work;
    }
}
