// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The plan in use and those after it. A method that was asked for by name stands alone; one that the policy chose is
/// followed by its fall-backs, and these by GMRES and, for small systems, dense LU.
final class Ladder {
    /// Dense factors beyond this take too much memory and time.
    static final int MAX_DENSE_ROWS = 2000;

    /// Part of the remaining iterations that a plan with another one after it may use.
    private static final double SHARE = 0.7;

    private final List<Plan> rungs;
    private final int rows;
    private final boolean boxed;
    private int present;
    private boolean foretold;

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
        rungs = all;
        this.rows = rows;
        boxed = plan.rule() != null && plan.rule() != Rule.ASKED_PRECONDITIONER;
        foretold = all.stream().anyMatch(next -> next.forecast() != null);
    }

    /// Whether the work of a plan that iterates is boxed: the policy chose it, and something comes after it.
    boolean boxed() {
        return boxed && !last() && !direct();
    }

    /// Whether nobody has yet asked what elimination would take.
    boolean unforetold() {
        return !foretold;
    }

    /// Takes elimination in among the plans to come, null for none worth having.
    void foretold(@Nullable Plan elimination) {
        foretold = true;
        if (elimination != null) {
            List<Plan> after = rungs.subList(present + 1, rungs.size());
            after.removeIf(next -> next.method() == elimination.method());
            int dense = after.stream().map(Plan::method).toList().indexOf(Method.DENSE_LU);
            after.add(dense >= 0 ? dense : after.size(), elimination);
        }
    }

    /// Bytes to keep free for the factors of this plan or one to come, as far as they were foretold.
    long factorBytes() {
        return rungs.subList(present, rungs.size()).stream()
                .mapToLong(Plan::factorBytes)
                .max()
                .orElse(0L);
    }

    /// The least units of an elimination to come; [Long#MAX_VALUE] where none is known.
    long sureUnits(boolean symmetric, long nnz) {
        return rungs.subList(present + 1, rungs.size()).stream()
                .filter(next -> fits(next, symmetric))
                .mapToLong(next -> next.sureUnits(rows, nnz))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /// Makes the elimination of least work the next plan.
    void eliminateNext(boolean symmetric, long nnz) {
        List<Plan> after = rungs.subList(present + 1, rungs.size());
        after.stream()
                .filter(next -> fits(next, symmetric))
                .min(Comparator.comparingLong(next -> next.sureUnits(rows, nnz)))
                .ifPresent(least -> {
                    after.remove(least);
                    after.add(0, least);
                });
    }

    /// Units that the next plan is expected to take; 0 where nobody knows.
    long expectedNext(boolean symmetric, long nnz) {
        return rungs.subList(present + 1, rungs.size()).stream()
                .filter(next -> fits(next, symmetric))
                .findFirst()
                .map(next -> next.expectedUnits(nnz))
                .orElse(0L);
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
        return fits(plan(), symmetric);
    }

    private static boolean fits(Plan plan, boolean symmetric) {
        return symmetric
                || !plan.method().needsSymmetry() && !plan.preconditioner().needsSymmetry();
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
