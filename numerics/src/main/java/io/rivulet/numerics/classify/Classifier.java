// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;

/// Measures what a matrix is. Nothing is assumed from how it was made, and "proven" means proven: by
/// dominance with sums in twice the precision, or by a Cholesky factorization whose rounding errors are
/// accounted for.
/// **Shapes** n×n, finite values; explicit zeros count as absent everywhere but in the entry counts.
/// **Cost** O(nnz) for the transpose and four passes, O(nnz·√n) if a diagonal entry is zero, and for a
/// symmetric matrix that dominance does not settle at most [CholeskyProof#MAX_WORK] multiplications.
/// **Source** Varga 2000 (M-matrices); Shivakumar–Chew 1974 (weakly chained); Rump 2006 (definiteness).
public final class Classifier {
    private static final double MINOR_MARGIN = 1.0 + 0x1p-50;

    private Classifier() {}

    /// In the caller's thread alone.
    public static Classification classify(CsrMatrix a) {
        return classify(Team.serial(), a);
    }

    /// Passes over rows are shared by `team`; the result is the same for every team.
    public static Classification classify(Team team, CsrMatrix a) {
        RowScan row = new RowScan(team, a);
        Mirror.Likeness likeness = Mirror.of(team, a);
        boolean symmetric = likeness != Mirror.Likeness.DIFFERENT;
        // With the bits of its transpose, A says what that would say.
        CsrMatrix transpose = likeness == Mirror.Likeness.SAME ? a : a.transpose();
        RowScan col = likeness == Mirror.Likeness.SAME ? row : new RowScan(team, transpose);
        int asymmetric = symmetric ? -1 : Mirror.firstDifferent(a, transpose);
        boolean chained = row.weakest != Dominance.NONE && StrictReach.fromAllRows(a, () -> transpose, row.standing);
        // A component with a strict row is not singular.
        BalancedComponents balanced =
                symmetric && !chained ? BalancedComponents.find(a, row.standing) : BalancedComponents.none(a.rows());
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
                signs && (dominanceProves || positive == Definiteness.PROVEN || columnsProve(a, transpose, col)),
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
                symmetric ? -1 : Mirror.partner(a, transpose, asymmetric),
                rank,
                row.longest,
                row.normInf);
    }

    /// Aᵀ is an M-matrix iff A is.
    private static boolean columnsProve(CsrMatrix a, CsrMatrix transpose, RowScan col) {
        return col.exactlyDominant
                && col.weakest != Dominance.NONE
                && StrictReach.fromAllRows(transpose, () -> a, col.standing);
    }

    private static Definiteness definiteness(CsrMatrix a, boolean possible, boolean dominanceProves, int sign) {
        if (!possible) {
            return Definiteness.NO;
        }
        return dominanceProves || CholeskyProof.succeeds(a, sign) ? Definiteness.PROVEN : Definiteness.UNKNOWN;
    }

    /// Diagonal entries of both signs, or a 2×2 principal minor below zero.
    private static boolean shownIndefinite(CsrMatrix a, RowScan row) {
        if ((row.positiveDiagonal || row.negativeDiagonal) && row.weakest != Dominance.NONE) {
            return false;
        }
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
