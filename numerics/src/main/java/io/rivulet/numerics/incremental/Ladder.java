// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.Rule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// The plan in use and those after it. A method that was asked for by name stands alone; one that the policy chose is
/// followed by its fall-backs, and these by GMRES and, for small systems, dense LU. Factors of a fall-back are given
/// room when it is its turn: most never are.
final class Ladder {
    /// Dense factors beyond this take too much memory and time.
    static final int MAX_DENSE_ROWS = 2000;

    /// Part of the remaining iterations that a plan with another one after it may use.
    private static final double SHARE = 0.7;

    /// The step of a relaxation that is damped is this part of what it was.
    private static final double DAMPING = 0.8;

    /// Strength of incomplete factors, from which on a preconditioner counts as strong.
    private static final int FACTORED = 3;

    /// Plans that a ladder may grow to by corrections.
    private static final int MAX_RUNGS = 16;

    private final List<Plan> rungs;
    private final int rows;
    private final LongPredicate room;
    private final boolean boxed;
    private final boolean chosen;
    private double step = 1.0;
    private int present;
    private boolean foretold;
    private long roomBytes;

    /// @param room asks for so many more bytes
    Ladder(Plan plan, int rows, LongPredicate room) {
        List<Plan> all = new ArrayList<>();
        all.add(plan);
        chosen = !plan.fallbacks().isEmpty() || plan.method().direct();
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
        this.room = room;
        boxed = plan.rule() != null && plan.rule() != Rule.ASKED_PRECONDITIONER;
        foretold = all.stream().anyMatch(next -> next.forecast() != null);
        roomBytes = factorBytes(plan, rows);
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

    /// Bytes that are there for factors: those of the first plan, and of others that were given room.
    long factorBytes() {
        return roomBytes;
    }

    /// Bytes of the factors that this plan makes.
    static long factorBytes(Plan plan, long rows) {
        long whole = plan.method() == Method.DENSE_LU ? Double.BYTES * rows * rows : 0L;
        return plan.forecast() == null ? whole : plan.forecast().bytes();
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

    /// Goes to the next plan that fits; false at the end. What there is no room for is given up.
    boolean next(boolean symmetric) {
        while (!last()) {
            if (!hasRoom(rungs.get(present + 1))) {
                rungs.remove(present + 1);
                continue;
            }
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

    private boolean hasRoom(Plan plan) {
        long bytes = factorBytes(plan, rows);
        if (bytes > roomBytes && room.test(bytes - roomBytes)) {
            roomBytes = bytes;
        }
        return bytes <= roomBytes;
    }

    /// Back to the first plan.
    void reset() {
        present = 0;
    }

    /// Part of its own step that a relaxation takes.
    double step() {
        return step;
    }

    /// Changes the plan as a correction wants it; false where that leaves everything as it is. A method that was asked
    /// for by name stays, with its preconditioner.
    boolean correct(Correction correction, boolean symmetric) {
        return switch (correction) {
            case RECOMPUTE_RESIDUAL, REFINE -> true;
            case DAMP -> damp();
            case REFRESH_PRECONDITIONER -> direct() || plan().preconditioner() != PreconditionerKind.NONE;
            case STRONGER_PRECONDITIONER -> stronger(symmetric);
            case SWITCH_METHOD -> otherMethod(symmetric);
            case DIRECT -> eliminate(symmetric);
        };
    }

    private boolean damp() {
        boolean hasStep = switch (plan().method()) {
            case JACOBI, GAUSS_SEIDEL, SOR -> true;
            default -> false;
        };
        step = hasStep ? DAMPING * step : step;
        return hasStep;
    }

    private boolean stronger(boolean symmetric) {
        if (!chosen || direct()) {
            return false;
        }
        int weak = strength(plan().preconditioner());
        for (int k = present + 1; k < rungs.size(); k++) {
            Plan next = rungs.get(k);
            int strong = strength(next.preconditioner());
            if (!next.method().direct() && strong >= FACTORED && strong > weak && fits(next, symmetric)) {
                present = k;
                return true;
            }
        }
        if (weak >= FACTORED || rungs.size() >= MAX_RUNGS) {
            return false;
        }
        rungs.add(present + 1, new Plan(Method.GMRES, PreconditionerKind.ILU, "a stronger preconditioner"));
        present++;
        return true;
    }

    private static int strength(PreconditionerKind kind) {
        return switch (kind) {
            case AUTO, NONE -> 0;
            case JACOBI -> 1;
            case SSOR -> 2;
            case ILU, IC -> FACTORED;
            case APPROX_CHOLESKY, AMG -> FACTORED + 1;
        };
    }

    private boolean otherMethod(boolean symmetric) {
        Method used = plan().method();
        for (int k = 1; k < rungs.size(); k++) {
            int at = (present + k) % rungs.size();
            if (rungs.get(at).method() != used && fits(rungs.get(at), symmetric) && hasRoom(rungs.get(at))) {
                present = at;
                return true;
            }
        }
        return false;
    }

    private boolean eliminate(boolean symmetric) {
        if (!chosen || direct()) {
            return false;
        }
        for (int k = 0; k < rungs.size(); k++) {
            if (rungs.get(k).method().direct() && fits(rungs.get(k), symmetric) && hasRoom(rungs.get(k))) {
                present = k;
                return true;
            }
        }
        return false;
    }

    int iterations(int remaining) {
        return last() ? remaining : (int) Math.ceil(SHARE * remaining);
    }

    boolean direct() {
        return plan().method().direct();
    }
}
