// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.local.Comparison;
import io.rivulet.numerics.local.Rows;
import io.rivulet.numerics.local.Walks;
import org.jspecify.annotations.Nullable;

/// Monte Carlo with exact residuals (sequential Monte Carlo, Halton 1962): an iteration estimates every entry
/// of A⁻¹·residual by the mean of some random walks from its row, goes along that estimate as far as it lowers
/// ‖r‖₂ most, and computes the residual anew. Estimates are unbiased, so the residual falls by a factor from
/// iteration to iteration though a single one is a rough one; it never rises. Where it falls slowly, the next
/// iteration walks twice as often.
///
/// For strictly row dominant A; the work is about 1/(1 − α)³ walks' steps a digit for each unknown, whatever n
/// is, so that this is a method for looking at a few digits, not for speed. The same seed gives the same bits.
/// **Cost** an iteration n·N walks of about 3/(1 − α) rows, and two products with A; 4 vectors.
/// **Source** Halton 1962; Ji, Mascagni, Li 2013.
final class RandomWalkRun implements RepairRun {
    private static final double DIVERGENCE = 1e10;
    private static final double PROGRESS = 0.999;

    /// Walks from each row in the first iteration, and the most there may be.
    private static final int FIRST_WALKS = 16;

    private static final int MOST_WALKS = 1 << 12;

    /// A residual that does not fall below this part of itself has fallen slowly.
    private static final double SLOW = 0.8;

    /// Above this part of itself it has stood still; so many iterations in a row, each with twice the walks, and more
    /// of them will not help: what is random in the large rows hides the small ones.
    private static final double STILL = 0.95;

    private static final int PATIENCE = 4;

    private final SparseOperator a;
    private final Vectors vectors;
    private final int n;
    private final double[] rhs;
    private final double[] d;
    private final double[] residual;
    private final double[] direction;
    private final double[] image;
    private final RunGoal goal;
    private final Rows rows;
    private final Comparison ones;
    private final Walks walks;
    private int walksPerRow = FIRST_WALKS;
    private int next;
    private int checked;
    private int iteration;
    private int still;
    private double norm;
    private final double firstNorm;
    private final ConvergenceMonitor monitor;
    private @Nullable StopReason stopped;

    RandomWalkRun(SparseOperator a, double[] r, RunGoal goal) {
        this.a = a;
        this.vectors = a.vectors();
        this.n = a.rows();
        this.rhs = r.clone();
        this.d = new double[n];
        this.residual = r.clone();
        this.direction = new double[n];
        this.image = new double[n];
        this.goal = goal;
        this.rows = Rows.of(a.matrix());
        this.ones = Comparison.ones(rows);
        this.walks = new Walks(rows, ones);
        this.norm = vectors.norm2(residual);
        this.firstNorm = norm;
        this.monitor = new ConvergenceMonitor(n, norm, DIVERGENCE, PROGRESS, null);
        if (!Double.isFinite(norm)) {
            stopped = new StopReason.Diverged(Double.POSITIVE_INFINITY);
        } else if (norm <= goal.target()) {
            stopped = new StopReason.ResidualMet(norm);
        }
    }

    @Override
    public Progress advance(long units) {
        long work = 0;
        int before = iteration;
        while (stopped == null && (work == 0 || work < units)) {
            if (checked < n) {
                work += check();
            } else if (iteration >= goal.maxIterations()) {
                stopped = new StopReason.IterationLimit(goal.maxIterations());
            } else if (next < n) {
                work += walk();
            } else {
                work += correct();
            }
        }
        return new Progress(iteration - before, norm, work, stopped);
    }

    /// Looks for rows that are not strictly dominant, where a walk might never end.
    private long check() {
        long work = 0;
        while (checked < n && work < IterativeRun.SETUP_STEP && stopped == null) {
            double gap = ones.w(checked);
            if (!(gap > 0)) {
                stopped = new StopReason.Breakdown("dominance of row " + checked, gap);
            }
            work += rows.to(checked) - rows.from(checked) + 1L;
            checked++;
        }
        return work;
    }

    private long walk() {
        long before = walks.work();
        long seed = goal.seed() + (long) iteration * Integer.MAX_VALUE;
        while (next < n && walks.work() - before < IterativeRun.SETUP_STEP) {
            double sum = 0.0;
            for (int k = 0; k < walksPerRow; k++) {
                sum += walks.sample(residual, next, seed, (long) next * MOST_WALKS + k, Long.MAX_VALUE);
            }
            direction[next++] = sum / walksPerRow;
        }
        return walks.work() - before;
    }

    private long correct() {
        iteration++;
        next = 0;
        a.multiply(direction, image);
        double length = vectors.dot(image, image);
        double step = length > 0 ? vectors.dot(residual, image) / length : 0.0;
        double before = norm;
        vectors.axpy(Double.isFinite(step) ? step : 0.0, direction, d);
        norm = a.residual(rhs, d, residual);
        if (norm > SLOW * before) {
            walksPerRow = Math.min(MOST_WALKS, 2 * walksPerRow);
        }
        still = norm > STILL * before ? still + 1 : 0;
        if (norm <= goal.target()) {
            stopped = new StopReason.ResidualMet(norm);
        } else if (still >= PATIENCE) {
            stopped = new StopReason.Stagnated(norm / firstNorm);
        } else {
            stopped = monitor.after(iteration, norm);
        }
        if (stopped instanceof StopReason.GaveUp && !(norm <= firstNorm)) {
            java.util.Arrays.fill(d, 0.0);
            norm = firstNorm;
        }
        return 2L * a.nnz() + 4L * n;
    }

    @Override
    public double[] correction() {
        return d;
    }

    @Override
    public SparseOperator operator() {
        return a;
    }
}
