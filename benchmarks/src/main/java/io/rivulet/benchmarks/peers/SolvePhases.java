// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.benchmarks.Median;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/// Where the time of one cold solve goes: the matrix looked at, set up, iterated, checked. Medians of warmed-up runs in
/// one process. Arguments: `small`, `headline` or `real=FOLDER`, `only=REGEX`, `rtol=1e-8`, `runs=15`.
public final class SolvePhases {
    private static final int WARM_UP = 5;
    private static final long WARM_UP_NANOS = 3_000_000_000L;
    private static final int MAX_ITERATIONS = 100_000;
    private static final double NANOS = 1e-6;

    private final PrintStream out;
    private final ThreadTeam team;
    private final double rtol;

    private SolvePhases(PrintStream out, ThreadTeam team, double rtol) {
        this.out = out;
        this.team = team;
        this.rtol = rtol;
    }

    /// Milliseconds.
    ///
    /// @param setup opened, and all that came before the first iteration
    /// @param check from the last iteration until x was answered
    private record Phases(double classify, double setup, double iterate, double check, long iterations, Plan plan) {}

    public static void main(String[] arguments) throws IOException {
        List<Problem> problems = new ArrayList<>();
        Pattern only = Pattern.compile(".*");
        double rtol = 1e-8;
        int runs = 15;
        for (String argument : arguments) {
            String value = argument.substring(argument.indexOf('=') + 1);
            switch (argument.split("=", 2)[0]) {
                case "small" -> problems.addAll(Problems.small());
                case "headline" -> problems.addAll(Problems.headline());
                case "real" -> problems.addAll(Problems.real(Path.of(value)));
                case "only" -> only = Pattern.compile(value);
                case "rtol" -> rtol = Double.parseDouble(value);
                case "runs" -> runs = Integer.parseInt(value);
                default -> throw new IllegalArgumentException("unknown argument " + argument);
            }
        }
        Predicate<String> wanted = only.asMatchPredicate();
        problems.removeIf(problem -> !wanted.test(problem.name()));
        try (ThreadTeam team = ThreadTeam.start(
                Runtime.getRuntime().availableProcessors(),
                Thread.ofPlatform().daemon().name("team-", 0).factory(),
                () -> false)) {
            new SolvePhases(System.out, team, rtol).table(problems, runs);
        }
    }

    private void table(List<Problem> problems, int runs) {
        out.println("| problem | way | classified | set up | iterated | checked | ms in all |");
        out.println("|---|---|---|---|---|---|---|");
        for (Problem problem : problems) {
            LinearSystem system = problem.system();
            List<Phases> measured = new ArrayList<>();
            long first = System.nanoTime();
            for (int warmed = 0; measured.size() < runs; warmed++) {
                boolean warm = warmed >= WARM_UP && System.nanoTime() - first >= WARM_UP_NANOS;
                Phases phases = solve(system);
                if (warm) {
                    measured.add(phases);
                }
            }
            Phases last = measured.getLast();
            out.printf(
                    Locale.ROOT,
                    "| %s | %s+%s, %d iterations | %.3f | %.3f | %.3f | %.3f | %.3f |%n",
                    problem.name(),
                    last.plan().method().wireName(),
                    last.plan().preconditioner().wireName(),
                    last.iterations(),
                    median(measured, Phases::classify),
                    median(measured, Phases::setup),
                    median(measured, Phases::iterate),
                    median(measured, Phases::check),
                    median(measured, p -> p.classify() + p.setup() + p.iterate() + p.check()));
        }
    }

    private static double median(List<Phases> of, ToDoubleFunction<Phases> what) {
        return Median.of(of.stream().mapToDouble(what));
    }

    private Phases solve(LinearSystem system) {
        long begun = System.nanoTime();
        Classification c = Classifier.classify(team, system.a());
        if (!(Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO) instanceof Planned.Ok(var plan))) {
            throw new IllegalStateException("hybrid refuses this matrix");
        }
        long classified = System.nanoTime();
        EngineOptions options =
                new EngineOptions(rtol, 0, null, MAX_ITERATIONS, MAX_ITERATIONS, new XSelection.None(), 0, 1);
        SolverEngine engine = SolverEngine.open(Execution.on(team), system, c, plan, options, null);
        // One unit at a time: a slice ends with the first iteration or step of a set-up.
        long firstIteration = System.nanoTime();
        long lastIteration = firstIteration;
        EngineReport report;
        long iterations = 0;
        long before = firstIteration;
        do {
            report = engine.advance(1);
            long now = System.nanoTime();
            if (report.iterations() > iterations) {
                firstIteration = iterations == 0 ? before : firstIteration;
                iterations = report.iterations();
                lastIteration = now;
            }
            before = now;
        } while (report.answered() == null && report.solvedRevision() < 0);
        if (iterations == 0) {
            firstIteration = before;
            lastIteration = before;
        }
        return new Phases(
                NANOS * (classified - begun),
                NANOS * (firstIteration - classified),
                NANOS * (lastIteration - firstIteration),
                NANOS * (before - lastIteration),
                iterations,
                plan);
    }
}
