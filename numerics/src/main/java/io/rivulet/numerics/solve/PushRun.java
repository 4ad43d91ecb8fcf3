// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.local.DensePush;
import io.rivulet.numerics.precondition.Setup;

/// Primal push from d = 0: rows with a large residual first, each moving its own unknown. An iteration is one
/// round over the rows that wait. Where every row is strictly dominant, residuals are measured in units of w_i
/// = |a_ii| − Σ|a_ij|, so that each threshold that is reached is a bound on the error of every entry; elsewhere
/// in units of |a_ii|.
///
/// Over-relaxed where A is proved (semi)definite, and only there: each push lowers the energy for every 0 < ω <
/// 2. With α = ‖I − D⁻¹A‖∞ < 1, ω = 2/(1 + √(1 − α²)); else ω grows with the observed convergence, n pushes
/// counting as a sweep.
/// **Cost** an iteration the columns of the rows taken; 4 vectors and a copy of A by columns.
/// **Source** numerics specification §6.1, §7.2.
final class PushRun extends IterativeRun {
    /// ‖r‖₂ may rise as far as the rows differ in size, while the weighted residual falls.
    private static final double DIVERGENCE = Double.MAX_VALUE;

    private static final double PROGRESS = 0.999;

    /// Above this α says nothing of the best ω.
    private static final double USEFUL_ALPHA = 1 - 1e-6;

    private final DensePush push;
    private final Overrelaxation relaxation;
    private final boolean relaxes;
    private final boolean learns;
    private final double scaleNorm;
    private double markedNorm;
    private long markedPushes;

    /// `definite` says that A is proved to be, or dominant and semidefinite.
    PushRun(SparseOperator a, double[] r, boolean definite, RunGoal goal) {
        super(a, r, Setup.none(), goal, DIVERGENCE, PROGRESS);
        CsrMatrix matrix = a.matrix();
        double[] diagonal = new double[n];
        double[] scale = new double[n];
        double alpha = 0.0;
        CompensatedRow row = new CompensatedRow();
        for (int i = 0; i < n; i++) {
            int from = matrix.rowStart()[i];
            int to = matrix.rowStart()[i + 1];
            diagonal[i] = matrix.get(i, i);
            scale[i] = row.comparisonFromBelow(i, matrix.column(), matrix.value(), from, to, null);
            alpha = Math.max(alpha, 1 - scale[i] / Math.abs(diagonal[i]));
        }
        if (!(alpha < 1)) {
            for (int i = 0; i < n; i++) {
                scale[i] = Math.abs(diagonal[i]);
            }
        }
        scaleNorm = vectors.norm2(scale);
        relaxes = definite;
        learns = definite && !(alpha <= USEFUL_ALPHA);
        relaxation = learns ? Overrelaxation.growing() : Overrelaxation.none();
        relaxation.begin(matrix);
        push = new DensePush(matrix.transpose(), diagonal, scale, d, residual);
        push.omega(definite && !learns ? Overrelaxation.young(alpha) : 1.0);
    }

    @Override
    void begin() {
        // Every row below its part of this is ‖r‖₂ below the target.
        push.begin(relaxes ? goal.target() / scaleNorm : Double.POSITIVE_INFINITY);
        mark();
    }

    private void mark() {
        markedNorm = push.norm();
        markedPushes = push.pushes();
    }

    @Override
    long iterate() {
        long work = push.round(goal.target());
        norm = push.norm();
        if (norm <= goal.target()) {
            return work + confirm();
        }
        double sweeps = (double) (push.pushes() - markedPushes) / n;
        if (learns && sweeps >= 1) {
            relaxation.observe(Math.pow(norm / markedNorm, 1 / sweeps));
            push.omega(relaxation.omega());
            mark();
        }
        return work;
    }
}
