// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Rivulet as a contestant: the engine of a session, from the matrix to an x whose residual was recomputed. Set-up is
/// the examination of the matrix and the choice of a method; everything else counts as solving. `bound` is the time
/// after that until the error has a bound too, or none is found.
public final class RivuletContestant {
    /// Runs before the first that counts: a server has been running for a while when it is asked, and its compiler has
    /// done its work, which takes most of these.
    private static final int WARM_UP = 5;

    /// Small problems are solved for so long before.
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final long SLICE = 4_000_000;
    private static final int MAX_ITERATIONS = 100_000;
    private static final double SLOW_SECONDS = 60;

    private RivuletContestant() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        double rtol = Double.parseDouble(arguments[1]);
        int runs = Integer.parseInt(arguments[2]);
        LinearSystem system = SystemFile.read(folder);
        List<Double> setups = new ArrayList<>();
        List<Double> solves = new ArrayList<>();
        List<Double> bounds = new ArrayList<>();
        try (ThreadTeam team = ThreadTeam.start(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("team-", 0).factory(),
                () -> false)) {
            Execution execution = Execution.on(team);
            String way = "";
            long iterations = 0;
            DenseVector x = DenseVector.adopt(new double[0]);
            long first = System.nanoTime();
            int warmed = 0;
            while (solves.size() < runs) {
                long begun = System.nanoTime();
                Classification c = Classifier.classify(team, system.a());
                if (!(Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO)
                        instanceof Planned.Ok(var plan))) {
                    throw new IllegalStateException("hybrid refuses this matrix");
                }
                long ready = System.nanoTime();
                SolverEngine engine = SolverEngine.open(execution, system, c, plan, options(rtol), null);
                EngineReport report;
                do {
                    report = engine.advance(SLICE);
                } while (report.answered() == null && report.solvedRevision() < 0);
                iterations = report.iterations();
                x = engine.x();
                long done = System.nanoTime();
                while (report.solvedRevision() < 0) {
                    report = engine.advance(SLICE);
                }
                long bounded = System.nanoTime();
                way = plan.method().wireName() + "+" + plan.preconditioner().wireName();
                boolean slow = done - begun > SLOW_SECONDS * 1e9;
                boolean warm = warmed >= WARM_UP && begun - first >= WARM_UP_NANOS;
                warmed++;
                if (warm || slow) {
                    setups.add((ready - begun) / 1e9);
                    solves.add((done - ready) / 1e9);
                    bounds.add((bounded - done) / 1e9);
                }
                if (slow) {
                    break;
                }
            }
            SystemFile.writeX(folder, x);
            System.out.printf(
                    Locale.ROOT,
                    "{\"setup\": %s, \"solve\": %s, \"bound\": %s, \"iterations\": %d, \"reason\": 1, \"rss_mb\": %.0f, \"way\": \"%s\"}%n",
                    setups,
                    solves,
                    bounds,
                    iterations,
                    peakMegabytes(),
                    way);
        }
    }

    private static EngineOptions options(double rtol) {
        return new EngineOptions(rtol, 0, null, MAX_ITERATIONS, MAX_ITERATIONS, new XSelection.None(), 0, 1);
    }

    private static double peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        return Double.NaN;
    }
}
