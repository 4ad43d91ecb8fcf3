// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.precondition.Preconditioner;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// What all iterative runs share: set-up in steps, the iteration loop, the control of the updated residual by a
/// true one, and the best iterate so far for those that give up.
abstract class IterativeRun implements RepairRun {
    /// Units of set-up done in one step.
    static final long SETUP_STEP = 262_144;

    /// How often an updated residual that turned out too small is replaced by the true one.
    static final int MAX_REPLACEMENTS = 5;

    /// The best iterate is copied when its residual fell below this part of the last copy's.
    private static final double SAVE_FACTOR = 0.5;

    /// Digits gained by a run whose residual became zero.
    private static final double ALL_DIGITS = 16;

    final SparseOperator a;
    final Vectors vectors;
    final int n;
    final double[] rhs;
    final double[] d;
    final double[] residual;
    final RunGoal goal;
    int iteration;
    int replacements;
    double norm;
    Preconditioner preconditioner = new Setup.Identity();
    private final Setup setup;
    private final double divergence;
    private final double progress;
    private double @Nullable [] best;
    private double bestNorm;
    private double firstNorm;
    private boolean ready;
    private @Nullable ConvergenceMonitor monitor;
    private @Nullable StopReason stopped;

    /// Solves ±A·d = ±r with the sign of the operator; `r` is copied. `setup` is for ±A too.
    IterativeRun(SparseOperator a, double[] r, Setup setup, RunGoal goal, double divergence, double progress) {
        this.a = a;
        this.vectors = a.vectors();
        this.n = a.rows();
        this.rhs = r.clone();
        if (a.sign() < 0) {
            for (int i = 0; i < n; i++) {
                rhs[i] = -r[i];
            }
        }
        this.d = new double[n];
        this.residual = new double[n];
        this.goal = goal;
        this.setup = setup;
        this.divergence = divergence;
        this.progress = progress;
    }

    @Override
    public final Progress advance(long units) {
        long work = 0;
        int before = iteration;
        while (stopped == null && (work == 0 || work < units)) {
            if (!ready) {
                work += prepare();
            } else if (iteration >= goal.maxIterations()) {
                stop(new StopReason.IterationLimit(goal.maxIterations()));
            } else {
                iteration++;
                work += iterate();
                watch();
            }
        }
        return new Progress(iteration - before, norm, work, stopped);
    }

    private long prepare() {
        long work = setup.advance(SETUP_STEP);
        Setup.Failure failure = setup.failure();
        Preconditioner made = setup.result();
        if (failure != null) {
            stop(new StopReason.Breakdown(failure.quantity(), failure.value()));
        } else if (made != null) {
            work += a.prepare();
            preconditioner = made;
            ready = true;
            System.arraycopy(rhs, 0, residual, 0, n);
            norm = vectors.norm2(residual);
            firstNorm = norm;
            bestNorm = norm;
            monitor = watching(norm);
            if (!Double.isFinite(norm)) {
                stop(new StopReason.Diverged(Double.POSITIVE_INFINITY));
            } else if (norm <= goal.target()) {
                stop(new StopReason.ResidualMet(norm));
            } else {
                begin();
            }
        }
        return Math.max(1, work);
    }

    private void watch() {
        ConvergenceMonitor watching = monitor;
        if (stopped == null && watching != null) {
            StopReason reason = watching.after(iteration, norm);
            if (reason != null && !rescue(reason)) {
                stop(reason);
            } else if (norm < SAVE_FACTOR * bestNorm && keepsBest()) {
                double[] copy = best == null ? new double[n] : best;
                System.arraycopy(d, 0, copy, 0, n);
                best = copy;
                bestNorm = norm;
            }
        }
    }

    /// Whether residuals may rise again, so that the best iterate is worth a copy.
    boolean keepsBest() {
        return true;
    }

    /// A last try before giving up for `reason`; true if the run goes on.
    boolean rescue(StopReason reason) {
        return false;
    }

    final void restartMonitor() {
        monitor = watching(Math.max(norm, Double.MIN_NORMAL));
    }

    private ConvergenceMonitor watching(double from) {
        return new ConvergenceMonitor(n, from, divergence, progress, steady() ? goal : null);
    }

    /// Whether the rate of convergence is what it will be, so that it is worth foretelling the end.
    boolean steady() {
        return false;
    }

    /// First vectors, once [#residual] and [#preconditioner] are there.
    abstract void begin();

    /// One iteration: moves `d`, sets `residual` and `norm`; answers the units used.
    abstract long iterate();

    /// Brings `d` up to date where it lags behind the iteration, before a run gives up.
    void settle() {}

    final void stop(StopReason reason) {
        if (!reason.converged()) {
            settle();
        }
        stopped = reason;
        if (iteration > 0) {
            double digits = Math.log10(firstNorm / norm);
            setup.ran(iteration, Double.isNaN(digits) ? 0.0 : Math.min(digits, ALL_DIGITS));
        }
        double[] saved = best;
        if (!reason.converged() && saved != null && !(norm <= bestNorm)) {
            System.arraycopy(saved, 0, d, 0, n);
            norm = bestNorm;
        }
        if (!reason.converged() && saved == null && !(norm <= firstNorm)) {
            java.util.Arrays.fill(d, 0.0);
            norm = firstNorm;
        }
    }

    final boolean isStopped() {
        return stopped != null;
    }

    /// residual ← ±(r − A·d), norm with it.
    final long recompute() {
        norm = a.residual(rhs, d, residual);
        return a.nnz() + n;
    }

    /// The updated residual meets the target: does the true one? If not, it takes its place and the method has to
    /// [#begin] again.
    final long confirm() {
        long work = recompute();
        if (norm <= goal.target() || replacements == MAX_REPLACEMENTS) {
            stop(new StopReason.ResidualMet(norm));
        } else {
            replacements++;
            begin();
        }
        return work;
    }

    @Override
    public final SparseOperator operator() {
        return a;
    }

    @Override
    public double[] correction() {
        return d;
    }
}
