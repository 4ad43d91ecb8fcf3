// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.RunGoal;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Looks for a [Certificate] of a frozen matrix, in bounded steps: first u = 1, then u from a loose solve of
/// ⟨A⟩·u = 1 (or |diag A| for badly scaled rows), verified row by row with a margin for rounding.
/// Not finding one proves nothing about A. **Source** numerics specification §3.3.
final class CertificateSearch {
    /// Relative residual of the first loose solve; each further try is [#TIGHTENING] times stricter.
    private static final double FIRST_TOLERANCE = 1e-2;

    private static final double TIGHTENING = 0.1;
    private static final int MAX_TRIES = 6;

    /// Early tries want at least this part of the right-hand side in every w, for a bound that is not far off.
    private static final double WANTED_MARGIN = 0.25;

    private static final int MAX_ITERATIONS = 5_000;

    private static final int CHUNKS_PER_STEP = 32;

    private final Execution execution;
    private final CsrMatrix a;
    private final boolean symmetric;
    private final long budget;
    private final double[] u;
    private final double[] w;
    private final Plan plan;
    private final RunCache cache;
    private final long matrixVersion;
    private double[] wanted = new double[0];
    private @Nullable Comparison comparison;
    private @Nullable RepairRun run;
    private boolean strictTried;
    private boolean stopped;
    private boolean marginMissed;
    private boolean positive = true;
    private int verified;
    private int tries;
    private int iterations;
    private long spent;
    private @Nullable Certificate found;

    /// Gives up after `budget` units. `plan` is that of the repairs of A, `shared` holds what they keep for this
    /// version
    /// of A, and gets what the search makes of the same kind.
    CertificateSearch(
            Execution execution,
            CsrMatrix a,
            boolean symmetric,
            long budget,
            Plan plan,
            RunCache shared,
            long matrixVersion) {
        this.execution = execution;
        this.a = a;
        this.symmetric = symmetric;
        this.budget = budget;
        this.plan = plan;
        this.cache = shared;
        this.matrixVersion = matrixVersion;
        this.u = new double[a.rows()];
        this.w = new double[a.rows()];
        Arrays.fill(u, 1.0);
    }

    /// Works for about `units`; answers the units used, 0 once it has ended.
    long advance(long units) {
        long work = 0;
        while (work < units && !stopped) {
            work += step();
        }
        return work;
    }

    /// Units used so far.
    long work() {
        return spent;
    }

    /// Iterations of its loose solves so far.
    int iterations() {
        return iterations;
    }

    boolean ended() {
        return stopped;
    }

    /// What was found, or null.
    @Nullable
    Certificate result() {
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
        int first = verified / Chunks.ROWS;
        int[] held = new int[Math.min(CHUNKS_PER_STEP, Chunks.of(a.rows()) - first)];
        boolean[] missed = new boolean[held.length];
        execution.team().run(held.length, chunk -> {
            int from = Chunks.from(first + chunk);
            int to = Chunks.to(first + chunk, a.rows());
            held[chunk] = verifyRows(from, to);
            for (int i = from; i < held[chunk] && tries > 0; i++) {
                missed[chunk] |= w[i] < WANTED_MARGIN * wanted[i];
            }
        });
        long work = 1;
        for (int chunk = 0; chunk < held.length && positive; chunk++) {
            int from = Chunks.from(first + chunk);
            verified = Chunks.to(first + chunk, a.rows());
            positive = held[chunk] == verified;
            marginMissed |= missed[chunk];
            work += a.rowStart()[held[chunk]] - a.rowStart()[from] + held[chunk] - from;
        }
        return work;
    }

    /// The first row of these at which u fails, or `to`.
    private int verifyRows(int from, int to) {
        CompensatedRow row = new CompensatedRow();
        int[] start = a.rowStart();
        double[] tried = strictTried ? u : null;
        for (int i = from; i < to; i++) {
            w[i] = row.comparisonFromBelow(i, a.column(), a.value(), start[i], start[i + 1], tried);
            if (!(w[i] > 0 && u[i] > 0)) {
                return i;
            }
        }
        return to;
    }

    private long startSolve() {
        strictTried = true;
        long work = 1;
        Comparison compared = comparison;
        boolean first = compared == null;
        if (compared == null) {
            compared = new Comparison(execution, a, symmetric, plan, cache, matrixVersion);
            comparison = compared;
            wanted = compared.wanted();
            work += a.nnz();
            Arrays.fill(u, 0.0);
        }
        if (tries == MAX_TRIES || !compared.positiveDiagonal()) {
            stopped = true;
            return work;
        }
        double[] residual = wanted.clone();
        if (!first) {
            compared.residual(u, residual);
        }
        double size = NormTree.norm2(execution.team(), wanted);
        double target = FIRST_TOLERANCE * Math.pow(TIGHTENING, tries) * size;
        tries++;
        run = compared.run(residual, new RunGoal(target, MAX_ITERATIONS));
        return work + a.nnz();
    }

    private long solve(RepairRun solving) {
        RepairRun.Progress progress = solving.advance(1);
        iterations += progress.iterations();
        if (progress.stopped() != null) {
            double[] d = solving.correction();
            for (int i = 0; i < u.length; i++) {
                u[i] += d[i];
            }
            run = null;
            verified = 0;
            positive = true;
            marginMissed = false;
            boolean failed = !progress.stopped().converged();
            if (failed && comparison != null && comparison.weaken()) {
                tries--;
                marginMissed = true;
            } else if (failed) {
                tries = MAX_TRIES;
            }
        }
        return progress.work();
    }
}
