// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.direct.SparseDirectSetup;
import io.rivulet.numerics.direct.SparseFactors;
import io.rivulet.numerics.kernels.SparseOperator;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// Sparse factors and iterative refinement. After changes of A the factors of before are tried first, as the
/// preconditioner of GMRES: a change of rank k takes about k iterations. New ones are made when that does not reach the
/// target, or has cost as much as they do.
/// **Source** Higham 2002, ch. 12; Saad 2003, alg. 9.5.
final class SparseDirectRun implements RepairRun {
    /// Iterations with old factors, at most; with fewer than [#FEWEST] to spend new factors are made at once.
    private static final int MOST = GmresRun.FIRST_CYCLE;

    private static final int FEWEST = 3;

    private final SparseOperator a;
    private final double[] r;
    private final RunGoal goal;
    private final Plan plan;
    private final long matrixVersion;
    private final RunCache cache;
    private boolean trying;
    private RepairRun inner;

    SparseDirectRun(SparseOperator a, double[] r, RunGoal goal, Plan plan, long matrixVersion, RunCache cache) {
        this.a = a;
        this.r = r.clone();
        this.goal = goal;
        this.plan = plan;
        this.matrixVersion = matrixVersion;
        this.cache = cache;
        SparseFactors old = cache.outdatedFactors(plan, matrixVersion);
        int iterations = old == null ? 0 : worthwhileIterations(old);
        trying = old != null && iterations >= FEWEST;
        inner = old != null && trying
                ? new GmresRun(a, this.r, new Setup.Finished(old), new RunGoal(goal.target(), iterations))
                : afresh();
    }

    /// As many as new factors would pay for, less what the old ones have cost since they are old.
    private int worthwhileIterations(SparseFactors old) {
        long iteration = old.cost() + a.nnz() + (long) MOST * a.rows();
        long left = old.forecast().units() - cache.spentOnOutdated();
        return (int) Math.clamp(left / Math.max(1, iteration), 0, Math.min(MOST, goal.maxIterations()));
    }

    private RepairRun afresh() {
        SparseFactors before = cache.earlierFactors(plan);
        Forecast known = before == null ? plan.forecast() : before.forecast();
        return new RefinementRun(a, r, cache.setup(plan, matrixVersion, () -> factors(known)), goal);
    }

    private Setup factors(@Nullable Forecast known) {
        Forecast promised = plan.forecast();
        long bytes = promised == null ? DirectPolicy.unforeseenBytes(a.rows()) : promised.bytes();
        return plan.method() == Method.SPARSE_LDL
                ? SparseDirectSetup.ldl(a.execution(), a.matrix(), bytes, known)
                : SparseDirectSetup.lu(a.execution(), a.matrix(), bytes, known);
    }

    @Override
    public Progress advance(long units) {
        Progress progress = inner.advance(units);
        StopReason stopped = progress.stopped();
        if (!trying) {
            return progress;
        }
        cache.spendOnOutdated(progress.work());
        if (stopped == null || stopped.converged()) {
            return progress;
        }
        trying = false;
        inner = afresh();
        return new Progress(progress.iterations(), progress.updatedResidual(), progress.work(), null);
    }

    @Override
    public SparseOperator operator() {
        return a;
    }

    @Override
    public double[] correction() {
        return inner.correction();
    }
}
