// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Preconditioned conjugate gradients for a symmetric positive definite ±A; also for a singular one with r in its
/// range.
/// **Cost** per iteration one product, one preconditioner, two dots, five vector streams; 6 vectors. Where M is
/// diagonal
/// z is never stored: it costs a stream of M in two other passes.
/// Bounds of the energy norm of the error come with them: [EnergyBounds].
/// **Errors** a direction of no or negative curvature is [StopReason.NotPositiveDefinite].
/// **Source** Hestenes, Stiefel 1952; Saad 2003, alg. 9.1.
final class ConjugateGradientRun extends IterativeRun {
    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.9;

    private final double[] p;
    private final double[] q;
    private double[] z = {};
    private double @Nullable [] scaling;
    private final double least;
    private double rho;
    private @Nullable EnergyBounds energy;

    /// `least` is a proved lower bound of the eigenvalues of M⁻¹A, 0 if there is none.
    ConjugateGradientRun(SparseOperator a, double[] r, Setup setup, double least, RunGoal goal) {
        super(a, r, setup, goal, DIVERGENCE, PROGRESS);
        this.least = least;
        p = new double[n];
        q = new double[n];
    }

    @Override
    void begin() {
        scaling = preconditioner.scaling();
        if (scaling == null) {
            z = new double[n];
        }
        preconditioner.apply(residual, p);
        rho = vectors.dot(residual, p);
        if (!(rho > 0)) {
            stop(new StopReason.Breakdown("preconditioned residual", rho));
            return;
        }
        energy = new EnergyBounds(least, rho);
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
        EnergyBounds bounds = Objects.requireNonNull(energy);
        if (bounds.wantsDirection()) {
            bounds.direction(curvature / vectors.dot(p, p));
        }
        double step = rho / curvature;
        double[] scales = scaling;
        norm = scales == null
                ? vectors.step(step, p, q, d, residual)
                : vectors.weightedStep(step, p, q, d, residual, scales);
        if (norm <= goal.target()) {
            return work + confirm();
        }
        double next = scales == null ? preconditioned() : vectors.weighted();
        if (!(next > 0)) {
            if (Double.isFinite(norm)) {
                stop(new StopReason.Breakdown("preconditioned residual", next));
            }
            return work;
        }
        bounds.step(step, next);
        if (scales == null) {
            vectors.xpby(z, next / rho, p);
        } else {
            vectors.productXpby(scales, residual, next / rho, p);
        }
        rho = next;
        return work;
    }

    /// Makes z; answers r·z.
    private double preconditioned() {
        preconditioner.apply(residual, z);
        return vectors.dot(residual, z);
    }

    /// Of d one iteration ago where the last one met the target: the error has not grown since.
    @Override
    public @Nullable EnergyNorm energy() {
        return energy == null ? null : energy.present();
    }
}
