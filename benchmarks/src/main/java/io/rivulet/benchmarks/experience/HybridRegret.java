// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.experience;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.experience.Choice;
import io.rivulet.numerics.experience.Experienced;
import io.rivulet.numerics.experience.Fingerprint;
import io.rivulet.numerics.experience.Lesson;
import io.rivulet.numerics.experience.Lessons;
import io.rivulet.numerics.incremental.EngineOptions;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/// What `hybrid` would have saved by choosing in hindsight, without and with experience: it learns on some systems, and
/// is measured on as many others of the same classes and on some of classes that were never seen. Counted are units
/// (entries touched) until a relative residual of 1e-8, which are the same on every machine. Arguments: systems to
/// learn
/// from (150), systems of unseen classes (50), seed (1).
public final class HybridRegret {
    private static final double TOLERANCE = 1e-8;
    private static final int MAX_ITERATIONS = 100_000;
    private static final long SLICE = 200_000;

    /// A candidate that has taken so many times what the best one took is given up.
    private static final long PATIENCE = 3;

    private static final long LEAST_BUDGET = 1_000_000;

    private final PrintStream out;
    private final Lessons lessons = new Lessons();

    HybridRegret(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        int[] given = Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        new HybridRegret(System.out)
                .run(
                        given.length > 0 ? given[0] : 150,
                        given.length > 1 ? given[1] : 50,
                        given.length > 2 ? given[2] : 1);
    }

    /// What one system took: units of the rules' own choice, with experience, and of the best one tried.
    private record Taken(SystemClass of, long rules, long experienced, long best, boolean advised) {}

    void run(int learned, int unseen, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (SystemClass of : classes(true, learned)) {
            Tried tried = tryAll(of, random.split());
            lessons.add(new Lesson(Fingerprint.of(tried.system.a(), tried.found), tried.costs()));
        }
        out.printf(Locale.ROOT, "%d lessons, seed %d%n", lessons.size(), seed);
        out.println("| systems | advised | rules over the best | with experience | worst of rules | worst with |");
        out.println("|---|---|---|---|---|---|");
        report("seen classes", measure(classes(true, learned), random));
        report("unseen classes", measure(classes(false, unseen), random));
    }

    private static List<SystemClass> classes(boolean learned, int count) {
        List<SystemClass> kinds = Arrays.stream(SystemClass.values())
                .filter(kind -> kind.isLearned() == learned)
                .toList();
        List<SystemClass> drawn = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            drawn.add(kinds.get(k % kinds.size()));
        }
        return drawn;
    }

    private List<Taken> measure(List<SystemClass> systems, SplittableRandom random) {
        List<Taken> all = new ArrayList<>();
        for (SystemClass of : systems) {
            Tried tried = tryAll(of, random.split());
            Plan plan = plan(Experienced.plan(tried.system, tried.found, lessons));
            boolean advised = plan.rule() == Rule.EXPERIENCE;
            long with = advised ? units(tried.system, tried.found, plan, Long.MAX_VALUE) : tried.rules;
            all.add(new Taken(of, tried.rules, with, Math.min(tried.best(), with), advised));
        }
        return all;
    }

    private void report(String name, List<Taken> all) {
        row(name, all);
        for (SystemClass of : SystemClass.values()) {
            List<Taken> some = all.stream().filter(one -> one.of() == of).toList();
            if (!some.isEmpty()) {
                row(of.name().toLowerCase(Locale.ROOT), some);
            }
        }
    }

    private void row(String name, List<Taken> all) {
        double best = all.stream().mapToLong(Taken::best).sum();
        out.printf(
                Locale.ROOT,
                "| %s: %d | %d | %.3f | %.3f | %.2f | %.2f |%n",
                name,
                all.size(),
                all.stream().filter(Taken::advised).count(),
                all.stream().mapToLong(Taken::rules).sum() / best,
                all.stream().mapToLong(Taken::experienced).sum() / best,
                all.stream()
                        .mapToDouble(one -> (double) one.rules() / one.best())
                        .max()
                        .orElseThrow(),
                all.stream()
                        .mapToDouble(one -> (double) one.experienced() / one.best())
                        .max()
                        .orElseThrow());
    }

    /// One system, and what each choice took.
    private static final class Tried {
        private final LinearSystem system;
        private final Classification found;
        private final Map<Choice, Long> units = new HashMap<>();
        private Choice planned = Experienced.CANDIDATES.getFirst();
        private long rules;

        Tried(CsrMatrix a, SplittableRandom random) {
            this.system = new LinearSystem(
                    a, DenseVector.adopt(random.doubles(a.rows(), -1, 1).toArray()));
            this.found = Classifier.classify(a);
        }

        long best() {
            return Math.min(
                    rules, units.values().stream().mapToLong(u -> u).min().orElse(rules));
        }

        Map<Choice, Double> costs() {
            Map<Choice, Double> costs = new HashMap<>();
            double entries = system.a().nnz();
            units.forEach((choice, took) ->
                    costs.put(choice, took == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : took / entries));
            costs.put(planned, rules / entries);
            return costs;
        }
    }

    /// Systems that no plan of the rules solves are drawn anew.
    private Tried tryAll(SystemClass of, SplittableRandom random) {
        Tried tried = tryOne(of, random.split());
        while (tried.rules == Long.MAX_VALUE) {
            out.printf(Locale.ROOT, "not solved, and drawn anew: %s of %d rows%n", of, tried.system.rows());
            tried = tryOne(of, random.split());
        }
        return tried;
    }

    private static Tried tryOne(SystemClass of, SplittableRandom random) {
        Tried tried = new Tried(of.draw(random), random);
        Plan own = plan(Planner.plan(tried.system, tried.found, Method.HYBRID, PreconditionerKind.AUTO));
        tried.planned = Choice.of(own);
        tried.rules = units(tried.system, tried.found, own, Long.MAX_VALUE);
        if (tried.rules == Long.MAX_VALUE) {
            return tried;
        }
        for (Choice choice : Experienced.CANDIDATES) {
            if (!choice.equals(tried.planned)
                    && Planner.plan(tried.system, tried.found, choice.method(), choice.preconditioner())
                            instanceof Planned.Ok(Plan plan)) {
                long budget = Math.max(LEAST_BUDGET, PATIENCE * tried.best());
                tried.units.put(choice, units(tried.system, tried.found, plan, budget));
            }
        }
        return tried;
    }

    private static Plan plan(Planned planned) {
        if (planned instanceof Planned.Ok(Plan plan)) {
            return plan;
        }
        throw new IllegalStateException("no plan: " + planned);
    }

    /// Units until it was solved; [Long#MAX_VALUE] where it was not, or not within the budget.
    private static long units(LinearSystem system, Classification found, Plan plan, long budget) {
        SolverEngine engine = SolverEngine.open(
                Execution.serial(),
                system,
                found,
                plan,
                new EngineOptions(TOLERANCE, 0, null, MAX_ITERATIONS, 0, new XSelection.None(), 0, 1),
                null);
        long units = plan.foretelling();
        while (units <= budget) {
            EngineReport report = engine.advance(SLICE);
            units += report.work();
            for (RepairOutcome outcome : report.repairs()) {
                return outcome.stop().converged() ? units : Long.MAX_VALUE;
            }
        }
        return Long.MAX_VALUE;
    }
}
