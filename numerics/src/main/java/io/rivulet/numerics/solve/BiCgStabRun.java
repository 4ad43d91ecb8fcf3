// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// BiCGSTAB, right preconditioned, for any A. When the shadow residual no longer sees the residual it starts again from
/// where it is, with a shadow that is not the residual alone, at most [#MAX_RESTARTS] times. Where the minimisation
/// over one direction gains nothing twice in a row it goes on as BiCGSTAB(2), of which a cycle counts as one iteration.
/// **Cost** per iteration two products, two preconditioners, five dots; 10 vectors. Over two directions see
/// [BiCgStab2].
/// **Source** Van der Vorst 1992; the bound on ω from below: Sleijpen, Van der Vorst 1995.
final class BiCgStabRun extends IterativeRun {
    static final int MAX_RESTARTS = 20;
    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.9;

    /// Relative size below which a scalar of the recurrence counts as zero.
    private static final double TINY = 1e-14;

    /// |cos(t, s)| below which ω is enlarged.
    private static final double MIN_COSINE = 0.7;

    /// |cos(t, s)| below which minimising over t alone is hardly worth it.
    private static final double WEAK_COSINE = 0.1;

    /// So many weak minimisations in a row, and two directions are taken at once.
    private static final int MAX_WEAK = 2;

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
    private int weak;
    private @Nullable BiCgStab2 two;

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
        begin(0.0);
    }

    /// With `noise` times a vector of signs added to the shadow.
    private void begin(double noise) {
        System.arraycopy(residual, 0, shadow, 0, n);
        for (int i = 0; i < n && noise > 0; i++) {
            shadow[i] = Math.fma(noise, sign(restarts, i), residual[i]);
        }
        shadowNorm = noise == 0 ? norm : vectors.norm2(shadow);
        if (two != null) {
            two.begin();
            return;
        }
        Arrays.fill(p, 0.0);
        Arrays.fill(v, 0.0);
        rho = 1;
        alpha = 1;
        omega = 1;
        weak = 0;
    }

    /// ±1 without a pattern, the same at every call (the finaliser of SplitMix64).
    private static double sign(int restart, int i) {
        long z = restart * 0x9e3779b97f4a7c15L + i;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return (z ^ (z >>> 31)) < 0 ? -1.0 : 1.0;
    }

    /// Starts again after a scalar vanished; the iterate is kept, its residual recomputed.
    private long startAgain(StopReason.Breakdown breakdown) {
        if (restarts == MAX_RESTARTS) {
            stop(breakdown);
            return 0;
        }
        restarts++;
        long work = recompute();
        if (norm <= goal.target()) {
            stop(new StopReason.ResidualMet(norm));
        } else {
            // A residual r with r·A·r = 0, as for every skew A, would fail at once again as its own shadow.
            begin(norm / Math.sqrt(n));
        }
        return work;
    }

    private long startAgain(String quantity, double value) {
        return startAgain(new StopReason.Breakdown(quantity, value));
    }

    private long goOnWithTwo() {
        two = new BiCgStab2(this, shadow, p, v, y, z, t);
        long work = recompute();
        begin();
        return work;
    }

    private long iterateWithTwo(BiCgStab2 method) {
        StopReason.Breakdown breakdown = method.cycle();
        if (breakdown != null) {
            return method.cost() + startAgain(breakdown);
        }
        norm = vectors.norm2(residual);
        return norm <= goal.target() ? method.cost() + confirm() : method.cost();
    }

    @Override
    long iterate() {
        if (two != null) {
            return iterateWithTwo(two);
        }
        long work = 2L * (a.nnz() + preconditioner.cost() + n);
        double next = vectors.dot2(shadow, residual);
        if (!(Math.abs(next) > TINY * shadowNorm * norm)) {
            return work + startAgain("rho", next);
        }
        double beta = (next / rho) * (alpha / omega);
        rho = next;
        vectors.direction(beta, omega, residual, v, p);
        preconditioner.apply(p, y);
        a.multiply(y, v);
        double sigma = vectors.dot2(shadow, v);
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
            return work + goOnWithTwo();
        }
        weak = cosine < WEAK_COSINE ? weak + 1 : 0;
        omega = ts / tt;
        if (cosine < MIN_COSINE) {
            omega *= MIN_COSINE / cosine;
        }
        norm = vectors.step(omega, z, t, d, residual);
        if (norm <= goal.target()) {
            return work + confirm();
        }
        return weak == MAX_WEAK ? work + goOnWithTwo() : work;
    }
}
