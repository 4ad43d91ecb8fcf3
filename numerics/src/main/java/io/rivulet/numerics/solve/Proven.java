// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;

/// What is proved of a matrix and spares a run its caution.
///
/// @param hMatrix A is a non-singular H-matrix: Jacobi, Gauss–Seidel and the Neumann series converge
/// @param definite A or −A is symmetric and positive definite, or a dominant semidefinite one: relaxation converges for
/// every 0 < ω < 2
public record Proven(boolean hMatrix, boolean definite) {
    /// Nothing is: what holds for a matrix that has changed since it was classified.
    public static final Proven NOTHING = new Proven(false, false);

    public static Proven of(Classification c) {
        boolean hMatrix = c.rowDominance() == Dominance.STRICT
                || c.columnDominance() == Dominance.STRICT
                || c.weaklyChained()
                || c.mMatrix();
        boolean definite = c.definiteness() == Definiteness.PROVEN || c.negatedDefiniteness() == Definiteness.PROVEN;
        boolean semidefinite =
                c.symmetric() && c.rowDominance() != Dominance.NONE && (c.positiveDiagonal() || c.negativeDiagonal());
        return new Proven(hMatrix, definite || semidefinite);
    }
}
