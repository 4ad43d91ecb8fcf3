// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.direct.Forecast;
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
/// @param rule of `hybrid` that decided, null for a method that was asked for by name and for fall-backs
public record Plan(
        Method method,
        PreconditionerKind preconditioner,
        boolean negated,
        String reason,
        List<Plan> fallbacks,
        @Nullable Forecast forecast,
        @Nullable Rule rule) {
    public Plan {
        fallbacks = List.copyOf(fallbacks);
    }

    /// Without a forecast, and not by a rule.
    public Plan(
            Method method, PreconditionerKind preconditioner, boolean negated, String reason, List<Plan> fallbacks) {
        this(method, preconditioner, negated, reason, fallbacks, null, null);
    }

    /// Without negation and fall-backs.
    public Plan(Method method, PreconditionerKind preconditioner, String reason) {
        this(method, preconditioner, false, reason, List.of());
    }
}
