// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.ArrayList;
import java.util.List;

/// The policy of `hybrid`: the first rule that fits, and what to try when it fails.
final class Hybrid {
    private Hybrid() {}

    static Plan choose(CsrMatrix a, Classification c, PreconditionerKind kind) {
        if (kind != PreconditionerKind.AUTO) {
            return asked(c, kind);
        }
        boolean singular = c.singularComponents() > 0;
        if ((c.lowerTriangular() || c.upperTriangular()) && c.zeroDiagonal() < 0) {
            return plan(
                    c,
                    Rule.TRIANGULAR,
                    Method.TRIANGULAR,
                    PreconditionerKind.NONE,
                    "substitution is exact in one pass");
        }
        if (c.rows() <= Planner.DENSE_FIRST && !singular) {
            return plan(c, Rule.TINY, Method.DENSE_LU, PreconditionerKind.NONE, "so small that dense LU is cheapest");
        }
        boolean dominant = c.rowDominance() == Dominance.STRICT || c.weaklyChained();
        boolean signs = c.zeroDiagonal() < 0 && !Planner.definiteCandidate(c) && !singular;
        return c.symmetric() && !(dominant && signs) ? symmetric(a, c, singular) : unsymmetric(c);
    }

    private static Plan symmetric(CsrMatrix a, Classification c, boolean singular) {
        if (singular) {
            return plan(
                    c,
                    Rule.SINGULAR,
                    Method.CG,
                    forCg(a, c),
                    "conjugate gradients stay in the range of a singular matrix if b lies there");
        }
        if (Planner.definiteCandidate(c)) {
            PreconditionerKind chosen = forCg(a, c);
            return plan(
                    c,
                    Rule.DEFINITE,
                    Method.CG,
                    chosen,
                    switch (chosen) {
                        case JACOBI, NONE -> "conjugate gradients need few iterations after diagonal scaling";
                        case AMG -> "conjugate gradients with multigrid take few iterations whatever n is";
                        case APPROX_CHOLESKY ->
                            "conjugate gradients with a sampled Cholesky factor take few iterations whatever the weights are";
                        case IC, ILU, SSOR, AUTO -> "conjugate gradients with incomplete Cholesky";
                    });
        }
        return c.rows() <= Planner.DENSE_LIMIT
                ? plan(
                        c,
                        Rule.SMALL_INDEFINITE,
                        Method.DENSE_LU,
                        PreconditionerKind.NONE,
                        "indefinite and small enough for dense LU")
                : plan(
                        c,
                        Rule.INDEFINITE,
                        Method.MINRES,
                        diagonal(c),
                        "indefinite: MINRES gains at every step where others stand still");
    }

    private static Plan unsymmetric(Classification c) {
        double alpha = c.jacobiNorm();
        if (c.rowDominance() == Dominance.STRICT && alpha <= Planner.JACOBI_ALPHA) {
            return plan(c, Rule.VERY_DOMINANT, Method.JACOBI, PreconditionerKind.NONE, "at most 27 sweeps reach 1e-8");
        }
        if (c.rowDominance() == Dominance.STRICT && alpha <= Planner.DIAGONAL_ALPHA) {
            return plan(
                            c,
                            Rule.DOMINANT,
                            Method.JACOBI,
                            PreconditionerKind.NONE,
                            "sweeps while they about halve the residual, else bicgstab with the diagonal")
                    .before(sure(Method.BICGSTAB, PreconditionerKind.JACOBI));
        }
        if (c.weaklyChained() || c.columnDominance() == Dominance.STRICT) {
            return plan(
                    c, Rule.CHAINED, Method.BICGSTAB, PreconditionerKind.ILU, "dominance makes incomplete LU stable");
        }
        if (c.rows() <= Planner.DENSE_GENERAL) {
            return plan(
                    c,
                    Rule.SMALL_GENERAL,
                    Method.DENSE_LU,
                    PreconditionerKind.NONE,
                    "no iteration is sure, and dense LU is cheap");
        }
        if (c.zeroDiagonal() >= 0) {
            return c.rows() <= Planner.DENSE_LIMIT
                    ? plan(
                            c,
                            Rule.NO_DIAGONAL,
                            Method.DENSE_LU,
                            PreconditionerKind.NONE,
                            "nothing to precondition with, so dense LU")
                    : plan(c, Rule.NO_DIAGONAL, Method.GMRES, PreconditionerKind.NONE, "nothing to precondition with");
        }
        return plan(c, Rule.GENERAL, Method.BICGSTAB, PreconditionerKind.ILU, "incomplete LU, without a guarantee");
    }

    /// A preconditioner that was asked for is kept, the method fits it.
    private static Plan asked(Classification c, PreconditionerKind kind) {
        boolean simple = kind == PreconditionerKind.NONE || kind == PreconditionerKind.JACOBI;
        Method method =
                Planner.definiteCandidate(c) ? Method.CG : c.symmetric() && simple ? Method.MINRES : Method.BICGSTAB;
        return plan(c, Rule.ASKED_PRECONDITIONER, method, kind, kind.wireName() + " was asked for");
    }

    private static Plan plan(Classification c, Rule rule, Method method, PreconditionerKind kind, String because) {
        String reason = Facts.of(c) + ": " + because;
        boolean negated = negated(c, method, kind);
        List<Plan> fallbacks = new ArrayList<>();
        for (Plan other : ladder(c)) {
            boolean same = other.method() == method && other.preconditioner() == kind;
            if (!same && fallbacks.stream().noneMatch(f -> f.equals(other))) {
                fallbacks.add(other);
            }
        }
        return new Plan(method, kind, negated, reason, fallbacks, null, 0, rule);
    }

    /// Everything worth trying, in this order; factors where they may fit, dense ones at the end.
    private static List<Plan> ladder(Classification c) {
        List<Plan> rungs = new ArrayList<>();
        boolean dense = c.rows() <= Planner.DENSE_LIMIT && c.singularComponents() == 0;
        if (Planner.definiteCandidate(c)) {
            if (multigrid(c)) {
                rungs.add(rung(c, Method.CG, PreconditionerKind.AMG));
            }
            if (Planner.nearlyDominant(c)) {
                rungs.add(rung(c, Method.CG, PreconditionerKind.APPROX_CHOLESKY));
            }
            if (c.singularComponents() == 0) {
                rungs.add(rung(c, Method.CG, PreconditionerKind.IC));
            }
            rungs.add(rung(c, Method.CG, PreconditionerKind.JACOBI));
        }
        boolean sureNext = dense && (Planner.definiteCandidate(c) || c.rows() <= Planner.DENSE_FIRST);
        boolean sparse = !dense && DirectPolicy.possible(c);
        if (!sureNext) {
            if (c.symmetric()) {
                rungs.add(rung(c, Method.MINRES, diagonal(c)));
            }
            if (sparse && Planner.definiteCandidate(c)) {
                rungs.add(rung(c, Method.SPARSE_LDL, PreconditionerKind.NONE));
            }
            if (c.zeroDiagonal() < 0 && c.singularComponents() == 0) {
                rungs.add(rung(c, Method.BICGSTAB, PreconditionerKind.ILU));
                rungs.add(rung(c, Method.GMRES, PreconditionerKind.ILU));
            }
            if (sparse) {
                rungs.add(rung(c, DirectPolicy.method(c), PreconditionerKind.NONE));
                rungs.add(rung(c, Method.SPARSE_LU, PreconditionerKind.NONE));
            }
            if (!dense && c.zeroDiagonal() < 0) {
                rungs.add(rung(c, Method.BICGSTAB, PreconditionerKind.JACOBI));
                rungs.add(rung(c, Method.GMRES, PreconditionerKind.JACOBI));
            }
        }
        if (dense) {
            rungs.add(rung(c, Method.DENSE_LU, PreconditionerKind.NONE));
        }
        rungs.add(rung(c, Method.GMRES, PreconditionerKind.NONE));
        return rungs;
    }

    private static Plan rung(Classification c, Method method, PreconditionerKind kind) {
        return new Plan(
                method, kind, negated(c, method, kind), "the method before did not reach the tolerance", List.of());
    }

    /// What a rule of its own would have chosen: its work is known about.
    private static Plan sure(Method method, PreconditionerKind kind) {
        return new Plan(
                method, kind, false, "the diagonal is a good preconditioner", List.of(), null, 0, Rule.DOMINANT);
    }

    private static boolean negated(Classification c, Method method, PreconditionerKind kind) {
        return c.symmetric() && c.negativeDiagonal() && (method == Method.CG || kind.needsSymmetry());
    }

    static PreconditionerKind diagonal(Classification c) {
        return c.zeroDiagonal() < 0 ? PreconditionerKind.JACOBI : PreconditionerKind.NONE;
    }

    static PreconditionerKind forCg(CsrMatrix a, Classification c) {
        double alpha = c.jacobiNorm();
        boolean easy = alpha < 1.0 && (1.0 + alpha) / (1.0 - alpha) <= Planner.EASY_CONDITION;
        if (easy || !Planner.definiteCandidate(c)) {
            return diagonal(c);
        }
        boolean nearlyDominant = Planner.nearlyDominant(c);
        if (nearlyDominant && c.nnz() <= DirectPolicy.TREE_LIKE * c.rows()) {
            return PreconditionerKind.APPROX_CHOLESKY;
        }
        Couplings couplings = Couplings.of(a);
        if (nearlyDominant && couplings.near() && !couplings.uneven()) {
            return diagonal(c);
        }
        if (multigrid(c) && !(nearlyDominant && couplings.uneven())) {
            return PreconditionerKind.AMG;
        }
        if (sampled(c)) {
            return PreconditionerKind.APPROX_CHOLESKY;
        }
        return c.singularComponents() > 0 ? diagonal(c) : PreconditionerKind.IC;
    }

    /// Whether multigrid is likely to be worth its set-up, which gives up early where the graph does not suit it.
    private static boolean multigrid(Classification c) {
        boolean smooth = c.jacobiNorm() <= Planner.NEARLY_DOMINANT || c.zMatrix() || c.mMatrix();
        return c.rows() >= Planner.MULTIGRID_FIRST && smooth && Planner.definiteCandidate(c);
    }

    /// Whether an approximate Cholesky factor is worth its set-up.
    private static boolean sampled(Classification c) {
        return c.rows() >= Planner.SAMPLED_FIRST && Planner.nearlyDominant(c);
    }

    static PreconditionerKind forGeneral(Classification c) {
        if (c.zeroDiagonal() >= 0) {
            return PreconditionerKind.NONE;
        }
        boolean easy = c.rowDominance() == Dominance.STRICT && c.jacobiNorm() <= Planner.DIAGONAL_ALPHA;
        return easy || c.singularComponents() > 0 ? PreconditionerKind.JACOBI : PreconditionerKind.ILU;
    }
}
