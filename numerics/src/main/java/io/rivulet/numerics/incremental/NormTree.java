// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import java.util.Arrays;

/// ‖v‖₂ and ‖v‖∞ of a vector of which few entries change at a time: sums of squares and maxima over blocks of 16,
/// blocks of blocks, and so on. Sums always run over the same tree, so that the history leaves no rounding behind.
/// **Cost** of a changed entry 16 per level at the next [#refresh]; 1.1·n doubles.
final class NormTree {
    private static final int FAN_OUT_BITS = 4;
    private static final int FAN_OUT = 1 << FAN_OUT_BITS;

    private final Team team;
    private final int n;
    private final double[][] sum;
    private final double[][] largest;
    private final RowSet[] stale;
    private double scale = 1.0;

    NormTree(Team team, int n) {
        this.team = team;
        this.n = n;
        int levels = 1;
        for (int blocks = blocksOf(n); blocks > 1; blocks = blocksOf(blocks)) {
            levels++;
        }
        sum = new double[levels][];
        largest = new double[levels][];
        stale = new RowSet[levels];
        int blocks = n;
        for (int level = 0; level < levels; level++) {
            blocks = Math.max(1, blocksOf(blocks));
            sum[level] = new double[blocks];
            largest[level] = new double[blocks];
            stale[level] = new RowSet(blocks);
        }
    }

    /// ‖v‖₂ of a vector that is not kept.
    static double norm2(Team team, double[] v) {
        NormTree tree = new NormTree(team, v.length);
        tree.rebuild(v);
        return tree.norm2();
    }

    private static int blocksOf(int count) {
        return (count + FAN_OUT - 1) >>> FAN_OUT_BITS;
    }

    /// Entry i will have changed by the next [#refresh].
    void touch(int i) {
        stale[0].add(i >>> FAN_OUT_BITS);
    }

    void rebuild(double[] v) {
        double[] chunkMost = new double[Chunks.of(n)];
        team.run(chunkMost.length, chunk -> {
            double own = 0.0;
            for (int i = Chunks.from(chunk); i < Chunks.to(chunk, n); i++) {
                own = Math.max(own, Math.abs(v[i]));
            }
            chunkMost[chunk] = own;
        });
        double most = Arrays.stream(chunkMost).reduce(0.0, Math::max);
        scale = most > 0 && Double.isFinite(most)
                ? Math.scalb(1.0, -Math.clamp(Math.getExponent(most), -1000, 1000))
                : 1.0;
        team.run(chunkMost.length, chunk -> {
            int end = blocksOf(Chunks.to(chunk, n));
            for (int block = Chunks.from(chunk) >>> FAN_OUT_BITS; block < end; block++) {
                leaf(v, block);
            }
        });
        stale[0].clear();
        for (int level = 1; level < sum.length; level++) {
            stale[level].clear();
            for (int block = 0; block < sum[level].length; block++) {
                inner(level, block);
            }
        }
    }

    /// Brings the norms up to date with the touched entries of `v`.
    void refresh(double[] v) {
        if (stale[0].isEmpty()) {
            return;
        }
        update(v);
        double root = sum[sum.length - 1][0];
        if (!Double.isFinite(root) || (root < Double.MIN_NORMAL && largest[largest.length - 1][0] > 0)) {
            rebuild(v);
        }
    }

    private void update(double[] v) {
        for (int level = 0; level < sum.length; level++) {
            RowSet blocks = stale[level];
            for (int k = 0; k < blocks.size(); k++) {
                int block = blocks.get(k);
                if (level == 0) {
                    leaf(v, block);
                } else {
                    inner(level, block);
                }
                if (level + 1 < sum.length) {
                    stale[level + 1].add(block >>> FAN_OUT_BITS);
                }
            }
            blocks.clear();
        }
    }

    private void leaf(double[] v, int block) {
        double squares = 0.0;
        double most = 0.0;
        int end = Math.min(n, (block + 1) << FAN_OUT_BITS);
        for (int i = block << FAN_OUT_BITS; i < end; i++) {
            double scaled = v[i] * scale;
            squares = Math.fma(scaled, scaled, squares);
            most = Math.max(most, Math.abs(v[i]));
        }
        sum[0][block] = squares;
        largest[0][block] = most;
    }

    private void inner(int level, int block) {
        double squares = 0.0;
        double most = 0.0;
        int end = Math.min(sum[level - 1].length, (block + 1) << FAN_OUT_BITS);
        for (int i = block << FAN_OUT_BITS; i < end; i++) {
            squares += sum[level - 1][i];
            most = Math.max(most, largest[level - 1][i]);
        }
        sum[level][block] = squares;
        largest[level][block] = most;
    }

    /// As of the last [#refresh]; infinite for a vector with NaN.
    double norm2() {
        double root = Math.sqrt(sum[sum.length - 1][0]) / scale;
        return Double.isNaN(root) ? Double.POSITIVE_INFINITY : root;
    }

    double normInf() {
        double most = largest[largest.length - 1][0];
        return Double.isNaN(most) ? Double.POSITIVE_INFINITY : most;
    }

    long sizeBytes() {
        long bytes = 0;
        for (int level = 0; level < sum.length; level++) {
            bytes += 16L * sum[level].length + stale[level].sizeBytes();
        }
        return bytes;
    }
}
