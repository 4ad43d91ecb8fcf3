// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;

/// MINRES for a symmetric ±A, definite or not, singular or not; M must be symmetric positive definite. It minimises
/// the residual in the norm of M⁻¹.
/// **Cost** per iteration one product, one preconditioner, 3 dots, 7 vector streams; 11 vectors.
/// **Errors** where r does not lie in the range of a singular A it stops as [StopReason.Stagnated] at the least squares
/// residual, whose sign is A·residual near zero.
/// **Source** Paige, Saunders 1975; the residual vector: Choi 2006, §2.2.2.
final class MinresRun extends IterativeRun {
    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.9;

    /// ‖A·r‖ below this part of ‖A‖·‖r‖ is zero.
    private static final double LEAST_SQUARES = 0x1p-48;

    private final double[] v;
    private final double[] y;
    private double[] r1;
    private double[] r2;
    private double[] w;
    private double[] w1;
    private double[] w2;
    private double beta;
    private double oldBeta;
    private double dBar;
    private double epsilon;
    private double phiBar;
    private double cosine;
    private double sine;
    private double size;
    private int step;

    MinresRun(SparseOperator a, double[] r, Setup setup, RunGoal goal) {
        super(a, r, setup, goal, DIVERGENCE, PROGRESS);
        v = new double[n];
        y = new double[n];
        r1 = new double[n];
        r2 = new double[n];
        w = new double[n];
        w1 = new double[n];
        w2 = new double[n];
    }

    @Override
    void begin() {
        System.arraycopy(residual, 0, r2, 0, n);
        preconditioner.apply(residual, y);
        double square = vectors.dot(residual, y);
        if (!(square > 0)) {
            stop(new StopReason.Breakdown("preconditioned residual", square));
            return;
        }
        beta = Math.sqrt(square);
        phiBar = beta;
        oldBeta = 0;
        dBar = 0;
        epsilon = 0;
        cosine = -1;
        sine = 0;
        step = 0;
        Arrays.fill(w, 0.0);
        Arrays.fill(w2, 0.0);
    }

    @Override
    long iterate() {
        step++;
        for (int i = 0; i < n; i++) {
            v[i] = y[i] / beta;
        }
        a.multiply(v, y);
        if (step > 1) {
            vectors.axpy(-beta / oldBeta, r1, y);
        }
        double alpha = vectors.dot(v, y);
        vectors.axpy(-alpha / beta, r2, y);
        double[] free = r1;
        r1 = r2;
        r2 = free;
        System.arraycopy(y, 0, r2, 0, n);
        preconditioner.apply(r2, y);
        double square = vectors.dot(r2, y);
        long work = a.nnz() + preconditioner.cost() + 2L * n;
        if (!(square >= 0)) {
            stop(new StopReason.Breakdown("preconditioned residual", square));
            return work;
        }
        oldBeta = beta;
        beta = Math.sqrt(square);
        return work + rotate(alpha);
    }

    /// The next Givens rotation of the Lanczos matrix, and with it d and the residual.
    private long rotate(double alpha) {
        double oldEpsilon = epsilon;
        double delta = cosine * dBar + sine * alpha;
        double gBar = sine * dBar - cosine * alpha;
        epsilon = sine * beta;
        dBar = -cosine * beta;
        // Before the first step beta was the length of the residual, no entry of the Lanczos matrix.
        size = Math.max(size, Math.hypot(Math.hypot(alpha, beta), step == 1 ? 0.0 : oldBeta));
        double gradient = Math.hypot(gBar, dBar);
        if (step > 1 && gradient <= LEAST_SQUARES * size) {
            return leastSquares();
        }
        double gamma = Math.hypot(gBar, beta);
        if (!(gamma > 0)) {
            return leastSquares();
        }
        cosine = gBar / gamma;
        sine = beta / gamma;
        double phi = cosine * phiBar;
        phiBar = sine * phiBar;
        double[] free = w1;
        w1 = w2;
        w2 = w;
        w = free;
        for (int i = 0; i < n; i++) {
            w[i] = (v[i] - oldEpsilon * w1[i] - delta * w2[i]) / gamma;
        }
        vectors.axpy(phi, w, d);
        double kept = sine * sine;
        double taken = beta > 0 ? -phiBar * cosine / beta : 0.0;
        for (int i = 0; i < n; i++) {
            residual[i] = Math.fma(taken, r2[i], kept * residual[i]);
        }
        norm = vectors.norm2(residual);
        return norm <= goal.target() || beta == 0 ? confirm() : 0;
    }

    /// A·residual is zero before the residual is: it is as short as it can be.
    private long leastSquares() {
        long work = recompute();
        stop(norm <= goal.target() ? new StopReason.ResidualMet(norm) : new StopReason.Stagnated(norm));
        return work;
    }
}
