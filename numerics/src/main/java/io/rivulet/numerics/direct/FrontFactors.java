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
        for (int s = first; s < end; s++) {
            Block block = blocks[s];
            gather(block.row, x, 0, block.row.length);
            Trapezoid.solve(block.lower, block.row.length, block.pivots, local);
            scatter(block.row, x, block.row.length);
        }
        int places = fronts.firstColumn()[first];
        System.arraycopy(x, places, right, places, fronts.firstColumn()[end] - places);
        for (int s = end - 1; s >= first; s--) {
            Block block = blocks[s];
            gather(block.row, right, 0, block.pivots);
            gather(block.column, x, block.pivots, block.row.length);
            divide(block);
            Trapezoid.solveTransposed(block.upper, block.row.length, block.pivots, local);
            scatter(block.column, x, block.pivots);
        }
    }

    /// x ← B⁻ᵀ·x, by place of column before and of row after.
    void solveTransposed(double[] x, int first, int end) {
        for (int s = first; s < end; s++) {
            Block block = blocks[s];
            gather(block.column, x, 0, block.row.length);
            Trapezoid.solve(block.upper, block.row.length, block.pivots, local);
            scatter(block.column, x, block.row.length);
        }
        int places = fronts.firstColumn()[first];
        System.arraycopy(x, places, right, places, fronts.firstColumn()[end] - places);
        for (int s = end - 1; s >= first; s--) {
            Block block = blocks[s];
            gather(block.column, right, 0, block.pivots);
            gather(block.row, x, block.pivots, block.row.length);
            divide(block);
            Trapezoid.solveTransposed(block.lower, block.row.length, block.pivots, local);
            scatter(block.row, x, block.pivots);
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
