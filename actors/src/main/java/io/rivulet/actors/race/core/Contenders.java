// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The plans of a race on one system, all different, the session's own first. A function of the system and of what was
/// asked for alone, so that each node finds its own without being told. What was asked for by name is kept: `hybrid`
/// leaves the method open, `auto` the preconditioner, and where neither is, only seeds can differ.
public final class Contenders {
    /// Strong ones first.
    private static final List<PreconditionerKind> PRECONDITIONERS = List.of(
            PreconditionerKind.AMG,
            PreconditionerKind.APPROX_CHOLESKY,
            PreconditionerKind.IC,
            PreconditionerKind.ILU,
            PreconditionerKind.SSOR,
            PreconditionerKind.JACOBI,
            PreconditionerKind.NONE);

    private static final List<Method> METHODS = List.of(Method.CG, Method.BICGSTAB, Method.GMRES, Method.MINRES);

    /// Between two seeds of one plan: odd, so that all differ.
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;

    private final List<Contender> all = new ArrayList<>();
    private final long seed;
    private final int most;

    private Contenders(long seed, int most) {
        this.seed = seed;
        this.most = most;
    }

    /// At most `most` of them; fewer where the matrix has no more, none where nothing applies to it.
    /// **Cost** that of some plans: see [Planner].
    public static List<Contender> of(
            LinearSystem system, Classification c, Method method, PreconditionerKind kind, long seed, int most) {
        var contenders = new Contenders(seed, most);
        plan(system, c, method, kind).ifPresent(own -> {
            contenders.add(own, seed);
            if (method == Method.HYBRID && kind == PreconditionerKind.AUTO) {
                own.fallbacks().forEach(next -> contenders.add(next, seed));
            } else if (kind == PreconditionerKind.AUTO) {
                PRECONDITIONERS.forEach(
                        each -> plan(system, c, method, each).ifPresent(next -> contenders.add(next, seed)));
            } else if (method == Method.HYBRID) {
                METHODS.forEach(each -> plan(system, c, each, kind).ifPresent(next -> contenders.add(next, seed)));
            }
            contenders.addSeeds();
        });
        return List.copyOf(contenders.all);
    }

    private static Optional<Plan> plan(LinearSystem system, Classification c, Method method, PreconditionerKind kind) {
        return Planner.plan(system, c, method, kind) instanceof Planned.Ok ok
                ? Optional.of(ok.plan())
                : Optional.empty();
    }

    private void add(Plan plan, long withSeed) {
        boolean known = all.stream()
                .anyMatch(other -> other.plan().method() == plan.method()
                        && other.plan().preconditioner() == plan.preconditioner()
                        && other.seed() == withSeed);
        if (!known && all.size() < most) {
            all.add(new Contender(plan, withSeed));
        }
    }

    /// Of a plan that draws lots there are as many as there are seeds.
    private void addSeeds() {
        Plan first = all.getFirst().plan();
        for (long k = 1; first.method() == Method.RANDOM_WALK && all.size() < most; k++) {
            add(first, seed + k * SEED_STEP);
        }
    }
}
