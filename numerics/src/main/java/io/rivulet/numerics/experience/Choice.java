// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;

/// A method with its preconditioner. Never AUTO or HYBRID.
public record Choice(Method method, PreconditionerKind preconditioner) {
    public Choice {
        if (method == Method.HYBRID || preconditioner == PreconditionerKind.AUTO) {
            throw new IllegalArgumentException(method + " with " + preconditioner + " chooses nothing");
        }
    }

    /// What the plan begins with.
    public static Choice of(Plan plan) {
        return new Choice(plan.method(), plan.preconditioner());
    }

    /// By wire names, such as `cg+ic`.
    @Override
    public String toString() {
        return preconditioner == PreconditionerKind.NONE
                ? method.wireName()
                : method.wireName() + "+" + preconditioner.wireName();
    }
}
