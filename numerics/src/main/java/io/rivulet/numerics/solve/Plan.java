// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import java.util.List;

/// How a system will be solved and why.
///
/// @param negated solve −A·x = −b: A is symmetric with a negative diagonal, and CG and IC want a positive
/// definite one
/// @param reason a sentence for people, with what was measured
/// @param fallbacks what to try next, in this order, when a run stagnates, breaks down or diverges; each has
/// none of its own. Empty for a method that was asked for by name
public record Plan(
        Method method, PreconditionerKind preconditioner, boolean negated, String reason, List<Plan> fallbacks) {
    public Plan {
        fallbacks = List.copyOf(fallbacks);
    }

    /// Without negation and fall-backs.
    public Plan(Method method, PreconditionerKind preconditioner, String reason) {
        this(method, preconditioner, false, reason, List.of());
    }
}
