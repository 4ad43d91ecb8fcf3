// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.fields;

import io.rivulet.benchmarks.Median;
import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.engine.FieldSnapshot;
import io.rivulet.fields.features.Activity;
import io.rivulet.fields.features.StreamedFeatures;
import io.rivulet.fields.implicit.ImplicitEngine;
import io.rivulet.fields.implicit.ImplicitSettings;
import io.rivulet.fields.implicit.SolveReport;
import io.rivulet.fields.implicit.Start;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.fields.preset.Preset;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.kernels.Execution;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Times steps with their nine figures, on one thread: explicit ones beside NumPy's, round by round in turn, and
/// implicit ones of a hundred times the explicit limit beside as many explicit ones as take the same simulated time.
/// Arguments: a Python with NumPy and `benchmarks/peers/numpy_fields.py`; without them the peer is left out.
public final class FieldFigures {
    private static final double TIMES_THE_LIMIT = 100;
    private static final double NANOS = 1e9;

    /// The peer's random numbers are others: its mean and deviation are only near ours, in mV.
    private static final double NEAR_MV = 0.1;

    private final int size;
    private final int rounds;
    private final int steps;
    private final int implicitSteps;

    FieldFigures(int size, int rounds, int steps, int implicitSteps) {
        this.size = size;
        this.rounds = rounds;
        this.steps = steps;
        this.implicitSteps = implicitSteps;
    }

    public static void main(String[] peer) throws IOException {
        new FieldFigures(512, 15, 40, 8).run(List.of(peer), System.out);
    }

    void run(List<String> peer, PrintStream out) throws IOException {
        out.println("JVM " + Runtime.version() + ", loops " + RowLoops.detect().provider() + ", " + size
                + "², medians of " + rounds + " rounds of " + steps + " steps");
        out.println("| step with figures | ms | spread |");
        out.println("|---|---|---|");
        explicit(peer, out);
        implicit(out);
    }

    private void explicit(List<String> command, PrintStream out) throws IOException {
        FieldSettings settings =
                FieldSettings.defaults().toBuilder().gridSize(size).build();
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        String version = "";
        warm(ExplicitEngine.start(settings));
        try (NumpyPeer peer = command.isEmpty() ? null : new NumpyPeer(command)) {
            for (int round = 0; round < rounds; round++) {
                ExplicitEngine engine = ExplicitEngine.start(settings);
                ours[round] = secondsPerStep(engine, steps);
                if (peer != null) {
                    NumpyPeer.Round answer = peer.round(size, steps);
                    requireNear(engine, answer);
                    theirs[round] = answer.secondsPerStep();
                    version = answer.version();
                }
            }
        }
        row(out, "explicit", ours);
        if (!command.isEmpty()) {
            row(out, "NumPy " + version, theirs);
            out.println(String.format(Locale.ROOT, "| ratio | %.1f | |", Median.of(theirs) / Median.of(ours)));
        }
    }

    private void warm(FieldEngine engine) {
        for (int round = 0; round < 3; round++) {
            secondsPerStep(engine, steps);
        }
    }

    /// Each step with its figures.
    private static double secondsPerStep(FieldEngine engine, int count) {
        long begin = System.nanoTime();
        double seen = 0;
        for (int step = 0; step < count; step++) {
            engine.step();
            seen += StreamedFeatures.of(engine.potential(), Activity.DEFAULT).potMeanMv();
        }
        long end = System.nanoTime();
        if (!Double.isFinite(seen)) {
            throw new IllegalStateException("figures that are not finite");
        }
        return (end - begin) / NANOS / count;
    }

    private static void requireNear(ExplicitEngine engine, NumpyPeer.Round peer) {
        StreamedFeatures ours = StreamedFeatures.of(engine.potential(), Activity.DEFAULT);
        if (Math.abs(ours.potMeanMv() - peer.mean()) > NEAR_MV
                || Math.abs(ours.potStdMv() - peer.deviation()) > NEAR_MV) {
            throw new IllegalStateException("the peer computes something else: " + peer + " beside " + ours);
        }
    }

    private void implicit(PrintStream out) {
        FieldSettings settings = Preset.SPOTS.applyTo(
                FieldSettings.defaults().toBuilder().gridSize(size).build());
        double dt = TIMES_THE_LIMIT * ImplicitSettings.explicitLimit(settings);
        FieldSnapshot start = FieldSnapshot.initial(settings);
        double perUnit = explicitPerUnit(settings);
        out.println(String.format(
                Locale.ROOT, "%nsimulated time of %.1f units at a time, %s", dt, Preset.SPOTS.wireName()));
        out.println("| engine | ms per unit of time | of explicit | largest bound of a step |");
        out.println("|---|---|---|---|");
        out.println(String.format(Locale.ROOT, "| explicit | %.3f | 1 | |", 1000 * perUnit));
        for (Start from : Start.values()) {
            ImplicitEngine engine =
                    ImplicitEngine.restore(start, new ImplicitSettings(dt, 1e-10, from), Execution.serial());
            secondsPerStep(engine, 2);
            double[] times = new double[implicitSteps];
            double bound = 0;
            for (int step = 0; step < implicitSteps; step++) {
                times[step] = secondsPerStep(engine, 1) / dt;
                bound = Math.max(bound, largest(engine.solves()));
            }
            out.println(String.format(
                    Locale.ROOT,
                    "| implicit, from %s (%s) | %.3f | %.2f | %.1e |",
                    from.name().toLowerCase(Locale.ROOT),
                    engine.method(),
                    1000 * Median.of(times),
                    Median.of(times) / perUnit,
                    bound));
        }
    }

    private double explicitPerUnit(FieldSettings settings) {
        double[] times = new double[rounds];
        ExplicitEngine engine = ExplicitEngine.start(settings);
        warm(engine);
        for (int round = 0; round < rounds; round++) {
            times[round] = secondsPerStep(engine, steps);
        }
        return Median.of(times);
    }

    private static double largest(List<SolveReport> solves) {
        return solves.stream()
                .map(SolveReport::bound)
                .map(bound -> Objects.requireNonNull(bound, "a step without a bound"))
                .mapToDouble(ErrorBound::value)
                .max()
                .orElseThrow();
    }

    private static void row(PrintStream out, String name, double[] seconds) {
        out.println(String.format(
                Locale.ROOT,
                "| %s | %.3f | %.3f to %.3f |",
                name,
                1000 * Median.of(seconds),
                1000 * Arrays.stream(seconds).min().orElseThrow(),
                1000 * Arrays.stream(seconds).max().orElseThrow()));
    }
}
