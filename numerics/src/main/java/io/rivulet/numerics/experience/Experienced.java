// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// `hybrid` with what earlier solves taught: its own plan, or another one of the [#CANDIDATES] where those took less on
/// matrices like this; the plan of the rules is then the first to fall back on.
public final class Experienced {
    /// What is worth trying, and what advice chooses from. Eliminations are the rules' alone, whose forecasts are
    /// better than any memory.
    public static final List<Choice> CANDIDATES = List.of(
            new Choice(Method.CG, PreconditionerKind.JACOBI),
            new Choice(Method.CG, PreconditionerKind.IC),
            new Choice(Method.CG, PreconditionerKind.SSOR),
            new Choice(Method.CG, PreconditionerKind.AMG),
            new Choice(Method.CG, PreconditionerKind.APPROX_CHOLESKY),
            new Choice(Method.MINRES, PreconditionerKind.JACOBI),
            new Choice(Method.BICGSTAB, PreconditionerKind.JACOBI),
            new Choice(Method.BICGSTAB, PreconditionerKind.ILU),
            new Choice(Method.GMRES, PreconditionerKind.ILU),
            new Choice(Method.JACOBI, PreconditionerKind.NONE));

    private Experienced() {}

    /// **Cost** that of [Planner#plan], and one pass over the lessons.
    public static Planned plan(LinearSystem system, Classification c, Lessons lessons) {
        Planned planned = Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO);
        if (!(planned instanceof Planned.Ok(Plan own))) {
            return planned;
        }
        Optional<Advice> advice =
                lessons.advise(Fingerprint.of(system.a(), c), Choice.of(own), known(own, c), CANDIDATES);
        if (advice.isEmpty()) {
            return planned;
        }
        Choice choice = advice.get().choice();
        return Planner.plan(system, c, choice.method(), choice.preconditioner()) instanceof Planned.Ok(Plan other)
                ? new Planned.Ok(instead(own, other, advice.get()))
                : planned;
    }

    /// What an elimination will take is known, in units an entry.
    private static OptionalDouble known(Plan own, Classification c) {
        long sure = own.sureUnits(c.rows(), c.nnz());
        return sure == Long.MAX_VALUE ? OptionalDouble.empty() : OptionalDouble.of((double) sure / c.nnz());
    }

    private static Plan instead(Plan own, Plan other, Advice advice) {
        List<Plan> fallbacks = new ArrayList<>();
        fallbacks.add(new Plan(
                own.method(),
                own.preconditioner(),
                own.negated(),
                own.reason(),
                List.of(),
                own.forecast(),
                0,
                own.rule()));
        own.fallbacks().stream()
                .filter(next -> !Choice.of(next).equals(Choice.of(other)))
                .forEach(fallbacks::add);
        String reason = String.format(
                Locale.ROOT,
                "%d matrices like this took %.2f times as long with %s as with %s (%s)",
                advice.lessons(),
                advice.ratio(),
                advice.choice(),
                Choice.of(own),
                own.reason());
        return new Plan(
                other.method(),
                other.preconditioner(),
                other.negated(),
                reason,
                fallbacks,
                null,
                own.foretelling(),
                Rule.EXPERIENCE);
    }
}
