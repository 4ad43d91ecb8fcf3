// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

/// What to do with systems that are not solved here, said alike by every reader of files.
public final class Unsolved {
    /// After [Source: Day and Heroux 2001, *Solving complex-valued linear systems via equivalent real formulations*].
    public static final String COMPLEX = "complex values are not supported, only real ones; the real system"
            + " [Re A, −Im A; Im A, Re A]·[Re x; Im x] = [Re b; Im b] of twice the size has the same solution";

    private Unsolved() {}

    /// For a matrix with unlike numbers of rows and columns: the square system that answers the question usually meant
    /// (Björck 1996, *Numerical Methods for Least Squares Problems*, 1.1).
    public static String rectangular(long rows, long columns) {
        return "the matrix is " + rows + "×" + columns + ", not square; "
                + (rows > columns
                        ? "least squares are the square system [I, A; Aᵀ, 0]·[r; x] = [b; 0]"
                        : "the solution of least norm is x in the square system [I, Aᵀ; A, 0]·[x; z] = [0; b]");
    }
}
