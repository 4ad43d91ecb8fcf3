// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.ArrayList;
import java.util.List;

/// The plan in use and those after it. A method that was asked for by name stands alone; one that the policy chose is
/// followed by its fall-backs, and these by GMRES and, for small systems, dense LU.
final class Ladder {
    /// Dense factors beyond this take too much memory and time.
    static final int MAX_DENSE_ROWS = 2000;

    /// Part of the remaining iterations that a plan with another one after it may use.
    private static final double SHARE = 0.7;

    private final List<Plan> rungs;
    private int present;

    Ladder(Plan plan, int rows) {
        List<Plan> all = new ArrayList<>();
        all.add(plan);
        boolean chosen = !plan.fallbacks().isEmpty() || plan.method().direct();
        if (chosen) {
            plan.fallbacks().stream().filter(next -> !all.contains(next)).forEach(all::add);
            if (all.stream().noneMatch(next -> next.method() == Method.GMRES)) {
                all.add(new Plan(Method.GMRES, PreconditionerKind.ILU, "general"));
            }
            boolean dense = all.stream().anyMatch(next -> next.method() == Method.DENSE_LU);
            if (!dense && rows <= MAX_DENSE_ROWS) {
                all.add(new Plan(Method.DENSE_LU, PreconditionerKind.NONE, "small"));
            }
        }
        rungs = List.copyOf(all);
    }

    Plan plan() {
        return rungs.get(present);
    }

    /// Whether another method may still be tried.
    boolean last() {
        return present == rungs.size() - 1;
    }

    /// Goes to the next plan that fits; false at the end.
    boolean next(boolean symmetric) {
        while (!last()) {
            present++;
            if (fits(symmetric)) {
                return true;
            }
        }
        return false;
    }

    /// The present plan may no longer fit after changes of A.
    void skipUnfit(boolean symmetric) {
        if (!fits(symmetric)) {
            next(symmetric);
        }
    }

    private boolean fits(boolean symmetric) {
        return symmetric
                || !plan().method().needsSymmetry() && !plan().preconditioner().needsSymmetry();
    }

    /// Back to the first plan.
    void reset() {
        present = 0;
    }

    int iterations(int remaining) {
        return last() ? remaining : (int) Math.ceil(SHARE * remaining);
    }

    boolean direct() {
        return plan().method().direct();
    }
}
