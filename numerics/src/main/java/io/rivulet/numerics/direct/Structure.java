// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// All that elimination needs to know of a pattern, for any values on it.
///
/// @param madeFor the matrix it was made for, of which only the pattern counts
/// @param byRow the pattern
/// @param byColumn the pattern of the transpose; the same for a symmetric matrix
/// @param rowOf the row that is eliminated with each unknown
/// @param block of each unknown in block triangular form: its equation holds unknowns of its own and of lower blocks
/// @param fronts of the diagonal blocks
record Structure(
        CsrMatrix madeFor,
        boolean symmetric,
        NonZeros byRow,
        NonZeros byColumn,
        int[] rowOf,
        int[] block,
        AssemblyTree fronts) {
    /// Whether it also holds for `a`.
    boolean fits(CsrMatrix a) {
        return a.rowStart() == madeFor.rowStart() && a.column() == madeFor.column() && byRow.covers(a);
    }

    /// Bytes that factors on it and their making take.
    long bytes() {
        return FrontalElimination.bytes(fronts, symmetric);
    }

    /// Multiply-adds to make them.
    double work() {
        return symmetric ? fronts.work() : 2 * fronts.work();
    }

    long sizeBytes() {
        long patterns = (symmetric ? 1L : 2L) * (8L * byRow.size() + 4L * rowOf.length);
        return patterns + 16L * rowOf.length + 4L * fronts.rows().length + 12L * fronts.fronts();
    }

    /// Finds the structure of a matrix, in bounded steps.
    static final class Search {
        private static final double NEARLY_SYMMETRIC = 0.8;

        private final CsrMatrix a;
        private final boolean symmetric;
        private final NonZeros byRow;
        private @Nullable LargestProduct matching;
        private int @Nullable [] rowOf;
        private int @Nullable [] block;
        private @Nullable Graph graph;
        private @Nullable MinimumDegree ordering;
        private @Nullable EliminationTree tree;
        private @Nullable Structure found;
        private int unmatched = -1;

        /// Zeros on the diagonal that are left where they are; then blocks could be singular though A is not.
        private boolean emptyDiagonal;

        Search(CsrMatrix a, boolean symmetric) {
            this.a = a;
            this.symmetric = symmetric;
            this.byRow = NonZeros.of(a);
        }

        /// Works for about `units`; answers the units used, 0 once there is nothing left to do.
        long advance(long units) {
            long work = 0;
            while (work < units && found == null && unmatched < 0) {
                work += step(units - work);
            }
            return work;
        }

        /// A row that no unknown is left for: the matrix is singular whatever its values. −1 if there is none.
        int unmatched() {
            return unmatched;
        }

        /// Entries of a triangular factor in the columns ordered so far.
        long entries() {
            MinimumDegree order = ordering;
            return order == null ? 0 : order.entries();
        }

        /// Multiply-adds for those columns.
        double work() {
            MinimumDegree order = ordering;
            return order == null ? 0 : (symmetric ? 1 : 2) * order.multiplications();
        }

        @Nullable
        Structure result() {
            return found;
        }

        private long step(long units) {
            int[] rows = rowOf;
            if (rows == null) {
                return match(units);
            }
            int[] blocks = block;
            if (blocks == null) {
                block = symmetric || emptyDiagonal ? new int[a.rows()] : StrongComponents.blocks(byRow, rows);
                return 2L * byRow.size() + a.rows();
            }
            Graph edges = graph;
            if (edges == null) {
                graph = diagonalBlocks(rows, blocks);
                return 4L * byRow.size() + a.rows();
            }
            MinimumDegree order = ordering;
            if (order == null) {
                ordering = new MinimumDegree(edges);
                return edges.neighbour().length + 4L * a.rows();
            }
            if (!order.done()) {
                return order.advance(units);
            }
            EliminationTree columns = tree;
            if (columns == null) {
                tree = EliminationTree.of(edges, order.order());
                return 4L * edges.neighbour().length + a.rows();
            }
            AssemblyTree fronts = AssemblyTree.of(edges, columns);
            NonZeros byColumn = symmetric ? byRow : byRow.transposed();
            found = new Structure(a, symmetric, byRow, byColumn, rows, blocks, fronts);
            return 4L * edges.neighbour().length + fronts.rows().length + a.rows();
        }

        /// The diagonal as it is, if it has no zero or the pattern is nearly symmetric, as that of a saddle point:
        /// other
        /// rows would spoil that. Else the entries of largest product.
        private long match(long units) {
            int n = a.rows();
            LargestProduct picking = matching;
            if (picking == null) {
                emptyDiagonal = !symmetric && !fullDiagonal();
                if (!emptyDiagonal || mirrored() >= NEARLY_SYMMETRIC) {
                    int[] same = new int[n];
                    java.util.Arrays.setAll(same, i -> i);
                    rowOf = same;
                } else {
                    emptyDiagonal = false;
                    matching = new LargestProduct(a, byRow);
                }
                return 2L * byRow.size() + a.rows() + 1;
            }
            long work = picking.advance(units);
            if (work == 0) {
                unmatched = picking.left();
                rowOf = picking.rowOf();
            }
            return work + 1;
        }

        /// The part of the entries outside the diagonal that have another one opposite.
        private double mirrored() {
            long opposite = 0;
            long all = 0;
            for (int i = 0; i < a.rows(); i++) {
                for (int k = byRow.start()[i]; k < byRow.start()[i + 1]; k++) {
                    int j = byRow.column()[k];
                    all += j == i ? 0 : 1;
                    opposite += j != i && a.get(j, i) != 0 ? 1 : 0;
                }
            }
            return all == 0 ? 0.0 : (double) opposite / all;
        }

        private boolean fullDiagonal() {
            for (int i = 0; i < a.rows(); i++) {
                if (a.get(i, i) == 0) {
                    return false;
                }
            }
            return true;
        }

        private Graph diagonalBlocks(int[] rows, int[] blocks) {
            int n = a.rows();
            int[] start = new int[n + 1];
            int[] column = new int[byRow.size()];
            int size = 0;
            for (int u = 0; u < n; u++) {
                for (int k = byRow.start()[rows[u]]; k < byRow.start()[rows[u] + 1]; k++) {
                    if (blocks[byRow.column()[k]] == blocks[u]) {
                        column[size++] = byRow.column()[k];
                    }
                }
                start[u + 1] = size;
            }
            return Graph.ofSum(n, start, column);
        }
    }
}
