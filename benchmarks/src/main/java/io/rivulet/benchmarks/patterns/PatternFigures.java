// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.patterns;

import io.rivulet.patterns.correlation.CorrelationMatrix;
import io.rivulet.patterns.dtw.Band;
import io.rivulet.patterns.dtw.Cost;
import io.rivulet.patterns.dtw.Dtw;
import io.rivulet.patterns.lcs.Tolerance;
import io.rivulet.patterns.search.Parts;
import io.rivulet.patterns.search.SearchReport;
import io.rivulet.patterns.search.SeriesIndex;
import io.rivulet.patterns.series.Normalisation;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.store.UnitVector;
import io.rivulet.patterns.store.VectorStore;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/// What comparing, searching and correlating series takes, and plain JavaScript in Node in the same run. Arguments:
/// rounds of the distances, Node and ours in turn (5); stored series (100000); queries (100).
public final class PatternFigures {
    private static final int LENGTH = 1_000;
    private static final int JAVASCRIPT_CALLS = 150;
    private static final int CALLS = 1_000;
    private static final int STORED_LENGTH = 128;
    private static final int STRATEGIES = 100;
    private static final int STRATEGY_LENGTH = 250;
    private static final int DIMENSION = 32;

    private final PrintStream out;
    private final SplittableRandom random = new SplittableRandom(7);
    private double sum; // keeps results in use

    PatternFigures(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws InterruptedException {
        int[] given = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        PatternFigures figures = new PatternFigures(System.out);
        figures.distances(given.length > 0 ? given[0] : 5, CALLS);
        int queries = given.length > 2 ? given[2] : 100;
        figures.searches(given.length > 1 ? given[1] : 100_000, queries);
        figures.cosines(given.length > 1 ? given[1] : 100_000, queries);
        figures.correlations(STRATEGIES, 20);
    }

    /// Two sines of 1,000 values, full and in a band of a tenth.
    void distances(int rounds, int calls) throws InterruptedException {
        double[] a =
                IntStream.range(0, LENGTH).mapToDouble(i -> Math.sin(i / 100.0)).toArray();
        double[] b = IntStream.range(0, LENGTH)
                .mapToDouble(i -> Math.sin((i + 10) / 100.0))
                .toArray();
        float[] x = Series.toFloats(a);
        float[] y = Series.toFloats(b);
        Band band = Band.usual(LENGTH, LENGTH);
        out.println("distance of two series of 1,000, ms, loops " + Dtw.provider());
        for (int round = 0; round < rounds; round++) {
            Optional<PlainJavaScript.Times> script = PlainJavaScript.run(LENGTH, JAVASCRIPT_CALLS);
            double[] single = times(calls, () -> Dtw.singleDistance(x, y, Cost.ABS, Band.none()));
            double[] full = times(calls, () -> Dtw.distance(a, b, Cost.ABS, Band.none()));
            double[] singleBanded = times(calls, () -> Dtw.singleDistance(x, y, Cost.ABS, band));
            double[] banded = times(calls, () -> Dtw.distance(a, b, Cost.ABS, band));
            double[] path = times(
                    calls / 20, () -> Dtw.align(a, b, Cost.ABS, Band.none()).distance());
            out.printf(
                    "single %s, in a band %s; double %s, in a band %s; with its path %s%n",
                    told(single), told(singleBanded), told(full), told(banded), told(path));
            out.printf(
                    "the band is %.1f and %.1f times as fast%n",
                    middle(single) / middle(singleBanded), middle(full) / middle(banded));
            script.ifPresentOrElse(
                    s -> {
                        double apart = Math.abs(s.distance() - Dtw.distance(a, b, Cost.ABS, Band.none()));
                        if (apart > 1e-9) {
                            throw new IllegalStateException("JavaScript is " + apart + " away");
                        }
                        out.printf(
                                "JavaScript p50 %.2f least %.2f: single %.0f (of the least %.0f), double %.0f (%.0f) times as"
                                        + " fast%n",
                                s.median(),
                                s.least(),
                                s.median() / middle(single),
                                s.least() / single[0],
                                s.median() / middle(full),
                                s.least() / full[0]);
                    },
                    () -> out.println("no Node here: nothing to compare with"));
        }
    }

    /// The nearest of many z-normalised random walks of 128 values, band a tenth.
    void searches(int stored, int queries) {
        SeriesIndex index = new SeriesIndex(STORED_LENGTH);
        for (int i = 0; i < stored; i++) {
            index.add(walk());
        }
        int cores = Runtime.getRuntime().availableProcessors();
        try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
            Parts parts = (count, part) -> CompletableFuture.allOf(IntStream.range(0, count)
                            .mapToObj(i -> CompletableFuture.runAsync(() -> part.accept(i), pool))
                            .toArray(CompletableFuture[]::new))
                    .join();
            search(index, queries, Parts.serial(), 1); // warm
            search(index, queries, parts, cores);
            out.println("nearest of " + stored + " series of 128, ms");
            out.println("one thread " + search(index, queries, Parts.serial(), 1));
            out.println(cores + " threads " + search(index, queries, parts, cores));
        }
    }

    private String search(SeriesIndex index, int queries, Parts parts, int count) {
        List<Long> compared = new ArrayList<>();
        double[] times = times(queries, () -> {
            SearchReport report =
                    index.search(walk(), 1, Cost.ABS, Band.usual(STORED_LENGTH, STORED_LENGTH), parts, count);
            compared.add(report.compared());
            return report.found().getFirst().distance();
        });
        compared.sort(null);
        return told(times) + "; distances computed p50 " + compared.get(compared.size() / 2) + ", most "
                + compared.getLast();
    }

    /// The ten nearest directions of 32 values.
    void cosines(int stored, int queries) {
        VectorStore<Integer> store = new VectorStore<>(DIMENSION);
        for (int i = 0; i < stored; i++) {
            UnitVector vector = direction();
            store.put(new VectorStore.Entry<>("id" + i, "", i, vector, i));
        }
        DoubleSupplier one =
                () -> store.search(direction(), 10, -1, e -> true).getFirst().score();
        times(queries, one); // warm
        out.println("ten nearest of " + stored + " vectors of 32 by cosine, ms " + told(times(queries, one)));
    }

    private UnitVector direction() {
        return UnitVector.of(IntStream.range(0, DIMENSION)
                .mapToDouble(i -> random.nextDouble() - 0.5)
                .toArray());
    }

    /// All pairs of strategies of 250 values.
    void correlations(int strategies, int calls) {
        List<double[]> series = new ArrayList<>();
        for (int i = 0; i < strategies; i++) {
            series.add(Series.toDoubles(walk(STRATEGY_LENGTH)));
        }
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            DoubleSupplier one = () -> CorrelationMatrix.of(series, Tolerance.of(Tolerance.USUAL_EPSILON), pool)
                    .join()
                    .at(0, 1);
            times(calls, one); // warm
            out.println("common subsequences of all pairs of " + strategies + " series of 250, ms "
                    + told(times(calls, one)));
        }
    }

    private float[] walk() {
        return walk(STORED_LENGTH);
    }

    private float[] walk(int length) {
        double[] values = new double[length];
        double x = 0;
        for (int i = 0; i < length; i++) {
            x += random.nextDouble() - 0.5;
            values[i] = x;
        }
        return Series.toFloats(Normalisation.Z.apply(values));
    }

    /// Milliseconds of each call, in ascending order; of the first third nothing is kept.
    private double[] times(int calls, DoubleSupplier call) {
        double[] times = new double[calls];
        for (int k = 0; k < calls; k++) {
            long begun = System.nanoTime();
            sum += call.getAsDouble();
            times[k] = (System.nanoTime() - begun) / 1e6;
        }
        double[] warm = Arrays.copyOfRange(times, calls / 3, calls);
        Arrays.sort(warm);
        return warm;
    }

    private static double middle(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    private static String told(double[] sorted) {
        return "p50 %.3f, p99 %.3f, least %.3f, most %.3f"
                .formatted(middle(sorted), sorted[sorted.length * 99 / 100], sorted[0], sorted[sorted.length - 1]);
    }
}
