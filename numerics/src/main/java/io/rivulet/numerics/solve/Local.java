// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import java.util.List;
import java.util.Locale;

/// Where the methods made of local steps converge. **Source** numerics specification §6.1 (T1, T2, T4).
final class Local {
    /// Largest α for random walks, whose length goes as 1/(1 − α) and whose number as its square.
    static final double WALK_ALPHA = 0.999;

    /// Rows of a walk, times 1 − α.
    private static final double WALK_STEPS = 3.3;

    private Local() {}

    static Planned push(Classification c, PreconditionerKind kind) {
        if (c.zeroDiagonal() >= 0) {
            return Planner.refuse(Method.PUSH, c, "push divides by the diagonal, and " + Planner.zeroDiagonal(c));
        }
        if (!pushConverges(c)) {
            return Planner.refuse(
                    Method.PUSH,
                    c,
                    "push is known to converge for dominant, definite and M-matrices only, and this one is "
                            + Facts.of(c));
        }
        return ok(Method.PUSH, c, kind, "it converges, every push lowers a weighted sum of the residuals");
    }

    /// Whether some weighted residual, or the energy, falls with every push.
    static boolean pushConverges(Classification c) {
        Proven proven = Proven.of(c);
        return c.zeroDiagonal() < 0 && (proven.hMatrix() || proven.definite());
    }

    static Planned randomWalk(Classification c, PreconditionerKind kind) {
        if (c.rowDominance() != Dominance.STRICT || c.jacobiNorm() > WALK_ALPHA) {
            return Planner.refuse(
                    Method.RANDOM_WALK,
                    c,
                    "random walks go on too long unless Σ|a_ij| is at most " + WALK_ALPHA
                            + "·|a_ii| in every row, and this matrix is " + Facts.of(c));
        }
        long rows = (long) Math.ceil(WALK_STEPS / (1 - c.jacobiNorm()));
        return ok(
                Method.RANDOM_WALK,
                c,
                kind,
                "walks of about " + String.format(Locale.ROOT, "%,d", rows) + " rows, with exact residuals in between");
    }

    private static Planned ok(Method method, Classification c, PreconditionerKind kind, String because) {
        boolean plain = kind == PreconditionerKind.AUTO || kind == PreconditionerKind.NONE;
        String leftOut =
                plain ? "" : "; " + method.wireName() + " takes no preconditioner, " + kind.wireName() + " is left out";
        String reason = "asked for; " + Facts.of(c) + ": " + because + leftOut;
        return new Planned.Ok(new Plan(method, PreconditionerKind.NONE, false, reason, List.of()));
    }
}
