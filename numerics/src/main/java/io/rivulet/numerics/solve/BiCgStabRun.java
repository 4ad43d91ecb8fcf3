// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;

/// BiCGSTAB, right preconditioned, for any A. When the shadow residual no longer sees the residual it starts again from
/// where it is, at most [#MAX_RESTARTS] times.
/// **Cost** per iteration two products, two preconditioners, five dots; 10 vectors.
/// **Source** Van der Vorst 1992; the bound on ω from below: Sleijpen, Van der Vorst 1995.
final class BiCgStabRun extends IterativeRun {
    static final int MAX_RESTARTS = 20;
    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.9;

    /// Relative size below which a scalar of the recurrence counts as zero.
    private static final double TINY = 1e-14;

    /// |cos(t, s)| below which ω is enlarged.
    private static final double MIN_COSINE = 0.7;

    private final double[] shadow;
    private final double[] p;
    private final double[] v;
    private final double[] y;
    private final double[] z;
    private final double[] t;
    private double rho;
    private double alpha;
    private double omega;
    private double shadowNorm;
    private int restarts;

    BiCgStabRun(SparseOperator a, double[] r, Setup setup, RunGoal goal) {
        super(a, r, setup, goal, DIVERGENCE, PROGRESS);
        shadow = new double[n];
        p = new double[n];
        v = new double[n];
        y = new double[n];
        z = new double[n];
        t = new double[n];
    }

    @Override
    void begin() {
        System.arraycopy(residual, 0, shadow, 0, n);
        shadowNorm = norm;
        Arrays.fill(p, 0.0);
        Arrays.fill(v, 0.0);
        rho = 1;
        alpha = 1;
        omega = 1;
    }

    /// Starts again after a scalar vanished; the iterate is kept, its residual recomputed.
    private long startAgain(String quantity, double value) {
        if (restarts == MAX_RESTARTS) {
            stop(new StopReason.Breakdown(quantity, value));
            return 0;
        }
        restarts++;
        long work = recompute();
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        } else {
            begin();
        }
        return work;
    }

    @Override
    long iterate() {
        long work = 2L * (a.nnz() + preconditioner.cost() + n);
        double next = vectors.dot(shadow, residual);
        if (!(Math.abs(next) > TINY * shadowNorm * norm)) {
            return work + startAgain("rho", next);
        }
        double beta = (next / rho) * (alpha / omega);
        rho = next;
        vectors.direction(beta, omega, residual, v, p);
        preconditioner.apply(p, y);
        a.multiply(y, v);
        double sigma = vectors.dot(shadow, v);
        if (!(Math.abs(sigma) > TINY * shadowNorm * vectors.norm2(v))) {
            return work + startAgain("sigma", sigma);
        }
        alpha = rho / sigma;
        norm = vectors.step(alpha, y, v, d, residual);
        if (norm <= goal.target()) {
            return work + confirm();
        }
        preconditioner.apply(residual, z);
        a.multiply(z, t);
        double ts = vectors.dot(t, residual);
        double tt = vectors.dot(t, t);
        double cosine = Math.abs(ts) / (Math.sqrt(tt) * norm);
        if (!(cosine > TINY)) {
            return work + startAgain("omega", ts);
        }
        omega = ts / tt;
        if (cosine < MIN_COSINE) {
            omega *= MIN_COSINE / cosine;
        }
        norm = vectors.step(omega, z, t, d, residual);
        return norm <= goal.target() ? work + confirm() : work;
    }
}
