// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.ArrayList;
import java.util.List;

/// Picks a method and preconditioner for a system from the measured class of its matrix, or checks the ones
/// asked for. A plan never says AUTO or HYBRID.
/// **Cost** O(1), and the analysis of the pattern where elimination may be worth it: as a rule 10 to
/// 30 units an entry, at most about 50.
/// **Source** numerics specification §10, for the methods there are.
public final class Planner {
    /// Largest n that dense LU is offered for: n² doubles and 2n³/3 operations, 32 MB and seconds.
    public static final int DENSE_LIMIT = 2_000;

    /// Below this a dense factorization is over before an iteration would pay.
    static final int DENSE_FIRST = 64;

    /// Up to this n a general matrix without any dominance goes to dense LU at once.
    static final int DENSE_GENERAL = 512;

    /// Largest Σ|a_ij|/|a_ii| at which plain Jacobi needs at most 27 sweeps for 1e-8.
    static final double JACOBI_ALPHA = 0.5;

    /// Up to this α the diagonal is a sufficient preconditioner for BiCGSTAB.
    static final double DIAGONAL_ALPHA = 0.95;

    /// Units an entry that BiCGSTAB takes for such a matrix, about: some 12 iterations of two products and as much
    /// again for its vectors.
    static final long DIAGONAL_UNITS = 30;

    /// Up to this bound (1+α)/(1−α) of the condition after diagonal scaling CG needs no better one.
    static final double EASY_CONDITION = 100.0;

    /// From here on the set-up of multigrid is paid back by its few iterations.
    public static final int MULTIGRID_FIRST = 5_000;

    /// From this n on a nearly dominant symmetric matrix gets a sampled factor rather than an incomplete one: it takes
    /// longer to make, and iterations no longer depend on the weights.
    static final int SAMPLED_FIRST = 1_000;

    /// Largest Σ|a_ij|/|a_ii| at which constants are still taken for smooth vectors of A, and A for a graph.
    static final double NEARLY_DOMINANT = 1.01;

    private Planner() {}

    public static Planned plan(LinearSystem system, Classification c, Method method, PreconditionerKind kind) {
        if (c.emptyRow() >= 0 || c.emptyColumn() >= 0 || c.structurallySingular()) {
            return structural(c);
        }
        if (kind.needsSymmetry() && !definiteCandidate(c)) {
            return refuse(
                    method,
                    c,
                    "the preconditioner " + kind.wireName()
                            + " needs a symmetric matrix with a diagonal of one sign, and " + symmetryFault(c));
        }
        if (kind == PreconditionerKind.APPROX_CHOLESKY && !nearlyDominant(c)) {
            return refuse(
                    method,
                    c,
                    "the preconditioner approx_cholesky needs a diagonally dominant matrix, and here Σ|a_ij|/|a_ii| is up"
                            + " to " + Facts.shortfall(c.jacobiNorm()) + "; the preconditioner ic does not need one");
        }
        if (kind.needsDiagonal() && c.zeroDiagonal() >= 0) {
            return refuse(
                    method,
                    c,
                    "the preconditioner " + kind.wireName() + " divides by the diagonal, and " + zeroDiagonal(c));
        }
        return switch (method) {
            case HYBRID -> new Planned.Ok(hybrid(system, c, kind));
            case JACOBI, GAUSS_SEIDEL, SOR, NEUMANN -> Stationary.plan(c, method, kind);
            case CHEBYSHEV -> Stationary.chebyshev(c, kind);
            case MINRES -> minres(c, kind);
            case CG -> conjugateGradients(system, c, kind);
            case BICGSTAB, GMRES -> general(c, method, kind);
            case PUSH -> Local.push(c, kind);
            case RANDOM_WALK -> Local.randomWalk(c, kind);
            case DENSE_LU, SPARSE_LDL, SPARSE_LU, TRIANGULAR ->
                new Planned.NotApplicable(
                        method,
                        method.wireName() + " is what hybrid may choose, it can't be asked for",
                        applicable(c, method));
        };
    }

    private static Plan hybrid(LinearSystem system, Classification c, PreconditionerKind kind) {
        Plan chosen = Hybrid.choose(system.a(), c, kind);
        return kind == PreconditionerKind.AUTO ? DirectPolicy.cheapest(system.a(), c, chosen) : chosen;
    }

    private static Planned structural(Classification c) {
        String why;
        if (c.emptyRow() >= 0) {
            why = "row " + c.emptyRow() + " has no non-zero entry, so its diagonal is zero and the matrix is singular";
        } else if (c.emptyColumn() >= 0) {
            why = "column " + c.emptyColumn() + " has no non-zero entry: nothing determines that unknown";
        } else {
            why = "structurally singular: only " + c.structuralRank() + " of " + c.rows()
                    + " rows can be matched to columns over non-zero entries";
        }
        return new Planned.Structural(c.emptyRow(), c.emptyColumn(), why);
    }

    private static Planned conjugateGradients(LinearSystem system, Classification c, PreconditionerKind kind) {
        if (!c.symmetric() || c.indefinite()) {
            return refuse(Method.CG, c, "cg needs a symmetric definite matrix, and " + symmetryFault(c));
        }
        PreconditionerKind chosen = kind == PreconditionerKind.AUTO ? Hybrid.forCg(system.a(), c) : kind;
        String reason = "asked for; " + Facts.of(c)
                + (c.definiteness() == Definiteness.UNKNOWN
                        ? ": negative curvature, if it meets any, will be told"
                        : "");
        return new Planned.Ok(new Plan(Method.CG, chosen, c.negativeDiagonal(), reason, List.of()));
    }

    private static Planned minres(Classification c, PreconditionerKind kind) {
        if (!c.symmetric()) {
            return refuse(Method.MINRES, c, "minres needs a symmetric matrix, and " + symmetryFault(c));
        }
        if (kind == PreconditionerKind.ILU || kind == PreconditionerKind.SSOR && !definiteCandidate(c)) {
            return refuse(
                    Method.MINRES,
                    c,
                    "minres needs a positive definite preconditioner, and " + kind.wireName()
                            + " of this matrix is not");
        }
        PreconditionerKind chosen = kind == PreconditionerKind.AUTO ? Hybrid.diagonal(c) : kind;
        boolean negated = c.negativeDiagonal() && definiteCandidate(c);
        String reason = "asked for; " + Facts.of(c)
                + (chosen == PreconditionerKind.JACOBI ? ": scaled by the magnitude of its diagonal" : "");
        return new Planned.Ok(new Plan(Method.MINRES, chosen, negated, reason, List.of()));
    }

    private static Planned general(Classification c, Method method, PreconditionerKind kind) {
        PreconditionerKind chosen = kind == PreconditionerKind.AUTO ? Hybrid.forGeneral(c) : kind;
        boolean negated = chosen.needsSymmetry() && c.negativeDiagonal();
        return new Planned.Ok(new Plan(method, chosen, negated, "asked for; " + Facts.of(c), List.of()));
    }

    /// Symmetric, with a diagonal of one sign that every row sum of the rest stays below, or nearly so.
    static boolean nearlyDominant(Classification c) {
        return definiteCandidate(c) && c.jacobiNorm() <= NEARLY_DOMINANT;
    }

    /// Symmetric with a diagonal of one sign, and nothing speaks against definiteness.
    static boolean definiteCandidate(Classification c) {
        return c.symmetric() && !c.indefinite() && (c.positiveDiagonal() || c.negativeDiagonal());
    }

    static String zeroDiagonal(Classification c) {
        return "a(" + c.zeroDiagonal() + ", " + c.zeroDiagonal() + ") is zero or missing";
    }

    static String symmetryFault(Classification c) {
        if (!c.symmetric()) {
            int i = c.unsymmetricRow();
            int j = c.unsymmetricColumn();
            return "a(" + i + ", " + j + ") differs from a(" + j + ", " + i + ")";
        }
        return c.zeroDiagonal() >= 0 ? zeroDiagonal(c) : "this one has eigenvalues of both signs";
    }

    static Planned refuse(Method asked, Classification c, String why) {
        List<Method> others = applicable(c, asked);
        return new Planned.NotApplicable(asked, why + "; use " + names(others), others);
    }

    private static String names(List<Method> methods) {
        return String.join(", ", methods.stream().map(Method::wireName).toList());
    }

    private static List<Method> applicable(Classification c, Method butNot) {
        List<Method> methods = new ArrayList<>(List.of(Method.HYBRID, Method.GMRES, Method.BICGSTAB));
        if (definiteCandidate(c)) {
            methods.add(Method.CG);
        }
        if (c.symmetric()) {
            methods.add(Method.MINRES);
        }
        for (Method method :
                List.of(Method.JACOBI, Method.GAUSS_SEIDEL, Method.SOR, Method.CHEBYSHEV, Method.NEUMANN)) {
            if (Stationary.sure(c, method)) {
                methods.add(method);
            }
        }
        if (Local.pushConverges(c)) {
            methods.add(Method.PUSH);
        }
        if (butNot != Method.HYBRID) {
            methods.remove(butNot);
        }
        return methods;
    }
}
