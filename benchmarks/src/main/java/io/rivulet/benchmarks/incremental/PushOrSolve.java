// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.incremental;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.local.Comparison;
import io.rivulet.numerics.local.ForwardPush;
import io.rivulet.numerics.local.Rows;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Where following a change of one entry of b by pushes stops being cheaper than a warm solve: over the gap 1 − α of
/// the rows and the accuracy that is asked, on a random graph and on a grid. Three ways to the same certified bound
/// after the same changes: pushes to the end ([ForwardPush], which ends at [#MOST] times the solve), a warm solve of
/// the engine (b is sent as a whole, which leaves it nothing local), and the engine as it is, which pushes as long as
/// that seems cheaper. All on one thread. Writes `push-or-solve.csv` and `push-or-solve.svg`.
///
/// Accuracy is relative to the most that a change of 1 can move x, 1/((1 − α)·mean a_ii).
public final class PushOrSolve {
    static final double[] GAPS = {0.9, 0.5, 0.2, 0.1, 0.03, 0.01, 0.003, 0.001};
    static final double[] ACCURACIES = {1e-2, 1e-4, 1e-8};

    private static final int CHANGES = 15;
    private static final int LEAST_CHANGES = 3;
    private static final long LONGEST_NANOS = 1_500_000_000L;
    private static final long MOST = 5;
    private static final long SLICE = 4_000_000;

    private final PrintStream out;
    private final int n;

    PushOrSolve(PrintStream out, int n) {
        this.out = out;
        this.n = n;
    }

    /// Medians over changes at random places.
    ///
    /// @param entries of A touched
    record Cost(double entries, double millis) {}

    /// @param finished whether every push came to its end
    /// @param pushed part of the changes that the engine answered by a push
    record Cell(
            String family,
            double gap,
            double accuracy,
            Cost push,
            boolean finished,
            Cost solve,
            Cost engine,
            double pushed) {}

    /// Arguments: the number of rows, and the folder to write to.
    public static void main(String[] arguments) throws IOException {
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100_000;
        Path folder = Path.of(arguments.length > 1 ? arguments[1] : ".");
        PushOrSolve bench = new PushOrSolve(System.out, n);
        // Compiled code for all of it before anything counts.
        bench.measure(new double[] {0.5, 0.01}, ACCURACIES);
        List<Cell> cells = bench.measure(GAPS, ACCURACIES);
        Files.writeString(folder.resolve("push-or-solve.csv"), csv(cells));
        Files.writeString(folder.resolve("push-or-solve.svg"), PushOrSolveChart.of(cells, n));
    }

    List<Cell> measure(double[] gaps, double[] accuracies) {
        List<Cell> cells = new ArrayList<>();
        int side = (int) Math.round(Math.sqrt(n));
        for (double gap : gaps) {
            for (double accuracy : accuracies) {
                cells.add(cell("random", new GalleryRecipe.RandomDominant(n, 6, 1 - gap, false, 0, 1), gap, accuracy));
                cells.add(cell("grid", new GalleryRecipe.GridPlusLeak(side, side, 4 * gap / (1 - gap)), gap, accuracy));
            }
        }
        return cells;
    }

    private Cell cell(String family, GalleryRecipe recipe, double gap, double accuracy) {
        CsrMatrix a = Gallery.generate(recipe);
        SplittableRandom random = new SplittableRandom(7);
        double[] b = new double[a.rows()];
        double diagonal = 0.0;
        for (int i = 0; i < b.length; i++) {
            b[i] = 2 * random.nextDouble() - 1;
            diagonal += a.get(i, i) / b.length;
        }
        double bound = accuracy / (gap * diagonal);
        SolverEngine engine = open(a, b, bound);
        int[] places = random.ints(CHANGES, 0, b.length).toArray();

        List<Cost> solves = new ArrayList<>();
        long begun = System.nanoTime();
        long revision = 0;
        while (more(solves, begun)) {
            b[places[solves.size()]] += 1;
            DenseVector whole = DenseVector.copyOf(b);
            CostUpdate update = new CostUpdate(whole, SparseVector.EMPTY, SparseVector.EMPTY, List.of());
            solves.add(timed(engine, new RevisedUpdate(++revision, update)).cost());
        }
        Cost solve = median(solves);

        List<Cost> changes = new ArrayList<>();
        double pushed = 0;
        begun = System.nanoTime();
        while (more(changes, begun)) {
            Timed timed = timed(engine, new RevisedUpdate(++revision, CostUpdate.delta(one(places[changes.size()]))));
            changes.add(timed.cost());
            pushed += timed.method().equals("push") ? 1 : 0;
        }
        pushed /= changes.size();

        List<Cost> pushes = new ArrayList<>();
        boolean finished = true;
        Rows columns = Rows.of(a.transpose());
        Comparison ones = Comparison.ones(Rows.of(a));
        begun = System.nanoTime();
        while (finished && more(pushes, begun)) {
            long start = System.nanoTime();
            ForwardPush push =
                    ForwardPush.of(columns, ones, one(places[pushes.size()]), bound, MOST * (long) solve.entries());
            pushes.add(new Cost(push.work(), (System.nanoTime() - start) / 1e6));
            finished &= push.reached();
        }
        Cell cell = new Cell(family, gap, accuracy, median(pushes), finished, solve, median(changes), pushed);
        out.print(row(cell));
        return cell;
    }

    private static boolean more(List<Cost> done, long begunNanos) {
        return done.size() < LEAST_CHANGES || (done.size() < CHANGES && System.nanoTime() - begunNanos < LONGEST_NANOS);
    }

    private static SparseVector one(int i) {
        return SparseVector.adopt(new int[] {i}, new double[] {1.0});
    }

    private static SolverEngine open(CsrMatrix a, double[] b, double bound) {
        LinearSystem system = new LinearSystem(a, DenseVector.copyOf(b));
        Classification c = Classifier.classify(a);
        if (!(Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO) instanceof Planned.Ok(var plan))) {
            throw new IllegalStateException("hybrid refuses a dominant matrix");
        }
        EngineOptions options = new EngineOptions(1e-8, 0, bound, 10_000, 10_000, new XSelection.TopChanges(16), 0, 1);
        SolverEngine engine = SolverEngine.open(Execution.serial(), system, c, plan, options, null);
        // The first change by a push brings the columns into order, once.
        timed(engine, new RevisedUpdate(-1, CostUpdate.delta(one(0))));
        return engine;
    }

    private record Timed(Cost cost, String method) {}

    private static Timed timed(SolverEngine engine, RevisedUpdate update) {
        while (engine.advance(SLICE).busy()) {}
        long begun = System.nanoTime();
        engine.apply(update);
        RepairOutcome last = null;
        while (last == null || last.throughRevision() < update.revision()) {
            EngineReport report = engine.advance(SLICE);
            last = report.repairs().isEmpty() ? last : report.repairs().getLast();
        }
        return new Timed(new Cost(last.work(), (System.nanoTime() - begun) / 1e6), last.method());
    }

    private static Cost median(List<Cost> costs) {
        double[] entries = costs.stream().mapToDouble(Cost::entries).sorted().toArray();
        double[] millis = costs.stream().mapToDouble(Cost::millis).sorted().toArray();
        return new Cost(entries[entries.length / 2], millis[millis.length / 2]);
    }

    static String csv(List<Cell> cells) {
        StringBuilder text = new StringBuilder("family,gap,accuracy,push_entries,push_ms,push_finished,"
                + "solve_entries,solve_ms,engine_entries,engine_ms,engine_pushed\n");
        cells.forEach(cell -> text.append(row(cell)));
        return text.toString();
    }

    private static String row(Cell c) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%.0f,%.3f,%s,%.0f,%.3f,%.0f,%.3f,%.2f%n",
                c.family(),
                c.gap(),
                c.accuracy(),
                c.push().entries(),
                c.push().millis(),
                c.finished(),
                c.solve().entries(),
                c.solve().millis(),
                c.engine().entries(),
                c.engine().millis(),
                c.pushed());
    }
}
