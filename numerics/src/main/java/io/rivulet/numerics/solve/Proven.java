// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;

/// What is proved of a matrix and spares a run its caution.
///
/// @param hMatrix A is a non-singular H-matrix: Jacobi, Gauss–Seidel and the Neumann series converge
/// @param definite A or −A is symmetric and positive definite, or a dominant semidefinite one: relaxation converges
/// for every 0 < ω < 2
/// @param least a lower bound, above 0, of the eigenvalues of M⁻¹A for the preconditioner M of the plan; 0 without
/// one
public record Proven(boolean hMatrix, boolean definite, double least) {
    /// Nothing is: what holds for a matrix that has changed since it was classified.
    public static final Proven NOTHING = new Proven(false, false, 0.0);

    public static Proven of(Classification c) {
        boolean hMatrix = c.rowDominance() == Dominance.STRICT
                || c.columnDominance() == Dominance.STRICT
                || c.weaklyChained()
                || c.mMatrix();
        boolean definite = c.definiteness() == Definiteness.PROVEN || c.negatedDefiniteness() == Definiteness.PROVEN;
        boolean semidefinite =
                c.symmetric() && c.rowDominance() != Dominance.NONE && (c.positiveDiagonal() || c.negativeDiagonal());
        return new Proven(hMatrix, definite || semidefinite, 0.0);
    }

    /// The same, with a lower bound of the spectrum.
    public Proven withLeast(double eigenvalue) {
        return new Proven(hMatrix, definite, eigenvalue);
    }
}
