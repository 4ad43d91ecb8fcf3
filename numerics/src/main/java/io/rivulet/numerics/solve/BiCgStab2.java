// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.Vectors;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// BiCGSTAB(2): two steps of bi-conjugate gradients, then the residual is minimised over two directions at once. Where
/// the eigenvalues lie near the imaginary axis a minimisation over one gains nothing and spoils the next step.
/// **Cost** a cycle four products, four preconditioners, 13 dots; 4 vectors besides those that it takes over.
/// **Source** Sleijpen, Fokkema 1993.
final class BiCgStab2 {
    /// Relative size below which a scalar of the recurrence counts as zero.
    private static final double TINY = 1e-14;

    private final IterativeRun run;
    private final Vectors vectors;
    private final double[] shadow;
    private final double[] u0;
    private final double[] u1;
    private final double[] u2;
    private final double[] mu0;
    private final double[] mu1;
    private final double[] r1;
    private final double[] r2;
    private final double[] mr0;
    private final double[] mr1;
    private double shadowNorm;
    private double rho;
    private double alpha;
    private double omega;

    /// Works on the d and the residual of `run`, and with its arrays `own`: the shadow residual and five more.
    BiCgStab2(IterativeRun run, double[]... own) {
        this.run = run;
        this.vectors = run.vectors;
        this.shadow = own[0];
        this.u0 = own[1];
        this.u1 = own[2];
        this.mu0 = own[3];
        this.mr0 = own[4];
        this.r1 = own[5];
        this.u2 = new double[run.n];
        this.mu1 = new double[run.n];
        this.r2 = new double[run.n];
        this.mr1 = new double[run.n];
    }

    /// Starts from the present residual and shadow.
    void begin() {
        Arrays.fill(u0, 0.0);
        shadowNorm = vectors.norm2(shadow);
        rho = 1;
        alpha = 0;
        omega = 1;
    }

    long cost() {
        return 4L * (run.a.nnz() + run.preconditioner.cost() + run.n);
    }

    /// One cycle on d and the residual; null, or what vanished.
    StopReason.@Nullable Breakdown cycle() {
        double[] r0 = run.residual;
        rho = -omega * rho;
        double next = vectors.dot(shadow, r0);
        if (vanishes(next, r0)) {
            return new StopReason.Breakdown("rho", next);
        }
        vectors.xpby(r0, -alpha * (next / rho), u0);
        rho = next;
        product(u0, mu0, u1);
        double sigma = vectors.dot(shadow, u1);
        if (vanishes(sigma, u1)) {
            return new StopReason.Breakdown("sigma", sigma);
        }
        alpha = rho / sigma;
        vectors.axpy(-alpha, u1, r0);
        vectors.axpy(alpha, mu0, run.d);
        product(r0, mr0, r1);

        next = vectors.dot(shadow, r1);
        if (vanishes(next, r1)) {
            return new StopReason.Breakdown("rho", next);
        }
        double beta = alpha * (next / rho);
        rho = next;
        vectors.xpby(r0, -beta, u0);
        vectors.xpby(mr0, -beta, mu0);
        vectors.xpby(r1, -beta, u1);
        product(u1, mu1, u2);
        sigma = vectors.dot(shadow, u2);
        if (vanishes(sigma, u2)) {
            return new StopReason.Breakdown("sigma", sigma);
        }
        alpha = rho / sigma;
        vectors.axpy(-alpha, u1, r0);
        vectors.axpy(-alpha, u2, r1);
        vectors.axpy(-alpha, mu1, mr0);
        vectors.axpy(alpha, mu0, run.d);
        product(r1, mr1, r2);
        return minimise(r0);
    }

    /// r0 ← r0 − γ₁·r1 − γ₂·r2 as short as it gets.
    private StopReason.@Nullable Breakdown minimise(double[] r0) {
        double square1 = vectors.dot(r1, r1);
        double square2 = vectors.dot(r2, r2);
        double cross = vectors.dot(r1, r2);
        double onto1 = vectors.dot(r1, r0);
        double onto2 = vectors.dot(r2, r0);
        // Both scaled to length 1, so that the determinant is what is left of 1.
        double length1 = Math.sqrt(square1);
        double length2 = Math.sqrt(square2);
        double cosine = cross / length1 / length2;
        double determinant = 1.0 - cosine * cosine;
        if (!(determinant > TINY)) {
            return new StopReason.Breakdown("omega", determinant);
        }
        double y1 = onto1 / length1;
        double y2 = onto2 / length2;
        double gamma1 = (y1 - cosine * y2) / determinant / length1;
        double gamma2 = (y2 - cosine * y1) / determinant / length2;
        if (!(Math.abs(gamma2) * length2 > TINY * vectors.norm2(r0))) {
            return new StopReason.Breakdown("omega", gamma2);
        }
        omega = gamma2;
        vectors.axpy(gamma1, mr0, run.d);
        vectors.axpy(gamma2, mr1, run.d);
        vectors.axpy(-gamma1, r1, r0);
        vectors.axpy(-gamma2, r2, r0);
        vectors.axpy(-gamma1, u1, u0);
        vectors.axpy(-gamma2, u2, u0);
        return null;
    }

    private boolean vanishes(double product, double[] vector) {
        return !(Math.abs(product) > TINY * shadowNorm * vectors.norm2(vector));
    }

    private void product(double[] from, double[] preconditioned, double[] to) {
        run.preconditioner.apply(from, preconditioned);
        run.a.multiply(preconditioned, to);
    }
}
