// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

/// What was measured about a matrix in a few passes (numerics specification §1).
///
/// @param rows n
/// @param nnz stored entries, explicit zeros included
/// @param symmetric pattern and values equal their transpose, up to a relative 4 ulp
/// @param rowDominance over rows, with an allowance of a few ulps for the row sums and no more
/// @param columnDominance over columns
/// @param dominanceRatio min over rows of |a_ii| / Σ|a_ij|, j ≠ i; ∞ for a diagonal matrix
/// @param jacobiNorm α = max over rows of Σ|a_ij| / |a_ii|; < 1 iff strictly row dominant; ∞ with a zero
/// diagonal entry
/// @param zMatrix no off-diagonal entry is positive
/// @param positiveDiagonal every a_ii > 0
/// @param weaklyChained row dominant, and from every row a path leads to a strict row: non-singular
/// (Shivakumar–Chew 1974)
/// @param mMatrix proved to be a non-singular M-matrix
/// @param definiteness of a symmetric matrix; NO for an unsymmetric one
/// @param zeroDiagonal first row whose diagonal entry is missing or zero, −1 if none
/// @param emptyRow first row without a non-zero entry, −1 if none
/// @param emptyColumn first column without a non-zero entry, −1 if none
/// @param structurallySingular no perfect matching of rows to columns exists over the non-zero pattern
/// @param singularComponents number of connected components that are exactly singular Laplacians (symmetric,
/// all rows weak)
/// @param lowerTriangular nothing stored above the diagonal but explicit zeros
/// @param upperTriangular nothing stored below the diagonal but explicit zeros
/// @param negativeDiagonal every a_ii < 0
/// @param negatedDefiniteness whether −A is positive definite; NO for an unsymmetric matrix
/// @param indefinite a symmetric matrix shown to have eigenvalues of both signs
/// @param unsymmetricRow a row i and [#unsymmetricColumn] j with a_ij ≠ a_ji, −1 for a symmetric matrix
/// @param structuralRank most rows that can be matched to columns over non-zero entries
/// @param maxRowEntries most entries in a row
/// @param normInf ‖A‖∞
public record Classification(
        int rows,
        int nnz,
        boolean symmetric,
        Dominance rowDominance,
        Dominance columnDominance,
        double dominanceRatio,
        double jacobiNorm,
        boolean zMatrix,
        boolean positiveDiagonal,
        boolean weaklyChained,
        boolean mMatrix,
        Definiteness definiteness,
        int zeroDiagonal,
        int emptyRow,
        int emptyColumn,
        boolean structurallySingular,
        int singularComponents,
        boolean lowerTriangular,
        boolean upperTriangular,
        boolean negativeDiagonal,
        Definiteness negatedDefiniteness,
        boolean indefinite,
        int unsymmetricRow,
        int unsymmetricColumn,
        int structuralRank,
        int maxRowEntries,
        double normInf) {}
