// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;

/// d ← d + ω·D⁻¹·(r − A·d). ω = 1 while that is proved or seen to work, else (4/3)/(1 + α), which converges for every
/// H-matrix and every symmetric matrix with positive diagonal and λ_max(D⁻¹A) <= 1 + α.
/// **Cost** one product an iteration, 4 vectors; the residual is a true one at every iteration.
final class JacobiRun extends IterativeRun {
    private static final double DIVERGENCE = 1e4;
    private static final double PROGRESS = 0.999;
    private static final double DAMPING = 4.0 / 3.0;

    private final boolean undampedConverges;
    private final double[] z;
    /// max Σ|a_ij|/|a_ii|; NaN until it is needed.
    private double alpha = Double.NaN;

    private double omega = 1.0;
    private boolean rescued;

    JacobiRun(SparseOperator a, double[] r, boolean undampedConverges, RunGoal goal) {
        super(a, r, Setup.jacobi(a.execution(), a.matrix(), a.sign()), goal, DIVERGENCE, PROGRESS);
        this.undampedConverges = undampedConverges;
        this.z = new double[n];
    }

    @Override
    void begin() {
        if (!rescued && !undampedConverges) {
            omega = alpha() < 1 ? 1.0 : damped();
        }
    }

    private double damped() {
        return Math.min(1.0, DAMPING / (1 + alpha()));
    }

    private double alpha() {
        if (Double.isNaN(alpha)) {
            alpha = alpha(a.matrix());
        }
        return alpha;
    }

    private static double alpha(CsrMatrix a) {
        double alpha = 0.0;
        for (int i = 0; i < a.rows(); i++) {
            double off = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                off += a.column()[k] == i ? 0.0 : Math.abs(a.value()[k]);
            }
            alpha = Math.max(alpha, off / Math.abs(a.get(i, i)));
        }
        return alpha;
    }

    @Override
    long iterate() {
        preconditioner.add(goal.step() * omega, residual, z, d, vectors);
        long work = recompute() + n;
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        }
        return work;
    }

    @Override
    boolean rescue(StopReason reason) {
        if (rescued || omega == damped()) {
            return false;
        }
        rescued = true;
        omega = damped();
        Arrays.fill(d, 0.0);
        recompute();
        restartMonitor();
        return true;
    }

    @Override
    boolean keepsBest() {
        return !undampedConverges;
    }

    @Override
    boolean steady() {
        return true;
    }
}
