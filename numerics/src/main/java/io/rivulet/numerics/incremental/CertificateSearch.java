// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Proven;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.RepairRuns;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.RunGoal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Looks for a [Certificate] of a frozen matrix, in bounded steps: first u = 1, then u from a loose solve of
/// ⟨A⟩·u = 1 (or |diag A| for badly scaled rows), verified row by row with a margin for rounding.
/// Not finding one proves nothing about A. **Source** numerics specification §3.3.
public final class CertificateSearch {
    /// Relative residual of the first loose solve; each further try is [#TIGHTENING] times stricter.
    private static final double FIRST_TOLERANCE = 1e-2;

    private static final double TIGHTENING = 0.1;
    private static final int MAX_TRIES = 6;

    /// Early tries want at least this part of the right-hand side in every w, for a bound that is not far off.
    private static final double WANTED_MARGIN = 0.25;

    private static final int MAX_ITERATIONS = 5_000;

    /// Diagonal entries further apart than this make the rows badly scaled.
    private static final double BAD_SCALING = 1e4;

    private static final int ROWS_PER_STEP = 4096;

    private final Execution execution;
    private final CsrMatrix a;
    private final boolean symmetric;
    private final long budget;
    private final double[] u;
    private final double[] w;
    private final CompensatedRow row = new CompensatedRow();
    private final RunCache cache = new RunCache();
    private double[] rhs = new double[0];
    private @Nullable CsrMatrix comparison;
    private @Nullable RepairRun run;
    private boolean strictTried;
    private boolean stopped;
    private boolean marginMissed;
    private boolean positive = true;
    private int verified;
    private int tries;
    private long spent;
    private @Nullable Certificate found;

    /// Gives up after `budget` units.
    public CertificateSearch(Execution execution, CsrMatrix a, boolean symmetric, long budget) {
        this.execution = execution;
        this.a = a;
        this.symmetric = symmetric;
        this.budget = budget;
        this.u = new double[a.rows()];
        this.w = new double[a.rows()];
        Arrays.fill(u, 1.0);
    }

    /// Works for about `units`; answers the units used, 0 once it has ended.
    public long advance(long units) {
        long work = 0;
        while (work < units && !stopped) {
            work += step();
        }
        return work;
    }

    /// Units used so far.
    public long work() {
        return spent;
    }

    public boolean ended() {
        return stopped;
    }

    /// What was found, or null.
    public @Nullable Certificate result() {
        return found;
    }

    private long step() {
        long work;
        RepairRun solving = run;
        if (verified < a.rows() && positive && solving == null) {
            work = verifyRows();
        } else if (positive && solving == null && !(marginMissed && tries < MAX_TRIES)) {
            found = new Certificate(u, w, tries == 0 ? Certificate.STRICT : Certificate.COMPARISON);
            stopped = true;
            work = 1;
        } else if (solving == null) {
            work = startSolve();
        } else {
            work = solve(solving);
        }
        spent += work;
        if (spent > budget && strictTried) {
            stopped = true;
        }
        return work;
    }

    private long verifyRows() {
        int end = Math.min(a.rows(), verified + ROWS_PER_STEP);
        long work = 1;
        for (int i = verified; i < end && positive; i++) {
            int from = a.rowStart()[i];
            int to = a.rowStart()[i + 1];
            w[i] = row.comparisonFromBelow(i, a.column(), a.value(), from, to, u);
            positive = w[i] > 0 && u[i] > 0;
            marginMissed |= tries > 0 && w[i] < WANTED_MARGIN * rhs[i];
            work += to - from + 1;
        }
        verified = end;
        return work;
    }

    private long startSolve() {
        strictTried = true;
        long work = 1;
        CsrMatrix matrix = comparison;
        if (matrix == null) {
            matrix = compare();
            work += a.nnz();
            if (stopped) {
                return work;
            }
            Arrays.fill(u, 0.0);
        }
        if (tries == MAX_TRIES) {
            stopped = true;
            return work;
        }
        double[] residual = new double[a.rows()];
        matrix.multiply(u, residual);
        double size = 0.0;
        for (int i = 0; i < residual.length; i++) {
            residual[i] = rhs[i] - residual[i];
            size = Math.hypot(size, rhs[i]);
        }
        double target = FIRST_TOLERANCE * Math.pow(TIGHTENING, tries) * size;
        tries++;
        Plan plan = symmetric
                ? new Plan(Method.CG, PreconditionerKind.IC, "comparison matrix")
                : new Plan(Method.BICGSTAB, PreconditionerKind.ILU, "comparison matrix");
        RunGoal goal = new RunGoal(target, MAX_ITERATIONS);
        run = RepairRuns.start(execution, plan, matrix, residual, goal, Proven.NOTHING, 0, cache);
        return work + a.nnz();
    }

    private CsrMatrix compare() {
        int n = a.rows();
        double[] value = new double[a.nnz()];
        rhs = new double[n];
        double least = Double.POSITIVE_INFINITY;
        double most = 0.0;
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                value[k] = a.column()[k] == i ? Math.abs(a.value()[k]) : -Math.abs(a.value()[k]);
                rhs[i] = a.column()[k] == i ? value[k] : rhs[i];
            }
            least = Math.min(least, rhs[i]);
            most = Math.max(most, rhs[i]);
        }
        if (!(least > 0)) {
            stopped = true;
        }
        if (most <= BAD_SCALING * least) {
            Arrays.fill(rhs, 1.0);
        }
        CsrMatrix made = a.withValues(value);
        comparison = made;
        return made;
    }

    private long solve(RepairRun solving) {
        RepairRun.Progress progress = solving.advance(1);
        if (progress.stopped() != null) {
            double[] d = solving.correction();
            for (int i = 0; i < u.length; i++) {
                u[i] += d[i];
            }
            run = null;
            verified = 0;
            positive = true;
            marginMissed = false;
            if (!progress.stopped().converged()) {
                tries = MAX_TRIES;
            }
        }
        return progress.work();
    }
}
