// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Changes entries of b one after the other, and in batches, and prints what each repair cost: time, entries of A
/// touched,
/// the method. Beside it the cold solve of the same engine to the same target. Arguments: recipes of gallery matrices,
/// each
/// with what to reach: `recipe@bound=1e-4` (certified, relative to the change) or `recipe@tolerance=1e-8`.
public final class ChangeCost {
    private static final List<String> ALL = List.of(
            "random_dd,n=10000,nnz_per_row=6,alpha=0.9,seed=1@bound=1e-4",
            "random_dd,n=100000,nnz_per_row=6,alpha=0.9,seed=1@bound=1e-4",
            "random_dd,n=1000000,nnz_per_row=6,alpha=0.9,seed=1@bound=1e-4",
            "random_dd,n=10000000,nnz_per_row=6,alpha=0.9,seed=1@bound=1e-4",
            "random_dd,n=1000000,nnz_per_row=6,alpha=0.9,hubs=10,seed=1@bound=1e-4",
            "grid_plus_leak,nx=1000,ny=1000,leak=0.1@tolerance=1e-8",
            "poisson2d,nx=1000,ny=1000@tolerance=1e-8");

    private static final int WARM_UP = 200;
    private static final int CHANGES = 1_000;
    private static final int BATCHES = 5;
    private static final int BATCH = 1_000;
    private static final double CHANGE = 1.0;
    private static final long SLICE = 4_000_000;
    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final PrintStream out;
    private final Execution execution;

    ChangeCost(PrintStream out, Execution execution) {
        this.out = out;
        this.execution = execution;
    }

    public static void main(String[] arguments) {
        try (ThreadTeam team = ThreadTeam.start(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("team-", 0).factory(),
                () -> false)) {
            ChangeCost cost = new ChangeCost(System.out, Execution.on(team));
            for (String one : arguments.length == 0 ? ALL : List.of(arguments)) {
                cost.measure(one, CHANGES);
            }
        }
    }

    void measure(String what, int changes) {
        String recipe = what.substring(0, what.indexOf('@'));
        String goal = what.substring(what.indexOf('@') + 1);
        double value = Double.parseDouble(goal.substring(goal.indexOf('=') + 1));
        boolean bound = goal.startsWith("bound");
        CsrMatrix a = Gallery.generate(Gallery.parse(recipe));
        SplittableRandom random = new SplittableRandom(7);
        double[] b = new double[a.rows()];
        Arrays.setAll(b, _ -> 2 * random.nextDouble() - 1);
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
        long begun = System.nanoTime();
        Classification c = Classifier.classify(a);
        if (!(Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO) instanceof Planned.Ok(var plan))) {
            throw new IllegalStateException("hybrid refuses " + recipe);
        }
        EngineOptions options = new EngineOptions(
                bound ? 1e-8 : value,
                0,
                bound ? value * CHANGE : null,
                10_000,
                10_000,
                new XSelection.TopChanges(16),
                0,
                1);
        SolverEngine engine = SolverEngine.open(execution, system, c, plan, options, null);
        RepairOutcome cold = settle(engine, 0);
        double coldSeconds = (System.nanoTime() - begun) / 1e9;
        out.printf("%s to %s: cold %.3f s, work %,d, %s%n", recipe, goal, coldSeconds, cold.work(), cold.stop());
        long revision = one(engine, random, a.rows(), 0, Math.min(WARM_UP, changes), true);
        revision = one(engine, random, a.rows(), revision, changes, false);
        batches(engine, random, a.rows(), revision);
    }

    private long one(SolverEngine engine, SplittableRandom random, int n, long from, int count, boolean quiet) {
        List<Double> millis = new ArrayList<>();
        List<Double> work = new ArrayList<>();
        int pushes = 0;
        long revision = from;
        long started = System.nanoTime();
        while (millis.size() < count && System.nanoTime() - started < LONGEST_NANOS) {
            RevisedUpdate update = new RevisedUpdate(++revision, change(random, n, 1));
            long begun = System.nanoTime();
            engine.apply(update);
            RepairOutcome repair = settle(engine, revision);
            millis.add((System.nanoTime() - begun) / 1e6);
            work.add((double) repair.work());
            pushes += repair.method().equals("push") ? 1 : 0;
            idle(engine);
        }
        if (!quiet) {
            out.printf(
                    "  one entry, %d times: ms p50 %.3f p95 %.3f max %.3f; work p50 %,.0f p95 %,.0f max %,.0f; %d by push%n",
                    millis.size(),
                    quantile(millis, 0.5),
                    quantile(millis, 0.95),
                    quantile(millis, 1),
                    quantile(work, 0.5),
                    quantile(work, 0.95),
                    quantile(work, 1),
                    pushes);
        }
        return revision;
    }

    private void batches(SolverEngine engine, SplittableRandom random, int n, long from) {
        List<Double> millis = new ArrayList<>();
        long revision = from;
        String method = "";
        for (int k = 0; k < BATCHES; k++) {
            RevisedUpdate update = new RevisedUpdate(++revision, change(random, n, BATCH));
            long begun = System.nanoTime();
            engine.apply(update);
            method = settle(engine, revision).method();
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        out.printf("  %d entries at once: ms p50 %.3f (%s)%n", BATCH, quantile(millis, 0.5), method);
    }

    private static CostUpdate change(SplittableRandom random, int n, int entries) {
        int[] indices = random.ints(0, n)
                .distinct()
                .limit(Math.min(entries, n))
                .sorted()
                .toArray();
        double[] values = new double[indices.length];
        Arrays.setAll(values, _ -> random.nextBoolean() ? CHANGE : -CHANGE);
        return new CostUpdate(null, SparseVector.EMPTY, SparseVector.adopt(indices, values), List.of());
    }

    /// Until the engine has answered `revision`; its last repair.
    private static RepairOutcome settle(SolverEngine engine, long revision) {
        RepairOutcome last = null;
        while (last == null || last.throughRevision() < revision) {
            EngineReport report = engine.advance(SLICE);
            if (!report.repairs().isEmpty()) {
                last = report.repairs().getLast();
            }
        }
        return last;
    }

    /// Lets the engine do what it puts off while somebody waits.
    private static void idle(SolverEngine engine) {
        while (engine.advance(SLICE).busy()) {}
    }

    private static double quantile(List<Double> values, double q) {
        List<Double> sorted = new ArrayList<>(values);
        sorted.sort(null);
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * (sorted.size() - 1))));
    }
}
