// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.local;

import io.rivulet.benchmarks.Wanted;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.local.Comparison;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.Iterate;
import io.rivulet.numerics.local.LocalEntry;
import io.rivulet.numerics.local.Rows;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// One entry of a strictly dominant system against the solve of all: entries touched and time for n = 10⁴ …
/// 10⁷, two graphs (a grid, where a neighbourhood grows like a disc, and a random one, where it grows
/// exponentially), α = 0.5 and 0.9, errors of 10⁻² … 10⁻⁶ of the bound on x that is known beforehand. Prints a
/// Markdown table.
///
/// The one pass over A and b that bounds x, and needs no solve, is a column of its own. The solve is `hybrid`
/// to the same certified error, from the same classification, with one thread, up to a limit on n.
public final class SingleEntries {
    private static final double[] ALPHAS = {0.5, 0.9};
    private static final double[] ERRORS = {1e-2, 1e-3, 1e-4, 1e-6};
    private static final int OFF_DIAGONALS = 5;
    private static final int MAX_ITERATIONS = 10_000;
    private static final long SLICE = 10_000_000;

    /// Budget in products with A, as `rivulet entry` has it.
    private static final long PRODUCTS = 5;

    private static final List<String> GRAPHS = List.of("grid", "random");

    /// Estimates are made until this is over, warm-up and measurement each, and at least one of them.
    private static final double PATIENCE_MILLIS = 4_000;

    /// How much of everything.
    ///
    /// @param sizes n
    /// @param largestSolve larger systems are not solved
    /// @param targets entries estimated, of which the median counts
    /// @param warmUp estimates before the first that counts
    record Scale(List<Integer> sizes, int largestSolve, int targets, int warmUp) {
        static final Scale FULL = new Scale(List.of(10_000, 100_000, 1_000_000, 10_000_000), 1_000_000, 11, 40);
        static final Scale SMOKE = new Scale(List.of(100), 100, 1, 0);
    }

    private final PrintStream out;
    private final Scale scale;

    SingleEntries(PrintStream out, Scale scale) {
        this.out = out;
        this.scale = scale;
    }

    public static void main(String[] arguments) {
        new SingleEntries(System.out, Scale.FULL).run(Wanted.of(GRAPHS, arguments));
    }

    void run(List<String> graphs) {
        row(
                "JVM %s, %d processors, load average %.1f at the start",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        row("");
        row("| graph | α | n | error | method | bound | entries touched | ms | solve: entries | ms | bounding x: ms |");
        row("|---|---|---|---|---|---|---|---|---|---|---|");
        for (String graph : graphs) {
            for (double alpha : ALPHAS) {
                for (int n : scale.sizes()) {
                    measure(graph.equals("grid"), alpha, n);
                }
            }
        }
    }

    private void measure(boolean grid, double alpha, int n) {
        CsrMatrix a = matrix(grid, alpha, n);
        double[] b = new double[a.rows()];
        SplittableRandom random = new SplittableRandom(n);
        Arrays.setAll(b, _ -> 2 * random.nextDouble() - 1);
        LinearSystem system = new LinearSystem(a, DenseVector.adopt(b));
        Rows rows = Rows.of(a);
        Comparison ones = Comparison.ones(rows);
        long begun = System.nanoTime();
        Iterate known = Iterate.cold(rows, ones, b);
        double bounding = millis(begun);
        for (double error : ERRORS) {
            double absolute = error * known.eta();
            Estimated estimated = estimate(rows, ones, known, absolute);
            Solved solved = a.rows() <= scale.largestSolve() ? solve(system, absolute) : null;
            row(
                    "| %s | %.1f | %,d | %.0e | %s | %s | %,d | %s | %s | %s | %s |",
                    grid ? "grid" : "random",
                    alpha,
                    a.rows(),
                    error,
                    estimated.last().method().wireName(),
                    estimated.last().bound().within(absolute)
                            ? estimated.last().bound().wireName()
                            : "not reached",
                    estimated.work(),
                    shown(estimated.millis()),
                    solved == null ? "–" : String.format(Locale.ROOT, "%,d", solved.work()),
                    solved == null ? "–" : shown(solved.millis()),
                    shown(bounding));
        }
    }

    private static CsrMatrix matrix(boolean grid, double alpha, int n) {
        if (grid) {
            int side = (int) Math.round(Math.sqrt(n));
            return Gallery.generate(new GalleryRecipe.GridPlusLeak(side, side, 4 / alpha - 4));
        }
        return Gallery.generate(new GalleryRecipe.RandomDominant(n, OFF_DIAGONALS, alpha, false, 0, 7));
    }

    private record Estimated(EntryEstimate last, long work, double millis) {}

    private Estimated estimate(Rows rows, Comparison ones, Iterate known, double error) {
        long budget = Math.max(SolverEngine.ENTRY_WORK, PRODUCTS * rows.nnz());
        SplittableRandom random = new SplittableRandom(3);
        long warm = System.nanoTime();
        for (int k = 0; k < scale.warmUp() && millis(warm) < PATIENCE_MILLIS; k++) {
            LocalEntry.estimate(rows, ones, known, random.nextInt(rows.rows()), LocalEntry.Ask.of(error, budget, k));
        }
        List<Double> millis = new ArrayList<>();
        List<Long> work = new ArrayList<>();
        EntryEstimate last;
        long first = System.nanoTime();
        do {
            int target = random.nextInt(rows.rows());
            long begun = System.nanoTime();
            last = LocalEntry.estimate(rows, ones, known, target, LocalEntry.Ask.of(error, budget, millis.size()));
            millis.add(millis(begun));
            work.add(last.work());
        } while (millis.size() < scale.targets() && millis(first) < PATIENCE_MILLIS);
        Collections.sort(millis);
        Collections.sort(work);
        return new Estimated(last, work.get(work.size() / 2), millis.get(millis.size() / 2));
    }

    private record Solved(long work, double millis) {}

    private static Solved solve(LinearSystem system, double error) {
        Classification found = Classifier.classify(system.a());
        if (!(Planner.plan(system, found, Method.HYBRID, PreconditionerKind.AUTO) instanceof Planned.Ok(var plan))) {
            throw new IllegalStateException("no plan for a dominant system");
        }
        long begun = System.nanoTime();
        SolverEngine engine = SolverEngine.open(
                Execution.serial(),
                system,
                found,
                plan,
                new EngineOptions(1e-8, 0, error, MAX_ITERATIONS, 0, new XSelection.None(), 0, 0),
                null);
        long work = 0;
        boolean busy = true;
        while (busy) {
            EngineReport report = engine.advance(SLICE);
            busy = report.busy();
            work += report.work();
        }
        return new Solved(work, millis(begun));
    }

    private static double millis(long begun) {
        return (System.nanoTime() - begun) / 1e6;
    }

    private static String shown(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%,.0f", millis);
    }

    private void row(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
