// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import java.util.List;

/// Where the methods without inner products converge: surely, perhaps, or not at all.
/// **Source** Varga 2000 (H-matrices), Ostrowski–Reich (Gauss–Seidel and SOR of a symmetric matrix with positive
/// diagonal converge iff it is definite; so do damped Jacobi, only then).
final class Stationary {
    private static final String DOUBT = ": nothing guarantees that it converges";
    private static final String INDEFINITE =
            "a symmetric matrix with a diagonal of one sign has to be definite for it, and this one has eigenvalues of"
                    + " both signs";

    private Stationary() {}

    static Planned plan(Classification c, Method method, PreconditionerKind kind) {
        String name = method.wireName();
        if (c.zeroDiagonal() >= 0) {
            return Planner.refuse(method, c, name + " divides by the diagonal, and " + Planner.zeroDiagonal(c));
        }
        if (hopeless(c)) {
            return Planner.refuse(method, c, name + " can't converge: " + INDEFINITE);
        }
        String reason = "asked for; " + Facts.of(c) + (sure(c, method) ? ": it converges" : DOUBT)
                + (method == Method.SOR ? relaxation(c) : "")
                + leftOut(kind, name + " takes no preconditioner");
        return new Planned.Ok(new Plan(method, PreconditionerKind.NONE, reason));
    }

    static Planned chebyshev(Classification c, PreconditionerKind kind) {
        if (c.zeroDiagonal() >= 0) {
            return Planner.refuse(
                    Method.CHEBYSHEV,
                    c,
                    "chebyshev needs bounds of the eigenvalues, which come from the diagonal, and "
                            + Planner.zeroDiagonal(c));
        }
        if (!Planner.definiteCandidate(c)) {
            return Planner.refuse(
                    Method.CHEBYSHEV,
                    c,
                    "chebyshev needs a symmetric definite matrix, for bounds of its eigenvalues on one side of zero, and "
                            + Planner.symmetryFault(c));
        }
        PreconditionerKind chosen = kind == PreconditionerKind.NONE ? kind : PreconditionerKind.JACOBI;
        String reason = "asked for; " + Facts.of(c)
                + (c.jacobiNorm() < 1
                        ? ": the eigenvalues of D⁻¹A lie within 1 ± α, so it converges"
                        : sure(c, Method.CHEBYSHEV)
                                ? ": the largest eigenvalue is bounded by 1 + α, the smallest will be found; it converges"
                                : DOUBT + ", the matrix may be indefinite")
                + (kind == PreconditionerKind.JACOBI
                        ? ""
                        : leftOut(kind, "chebyshev takes no preconditioner but the diagonal"));
        return new Planned.Ok(new Plan(Method.CHEBYSHEV, chosen, c.negativeDiagonal(), reason, List.of()));
    }

    /// Whether the method converges for every b (of a singular matrix: every b in its range).
    static boolean sure(Classification c, Method method) {
        if (c.zeroDiagonal() >= 0) {
            return false;
        }
        Proven proven = Proven.of(c);
        return switch (method) {
            case JACOBI -> proven.hMatrix() || dominantSemidefinite(c);
            case NEUMANN -> proven.hMatrix();
            case GAUSS_SEIDEL, SOR -> proven.hMatrix() || proven.definite();
            case CHEBYSHEV -> Planner.definiteCandidate(c) && proven.definite();
            case CG, MINRES, BICGSTAB, GMRES, PUSH, RANDOM_WALK, HYBRID, DENSE_LU, SPARSE_LDL, SPARSE_LU, TRIANGULAR ->
                false;
        };
    }

    /// Damped Jacobi brings the eigenvalues of D⁻¹A, which lie in [0, 2], into the circle of convergence.
    private static boolean dominantSemidefinite(Classification c) {
        return Proven.of(c).definite() && c.rowDominance() != Dominance.NONE;
    }

    private static boolean hopeless(Classification c) {
        return c.symmetric() && c.indefinite() && (c.positiveDiagonal() || c.negativeDiagonal());
    }

    private static String relaxation(Classification c) {
        return Proven.of(c).definite()
                ? "; ω grows from 1 as the observed convergence tells"
                : c.definiteness() == Definiteness.UNKNOWN
                        ? "; ω stays 1, definiteness is not proved"
                        : "; ω stays 1, nothing proves that a larger one converges";
    }

    private static String leftOut(PreconditionerKind kind, String because) {
        return kind == PreconditionerKind.AUTO || kind == PreconditionerKind.NONE
                ? ""
                : "; " + because + ", " + kind.wireName() + " is left out";
    }
}
