// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Measures what a matrix is. Nothing is assumed from how it was made, and "proven" means proven: by
/// dominance with sums in twice the precision, or by a Cholesky factorization whose rounding errors are
/// accounted for.
/// **Shapes** n×n, finite values; explicit zeros count as absent everywhere but in the entry counts.
/// **Cost** O(nnz) for four passes, and the transpose where columns may be dominant, O(nnz·√n) if a diagonal entry is
/// zero, and for a
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
        Transposed transpose = new Transposed(team, a, likeness == Mirror.Likeness.SAME);
        Columns col = columns(team, a, row, likeness, transpose);
        int asymmetric = symmetric ? -1 : Mirror.firstDifferent(team, a);
        boolean chained = row.weakest != Dominance.NONE && StrictReach.fromAllRows(a, transpose, row.standing);
        // A component with a strict row is not singular.
        int singular = symmetric && !chained ? BalancedComponents.find(a, row.standing).count : 0;
        boolean dominanceProves = chained && row.exactlyDominant;
        boolean indefinite = symmetric && shownIndefinite(a, row);
        boolean open = symmetric && !indefinite && singular == 0;
        Definiteness positive = definiteness(a, open && row.positiveDiagonal, dominanceProves, 1);
        Definiteness negative = definiteness(a, open && row.negativeDiagonal, dominanceProves, -1);
        boolean signs = row.offDiagonalNeverPositive && row.positiveDiagonal;
        int rank = row.firstZeroDiagonal < 0 ? a.rows() : Matching.size(a);
        return new Classification(
                a.rows(),
                a.nnz(),
                symmetric,
                row.weakest,
                col.weakest(),
                row.smallestRatio,
                row.largestInverseRatio,
                row.offDiagonalNeverPositive,
                row.positiveDiagonal,
                chained,
                signs && (dominanceProves || positive == Definiteness.PROVEN || columnsProve(a, transpose, col)),
                positive,
                row.firstZeroDiagonal,
                row.firstEmpty,
                col.firstEmpty(),
                rank < a.rows(),
                singular,
                row.lowerTriangular,
                row.upperTriangular,
                row.negativeDiagonal,
                negative,
                indefinite,
                asymmetric,
                symmetric ? -1 : Mirror.partner(team, a, asymmetric),
                rank,
                row.longest,
                row.normInf);
    }

    /// What is told of columns; `scan` is null where one of the first falls short and none is empty.
    private record Columns(
            Dominance weakest, int firstEmpty, @Nullable RowScan scan) {
        static Columns of(RowScan scan) {
            return new Columns(scan.weakest, scan.firstEmpty, scan);
        }
    }

    private static Columns columns(
            Team team, CsrMatrix a, RowScan row, Mirror.Likeness likeness, Supplier<CsrMatrix> transpose) {
        if (likeness == Mirror.Likeness.SAME) {
            return Columns.of(row);
        }
        boolean several = a.rows() > FirstColumns.COUNT;
        if (several && row.firstZeroDiagonal < 0 && FirstColumns.fallShort(team, a)) {
            return new Columns(Dominance.NONE, -1, null);
        }
        return Columns.of(new RowScan(team, transpose.get()));
    }

    /// Aᵀ is an M-matrix iff A is.
    private static boolean columnsProve(CsrMatrix a, Supplier<CsrMatrix> transpose, Columns col) {
        RowScan scan = col.scan();
        return scan != null
                && scan.exactlyDominant
                && scan.weakest != Dominance.NONE
                && StrictReach.fromAllRows(transpose.get(), () -> a, scan.standing);
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
