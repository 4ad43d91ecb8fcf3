// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.direct.Forecast;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a system will be solved and why.
///
/// @param negated solve −A·x = −b: A is symmetric with a negative diagonal, and CG and IC want a positive
/// definite one
/// @param reason a sentence for people, with what was measured
/// @param fallbacks what to try next, in this order, when a run stagnates, breaks down or diverges; each has
/// none of its own. Empty for a method that was asked for by name
/// @param forecast of the sparse factors, where the method was chosen for them
/// @param foretelling units spent on the pattern of the matrix to decide for or against elimination
/// @param rule of `hybrid` that decided, null for a method that was asked for by name and for fall-backs without one
public record Plan(
        Method method,
        PreconditionerKind preconditioner,
        boolean negated,
        String reason,
        List<Plan> fallbacks,
        @Nullable Forecast forecast,
        long foretelling,
        @Nullable Rule rule) {
    public Plan {
        fallbacks = List.copyOf(fallbacks);
    }

    /// Without a forecast, and not by a rule.
    public Plan(
            Method method, PreconditionerKind preconditioner, boolean negated, String reason, List<Plan> fallbacks) {
        this(method, preconditioner, negated, reason, fallbacks, null, 0, null);
    }

    /// Without negation and fall-backs.
    public Plan(Method method, PreconditionerKind preconditioner, String reason) {
        this(method, preconditioner, false, reason, List.of());
    }

    /// Units that it is expected to take for a matrix with `nnz` entries, whatever it is like otherwise; 0 where that
    /// depends.
    public long expectedUnits(long nnz) {
        return switch (preconditioner) {
            case AMG -> DirectPolicy.MULTIGRID_UNITS * nnz;
            case APPROX_CHOLESKY -> DirectPolicy.SAMPLED_UNITS * nnz;
            default -> rule == Rule.DOMINANT && method == Method.BICGSTAB ? Planner.DIAGONAL_UNITS * nnz : 0;
        };
    }

    /// Units of its elimination and of two solves with refinement, for n rows and `nnz` entries; [Long#MAX_VALUE] where
    /// it does not eliminate, or nothing is foretold.
    public long sureUnits(long n, long nnz) {
        if (forecast != null) {
            return forecast.units() + 2 * (forecast.entries() + 4 * nnz);
        }
        return method == Method.DENSE_LU ? n * n * n / 12 + 2 * (n * n / 4 + 4 * nnz) : Long.MAX_VALUE;
    }

    /// Bytes to keep free for factors: the most that this plan or one it may fall back on was foretold to need, 0
    /// where nothing was foretold.
    public long factorBytes() {
        long own = forecast == null ? 0 : forecast.bytes();
        return Math.max(
                own, fallbacks.stream().mapToLong(Plan::factorBytes).max().orElse(0));
    }

    /// The same with `fallback` in the place of the one with its method, or else before dense factors, or as the last.
    Plan with(Plan fallback) {
        List<Plan> others = new ArrayList<>(fallbacks);
        List<Method> methods = others.stream().map(Plan::method).toList();
        int same = methods.indexOf(fallback.method());
        int dense = methods.indexOf(Method.DENSE_LU);
        if (same >= 0) {
            others.set(same, fallback);
        } else {
            others.add(dense >= 0 ? dense : others.size(), fallback);
        }
        return new Plan(method, preconditioner, negated, reason, others, forecast, foretelling, rule);
    }

    /// The same with `fallback` as the first to fall back on.
    Plan before(Plan fallback) {
        List<Plan> others = new ArrayList<>(fallbacks);
        others.removeIf(
                other -> other.method() == fallback.method() && other.preconditioner() == fallback.preconditioner());
        others.addFirst(fallback);
        return new Plan(method, preconditioner, negated, reason, others, forecast, foretelling, rule);
    }

    /// The same after so many units of foretelling.
    Plan after(long units) {
        return new Plan(method, preconditioner, negated, reason, fallbacks, forecast, units, rule);
    }
}
