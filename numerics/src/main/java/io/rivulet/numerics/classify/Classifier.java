// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.linalg.CsrMatrix;

/// Measures what a matrix is. Nothing is assumed from how it was made, and "proven" means proven: by
/// dominance with sums in twice the precision, or by a Cholesky factorization whose rounding errors are
/// accounted for.
/// **Shapes** n×n, finite values; explicit zeros count as absent everywhere but in the entry counts.
/// **Cost** O(nnz) for the transpose and four passes, O(nnz·√n) if a diagonal entry is zero, and for a
/// symmetric matrix that dominance does not settle at most [CholeskyProof#MAX_WORK] multiplications.
/// **Source** Varga 2000 (M-matrices); Shivakumar–Chew 1974 (weakly chained); Rump 2006 (definiteness).
public final class Classifier {
    /// Entries a_ij, a_ji this close relative to the larger one count as equal.
    private static final double SYMMETRY_TOLERANCE = 0x1p-51;

    private static final double MINOR_MARGIN = 1.0 + 0x1p-50;

    private Classifier() {}

    public static Classification classify(CsrMatrix a) {
        CsrMatrix transpose = a.transpose();
        RowScan row = new RowScan(a);
        RowScan col = new RowScan(transpose);
        int asymmetric = firstAsymmetric(a, transpose);
        boolean symmetric = asymmetric < 0;
        BalancedComponents balanced =
                symmetric ? BalancedComponents.find(a, row.standing) : BalancedComponents.none(a.rows());
        boolean chained = row.weakest != Dominance.NONE && allReachStrict(transpose, row.standing);
        boolean dominanceProves = chained && row.exactlyDominant;
        boolean indefinite = symmetric && shownIndefinite(a, row);
        boolean open = symmetric && !indefinite && balanced.count == 0;
        Definiteness positive = definiteness(a, open && row.positiveDiagonal, dominanceProves, 1);
        Definiteness negative = definiteness(a, open && row.negativeDiagonal, dominanceProves, -1);
        boolean signs = row.offDiagonalNeverPositive && row.positiveDiagonal;
        int rank = row.firstZeroDiagonal < 0 ? a.rows() : Matching.size(a);
        return new Classification(
                a.rows(),
                a.nnz(),
                symmetric,
                row.weakest,
                col.weakest,
                row.smallestRatio,
                row.largestInverseRatio,
                row.offDiagonalNeverPositive,
                row.positiveDiagonal,
                chained,
                signs && (dominanceProves || positive == Definiteness.PROVEN || columnsProve(a, col)),
                positive,
                row.firstZeroDiagonal,
                row.firstEmpty,
                col.firstEmpty,
                rank < a.rows(),
                balanced.count,
                row.lowerTriangular,
                row.upperTriangular,
                row.negativeDiagonal,
                negative,
                indefinite,
                symmetric ? -1 : asymmetric,
                symmetric ? -1 : partner(a, transpose, asymmetric),
                rank,
                row.longest,
                row.normInf);
    }

    /// Aᵀ is an M-matrix iff A is.
    private static boolean columnsProve(CsrMatrix a, RowScan col) {
        return col.exactlyDominant && col.weakest != Dominance.NONE && allReachStrict(a, col.standing);
    }

    private static Definiteness definiteness(CsrMatrix a, boolean possible, boolean dominanceProves, int sign) {
        if (!possible) {
            return Definiteness.NO;
        }
        return dominanceProves || CholeskyProof.succeeds(a, sign) ? Definiteness.PROVEN : Definiteness.UNKNOWN;
    }

    /// First row of A that differs from the same row of Aᵀ, −1 if none does.
    private static int firstAsymmetric(CsrMatrix a, CsrMatrix transpose) {
        for (int i = 0; i < a.rows(); i++) {
            if (partner(a, transpose, i) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /// First column j of row i with a_ij ≠ a_ji, −1 if there is none; both rows are sorted.
    private static int partner(CsrMatrix a, CsrMatrix transpose, int i) {
        int k = a.rowStart()[i];
        int endK = a.rowStart()[i + 1];
        int t = transpose.rowStart()[i];
        int endT = transpose.rowStart()[i + 1];
        while (k < endK || t < endT) {
            int jk = k < endK ? a.column()[k] : Integer.MAX_VALUE;
            int jt = t < endT ? transpose.column()[t] : Integer.MAX_VALUE;
            double here = jk <= jt ? a.value()[k++] : 0.0;
            double there = jt <= jk ? transpose.value()[t++] : 0.0;
            double larger = Math.max(Math.abs(here), Math.abs(there));
            if (here != there && !(Math.abs(here - there) <= SYMMETRY_TOLERANCE * larger)) {
                return Math.min(jk, jt);
            }
        }
        return -1;
    }

    /// Whether a path of non-zero entries leads from every row to a strict one: backwards from those, over
    /// columns.
    private static boolean allReachStrict(CsrMatrix transpose, Dominance[] standing) {
        int n = standing.length;
        boolean[] reached = new boolean[n];
        int[] queue = new int[n];
        int size = 0;
        for (int i = 0; i < n; i++) {
            if (standing[i] == Dominance.STRICT) {
                reached[i] = true;
                queue[size++] = i;
            }
        }
        for (int head = 0; head < size; head++) {
            int j = queue[head];
            for (int k = transpose.rowStart()[j]; k < transpose.rowStart()[j + 1]; k++) {
                int i = transpose.column()[k];
                if (!reached[i] && transpose.value()[k] != 0.0) {
                    reached[i] = true;
                    queue[size++] = i;
                }
            }
        }
        return size == n;
    }

    /// Diagonal entries of both signs, or a 2×2 principal minor below zero.
    private static boolean shownIndefinite(CsrMatrix a, RowScan row) {
        double[] diagonal = new double[a.rows()];
        boolean above = false;
        boolean below = false;
        for (int i = 0; i < a.rows(); i++) {
            diagonal[i] = a.get(i, i);
            above |= diagonal[i] > 0.0;
            below |= diagonal[i] < 0.0;
        }
        if (above && below) {
            return true;
        }
        if (row.weakest != Dominance.NONE) {
            return false;
        }
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                double v = Math.abs(a.value()[k]);
                // Square roots instead of squares: neither over- nor underflow hides the sign.
                double mean = Math.sqrt(Math.abs(diagonal[i])) * Math.sqrt(Math.abs(diagonal[j]));
                if (j > i && v > mean * MINOR_MARGIN) {
                    return true;
                }
            }
        }
        return false;
    }
}
