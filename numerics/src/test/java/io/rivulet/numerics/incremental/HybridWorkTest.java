// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Proven;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Work of `hybrid` beside that of every single choice there is, in the same units; each system leaves a line in
/// target/hybrid-work.md. `-Drivulet.work.rows=13000 -Drivulet.work.seeds=6` looks at other systems.
class HybridWorkTest {
    private static final Path TABLE = Path.of("target", "hybrid-work.md");

    private static final double RATIO = 2.0;

    /// Passes over A and a vector for what is paid once, whatever is chosen: looking at the graph, and of elimination
    /// scaling, loading and refinement. What foretelling took comes on top.
    private static final int CONSTANT = 25;

    /// These work entry by entry, and hybrid keeps them for local changes.
    private static final Set<Method> LOCAL = EnumSet.of(Method.PUSH, Method.RANDOM_WALK);

    private record Solved(boolean converged, long work, String way) {}

    @BeforeAll
    static void startTheTable() throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, "| matrix | n | hybrid | foretelling | best | ratio | way | best single choice |\n");
    }

    static IntStream seeds() {
        return IntStream.rangeClosed(1, Integer.getInteger("rivulet.work.seeds", 3));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void takesAtMostTwiceTheWorkOfTheBestSingleChoice(int seed) throws IOException {
        int rows = Integer.getInteger("rivulet.work.rows", 2_500);
        StringBuilder over = new StringBuilder();
        for (Map.Entry<String, Supplier<CsrMatrix>> each :
                VariedSystems.of(seed, rows).entrySet()) {
            CsrMatrix a = each.getValue().get();
            Classification c = Classifier.classify(a);
            LinearSystem system = system(a, c, seed);
            Plan plan =
                    Objects.requireNonNull(planned(system, c, Method.HYBRID, PreconditionerKind.AUTO), each.getKey());
            Solved hybrid = solve(system, c, plan, Long.MAX_VALUE);
            assertThat(hybrid.converged())
                    .as(each.getKey() + ": " + hybrid.way())
                    .isTrue();
            Solved best = bestOfAll(system, c, hybrid);
            String line = line(each.getKey(), a, plan, hybrid, best);
            Files.writeString(TABLE, line, StandardOpenOption.APPEND);
            long constant = plan.foretelling() + CONSTANT * (long) (a.nnz() + a.rows());
            if (hybrid.work() > RATIO * best.work() + constant) {
                over.append(line);
            }
        }
        assertThat(over.toString()).as("more than twice the best").isEmpty();
    }

    private static String line(String name, CsrMatrix a, Plan plan, Solved hybrid, Solved best) {
        double nnz = a.nnz();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %.0f | %.0f | %.2f | %s | %s |%n",
                name,
                a.rows(),
                hybrid.work() / nnz,
                plan.foretelling() / nnz,
                best.work() / nnz,
                (double) hybrid.work() / best.work(),
                hybrid.way(),
                best.way());
    }

    private static LinearSystem system(CsrMatrix a, Classification c, long seed) {
        double[] b = new Random(seed).doubles(a.rows(), -1, 1).toArray();
        if (c.singularComponents() > 0) {
            double[] image = new double[b.length];
            a.multiply(b, image);
            b = image;
        }
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    private static @Nullable Plan planned(
            LinearSystem system, Classification c, Method method, PreconditionerKind kind) {
        return Planner.plan(system, c, method, kind) instanceof Planned.Ok(Plan plan) ? plan : null;
    }

    /// The single choice of least work, or hybrid if none takes less.
    private static Solved bestOfAll(LinearSystem system, Classification c, Solved hybrid) {
        Solved best = new Solved(true, hybrid.work(), "hybrid's");
        for (Method method : Method.values()) {
            if (!method.askable() || method == Method.HYBRID || LOCAL.contains(method)) {
                continue;
            }
            for (PreconditionerKind kind : PreconditionerKind.values()) {
                Plan plan = kind == PreconditionerKind.AUTO ? null : planned(system, c, method, kind);
                if (plan != null && plan.preconditioner() == kind) {
                    best = better(best, solve(system, c, plan, best.work()));
                }
            }
        }
        if (c.singularComponents() == 0) {
            if (system.rows() <= Ladder.MAX_DENSE_ROWS) {
                Plan dense = new Plan(Method.DENSE_LU, PreconditionerKind.NONE, "single");
                best = better(best, solve(system, c, dense, best.work()));
            }
            best = better(best, sparse(system, c, false, best));
            best = c.symmetric() ? better(best, sparse(system, c, true, best)) : best;
        }
        return best;
    }

    private static Solved better(Solved best, Solved other) {
        return other.converged() && other.work() < best.work() ? other : best;
    }

    private static Solved sparse(LinearSystem system, Classification c, boolean symmetric, Solved best) {
        Forecast forecast = Forecast.of(system.a(), symmetric, best.work(), 512L << 20);
        if (forecast == null) {
            return best;
        }
        Method method = symmetric ? Method.SPARSE_LDL : Method.SPARSE_LU;
        return solve(
                system,
                c,
                new Plan(
                        method,
                        PreconditionerKind.NONE,
                        false,
                        "single",
                        List.of(),
                        forecast,
                        forecast.searched(),
                        null),
                best.work());
    }

    /// What the engine does to solve a new system, without certificates, until it has used `most` units.
    private static Solved solve(LinearSystem system, Classification c, Plan plan, long most) {
        MutableSystem mutable = new MutableSystem(system, c.symmetric());
        OuterIterate outer = new OuterIterate(Execution.serial().team(), mutable, new double[system.rows()]);
        outer.flush(Long.MAX_VALUE, new RowSet(system.rows()));
        Ladder ladder = new Ladder(plan, system.rows(), _ -> true);
        LinearSystem frozen = mutable.pin();
        GlobalRepair repair = new GlobalRepair(
                Execution.serial(),
                outer,
                frozen,
                0,
                c.symmetric(),
                Proven.of(c),
                ladder,
                Target.of(1e-8, 0.0, null, outer.rhsNorm()),
                10_000,
                1,
                new RunCache(),
                c.singularComponents() > 0 ? NullSpace.of(frozen.a()) : null,
                null);
        StringBuilder way = new StringBuilder();
        Plan before = null;
        while (repair.ended() == null && repair.work() + plan.foretelling() < most) {
            Plan now = ladder.plan();
            if (now != before) {
                way.append(before == null ? "" : " → ").append(now.method().wireName());
                boolean plain = now.preconditioner() == PreconditionerKind.NONE;
                way.append(plain ? "" : " + " + now.preconditioner().wireName());
                before = now;
            }
            repair.step();
        }
        StopReason stop = repair.ended();
        return new Solved(stop != null && stop.converged(), repair.work() + plan.foretelling(), way.toString());
    }
}
