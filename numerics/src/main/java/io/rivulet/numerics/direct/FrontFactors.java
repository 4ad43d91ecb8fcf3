// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import java.util.Arrays;

/// Triangular factors of a matrix whose rows and columns have places in the order of elimination, front by front: L
/// with ones on its diagonal, D, and U with ones, which is Lᵀ for a symmetric matrix.
/// **Cost** of a solve the entries of L and U. **Thread** one at a time.
final class FrontFactors {
    private final AssemblyTree fronts;
    private final Block[] blocks;
    private final double[] right;
    private final double[] local;
    private final long entries;

    /// The pivots of one front, which stand first among its rows and columns.
    ///
    /// @param row place of each row
    /// @param column of each column; the same array for a symmetric matrix
    /// @param lower column k of L below its one, packed
    /// @param upper row k of U behind its one, packed; the same array for a symmetric matrix
    /// @param diagonal D
    /// @param tie what couples pivot k with k + 1 in a symmetric D; empty where each pivot is one column
    record Block(int[] row, int[] column, int pivots, double[] lower, double[] upper, double[] diagonal, double[] tie) {
        boolean symmetric() {
            return lower == upper;
        }

        long entries() {
            return lower.length + (symmetric() ? 0 : upper.length) + (long) pivots;
        }

        long sizeBytes() {
            return 8 * (entries() + tie.length) + 4L * row.length * (row == column ? 1 : 2) + 120;
        }
    }

    FrontFactors(AssemblyTree fronts, Block[] blocks) {
        this.fronts = fronts;
        this.blocks = blocks;
        this.right = new double[fronts.order().length];
        int largest = Arrays.stream(blocks).mapToInt(b -> b.row.length).max().orElse(0);
        this.local = new double[largest];
        this.entries = Arrays.stream(blocks).mapToLong(Block::entries).sum();
    }

    /// Stored entries of all factors.
    long entries() {
        return entries;
    }

    long sizeBytes() {
        return 8L * (right.length + local.length)
                + Arrays.stream(blocks).mapToLong(Block::sizeBytes).sum();
    }

    /// x ← B⁻¹·x for the fronts `first` to `end` − 1, which must hold whole trees; x is by place of row before and of
    /// column after.
    void solve(double[] x, int first, int end) {
        solve(x, first, end, false);
    }

    /// x ← B⁻ᵀ·x, by place of column before and of row after.
    void solveTransposed(double[] x, int first, int end) {
        solve(x, first, end, true);
    }

    private void solve(double[] x, int first, int end, boolean transposed) {
        for (int s = first; s < end; s++) {
            Block block = blocks[s];
            int m = block.row.length;
            int[] place = transposed ? block.column : block.row;
            gather(place, x, 0, m);
            Trapezoid.solve(transposed ? block.upper : block.lower, m, block.pivots, local);
            scatter(place, x, m);
        }
        int places = fronts.firstColumn()[first];
        System.arraycopy(x, places, right, places, fronts.firstColumn()[end] - places);
        for (int s = end - 1; s >= first; s--) {
            Block block = blocks[s];
            int m = block.row.length;
            int[] place = transposed ? block.row : block.column;
            gather(transposed ? block.column : block.row, right, 0, block.pivots);
            gather(place, x, block.pivots, m);
            divide(block);
            Trapezoid.solveTransposed(transposed ? block.lower : block.upper, m, block.pivots, local);
            scatter(place, x, block.pivots);
        }
    }

    private void gather(int[] place, double[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            local[i] = x[place[i]];
        }
    }

    private void scatter(int[] place, double[] x, int to) {
        for (int i = 0; i < to; i++) {
            x[place[i]] = local[i];
        }
    }

    private void divide(Block block) {
        double[] d = block.diagonal;
        double[] w = local;
        for (int k = 0; k < block.pivots; k++) {
            double between = block.tie.length == 0 ? 0.0 : block.tie[k];
            if (between == 0) {
                w[k] /= d[k];
            } else {
                double p = d[k + 1] / between;
                double q = d[k] / between;
                double factor = 1.0 / ((p * q - 1.0) * between);
                double first = w[k];
                double second = w[k + 1];
                w[k] = factor * (p * first - second);
                w[k + 1] = factor * (q * second - first);
                k++;
            }
        }
    }
}
