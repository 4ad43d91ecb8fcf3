// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;

/// Preconditioned conjugate gradients for a symmetric positive definite ±A; also for a singular one with r in its
/// range.
/// **Cost** per iteration one product, one preconditioner, two dots, five vector streams; 6 vectors.
/// **Errors** a direction of no or negative curvature is [StopReason.NotPositiveDefinite].
/// **Source** Hestenes, Stiefel 1952; Saad 2003, alg. 9.1.
final class ConjugateGradientRun extends IterativeRun {
    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.9;

    private final double[] p;
    private final double[] q;
    private final double[] z;
    private double rho;

    ConjugateGradientRun(SparseOperator a, double[] r, Setup setup, RunGoal goal) {
        super(a, r, setup, goal, DIVERGENCE, PROGRESS);
        p = new double[n];
        q = new double[n];
        z = new double[n];
    }

    @Override
    void begin() {
        rho = preconditioner.applyDot(residual, z, vectors);
        System.arraycopy(z, 0, p, 0, n);
        if (!(rho > 0)) {
            stop(new StopReason.Breakdown("preconditioned residual", rho));
        }
    }

    @Override
    long iterate() {
        double curvature = a.multiplyDot(p, q);
        long work = a.nnz() + preconditioner.cost() + n;
        if (!(curvature > 0)) {
            double length = vectors.dot(p, p);
            stop(new StopReason.NotPositiveDefinite(length > 0 ? a.sign() * curvature / length : 0.0));
            return work;
        }
        double step = rho / curvature;
        norm = vectors.step(step, p, q, d, residual);
        if (norm <= goal.target()) {
            return work + confirm();
        }
        double next = preconditioner.applyDot(residual, z, vectors);
        if (!(next > 0)) {
            if (Double.isFinite(norm)) {
                stop(new StopReason.Breakdown("preconditioned residual", next));
            }
            return work;
        }
        vectors.xpby(z, next / rho, p);
        rho = next;
        return work;
    }
}
