// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CompensatedRow;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Proven;
import io.rivulet.numerics.solve.RepairRun;
import io.rivulet.numerics.solve.RepairRuns;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.RunGoal;
import org.jspecify.annotations.Nullable;

/// Encloses the error of one x from both sides. A certificate alone takes every residual for one that pulls the error
/// the same way, and where signs average out it is far too large. So the error itself is computed: d with A·d ≈ r, and
/// what the certificate then says of b − A·(x + d), with x + d not rounded, is how far d can be from x* − x:
///
///     | |x* − x|_i − |d|_i | ≤ u_i·η,   η = max_j |b − A·(x + d)|_j / w_j
///
/// Each further run on the residual that is left makes η smaller, until upper and lower bound are within
/// [#WANTED] of each other, or a run no longer helps. Both hold at every moment, rounding included.
/// **Shapes** of one system and one x, both copies. **Units** 1 = one matrix entry touched.
/// **Thread** one at a time. **Cost** a solve to three digits as a rule, and a compensated pass over A, twice a plain
/// one's terms, after each run; six vectors. **Errors** none: a run that fails leaves the bound as it is.
/// **Source** numerics specification §3.3; Ogita, Rump, Oishi 2005 for the residual.
public final class BoundRefinement {
    /// Upper over lower bound at which nothing more is to be gained.
    static final double WANTED = 1.5;

    static final int MAX_RUNS = 6;

    /// A run that leaves more than this part of η has not helped.
    private static final double PROGRESS = 0.5;

    /// What a run is asked for at first, and at most, in parts of the residual that it starts with.
    private static final double FIRST_GAIN = 1e-3;

    private static final double MOST_GAIN = 1e-10;

    /// η is to come to this part of what would do.
    private static final double AIM = 0.1;

    private static final int CHUNKS_PER_STEP = 32;

    /// Room for the roundings of a product and a sum.
    private static final double ROUNDING = 1 + 16 * 0x1p-53;

    private static final String REFINED = ",refined";

    /// `lower` ≤ ‖x − x*‖∞ ≤ `upper`.
    public record Enclosure(double lower, ErrorBound upper) {}

    private final Execution execution;
    private final Vectors vectors;
    private final LinearSystem system;
    private final double[] x;
    private final Certificate certificate;
    private final Plan plan;
    private final Proven proven;
    private final long seed;
    private final RunCache cache;
    private final long matrixVersion;
    private final double[] d;
    private final double[] r;
    private final double[] largest;
    private int iterationsLeft;
    private @Nullable RepairRun run;
    private double runScale = 1.0;
    private double eta = Double.POSITIVE_INFINITY;
    private double lower;
    private double upper = Double.POSITIVE_INFINITY;
    private double gain = FIRST_GAIN;
    private int swept;
    private int runs;
    private boolean ended;

    BoundRefinement(
            Execution execution,
            LinearSystem system,
            double[] x,
            Certificate certificate,
            Plan plan,
            Proven proven,
            int maxIterations,
            long seed,
            RunCache cache,
            long matrixVersion) {
        this.execution = execution;
        this.vectors = new Vectors(execution, x.length);
        this.system = system;
        this.x = x;
        this.certificate = certificate;
        this.plan = plan;
        this.proven = proven;
        this.iterationsLeft = maxIterations;
        this.seed = seed;
        this.cache = cache;
        this.matrixVersion = matrixVersion;
        this.d = new double[x.length];
        this.r = new double[x.length];
        this.largest = new double[Chunks.of(x.length)];
    }

    /// Works for about `units`; answers the units used, 0 once it has ended.
    public long advance(long units) {
        long work = 0;
        while (work < units && !ended) {
            RepairRun running = run;
            if (running != null) {
                work += runOn(running);
            } else if (swept < largest.length) {
                work += sweep();
            } else {
                work += decide();
            }
        }
        return work;
    }

    /// Whether [#result] is as good as it gets.
    public boolean ended() {
        return ended;
    }

    /// What is known so far; the upper bound is infinite before the first pass.
    public Enclosure result() {
        String name = certificate.name() + (runs > 0 ? REFINED : "");
        return new Enclosure(lower, new ErrorBound(upper, name));
    }

    private long sweep() {
        int first = swept;
        int end = Math.min(largest.length, first + CHUNKS_PER_STEP);
        execution.team().run(end - first, chunk -> sweep(first + chunk));
        swept = end;
        int[] start = system.a().rowStart();
        int from = Chunks.from(first);
        int to = Chunks.to(end - 1, x.length);
        return 1L + 2L * (start[to] - start[from]) + to - from;
    }

    private void sweep(int chunk) {
        CsrMatrix a = system.a();
        double[] b = system.b().values();
        int[] start = a.rowStart();
        CompensatedRow row = new CompensatedRow();
        double most = 0.0;
        for (int i = Chunks.from(chunk); i < Chunks.to(chunk, x.length); i++) {
            r[i] = row.residual(a.column(), a.value(), start[i], start[i + 1], b[i], x, d);
            most = Math.max(most, certificate.scaled(i, row.above(r[i])));
        }
        largest[chunk] = most;
    }

    /// After a pass: takes the bounds over, and ends or starts a run on what is left.
    private long decide() {
        double left = 0.0;
        for (double most : largest) {
            left = Math.max(left, most);
        }
        boolean helped = left <= PROGRESS * eta;
        if (left < eta) {
            eta = left;
            enclose();
        }
        boolean enough = upper <= WANTED * lower || eta == 0;
        if (enough || !helped || runs == MAX_RUNS || iterationsLeft <= 0) {
            ended = true;
        } else {
            start();
        }
        return 2L * x.length + 1;
    }

    private void enclose() {
        double above = 0.0;
        double below = 0.0;
        double size = 0.0;
        for (int i = 0; i < x.length; i++) {
            double off = Math.nextUp(certificate.u(i) * eta * ROUNDING);
            above = Math.max(above, Math.nextUp(Math.abs(d[i]) + off));
            below = Math.max(below, Math.nextDown(Math.abs(d[i]) - off));
            size = Math.max(size, Math.abs(d[i]));
        }
        upper = eta == 0 && size == 0 ? 0.0 : Math.min(upper, above);
        lower = Math.max(lower, below);
        double needed = AIM * (WANTED - 1) * size / (certificate.maxU() * eta);
        gain = size == 0 || Double.isNaN(needed) ? FIRST_GAIN : Math.clamp(needed, MOST_GAIN, FIRST_GAIN);
    }

    private void start() {
        runs++;
        double most = 0.0;
        for (double entry : r) {
            most = Math.max(most, Math.abs(entry));
        }
        runScale = Math.scalb(1.0, Math.clamp(Math.getExponent(most), -1000, 1000));
        double[] scaled = new double[r.length];
        vectors.scale(1 / runScale, r, scaled);
        RunGoal goal = new RunGoal(gain * vectors.norm2(scaled), iterationsLeft, seed);
        run = RepairRuns.start(execution, plan, system.a(), scaled, goal, proven, matrixVersion, cache);
    }

    private long runOn(RepairRun running) {
        RepairRun.Progress progress = running.advance(1);
        iterationsLeft -= progress.iterations();
        if (progress.stopped() != null) {
            vectors.axpy(runScale, running.correction(), d);
            run = null;
            swept = 0;
        }
        return progress.work() + 1;
    }
}
