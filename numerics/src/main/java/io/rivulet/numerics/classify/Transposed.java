// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Aᵀ when somebody asks for it, made in two rounds so that a team can share it: entries go to a block of columns
/// first,
/// in the order of their rows, then each block is sorted by counting. Blocks depend on n alone, and so does the result.
/// **Thread** one, the team aside. **Cost** at the first call O(nnz) and 16 bytes an entry besides the result.
final class Transposed implements Supplier<CsrMatrix> {
    /// Runs of rows, and of columns, at most: their product is a table.
    private static final int BLOCKS = 256;

    /// Fewer rows than this are one block.
    private static final int LEAST_ROWS = 4_096;

    private final Team team;
    private final CsrMatrix a;
    private final int width;
    private final int blocks;
    private @Nullable CsrMatrix made;

    /// `symmetric` says that every entry has the bits of its mirror: then A is its own transpose.
    Transposed(Team team, CsrMatrix a, boolean symmetric) {
        this.team = team;
        this.a = a;
        this.width = Math.max(LEAST_ROWS, (a.rows() + BLOCKS - 1) / BLOCKS);
        this.blocks = Math.max(1, (a.rows() + width - 1) / width);
        this.made = symmetric ? a : null;
    }

    @Override
    public CsrMatrix get() {
        CsrMatrix present = made;
        if (present == null) {
            present = blocks == 1 ? a.transpose() : make();
            made = present;
        }
        return present;
    }

    private CsrMatrix make() {
        int n = a.rows();
        int[] column = a.column();
        int[][] place = new int[blocks][];
        team.run(blocks, rows -> place[rows] = count(rows));
        int[] blockStart = new int[blocks + 1];
        for (int to = 0; to < blocks; to++) {
            int at = blockStart[to];
            for (int[] ofRows : place) {
                int size = ofRows[to];
                ofRows[to] = at;
                at += size;
            }
            blockStart[to + 1] = at;
        }
        int[] from = new int[column.length];
        int[] row = new int[column.length];
        team.run(blocks, rows -> distribute(rows, place[rows], from, row));
        int[] start = new int[n + 1];
        start[n] = column.length;
        int[] rowOf = new int[column.length];
        double[] value = new double[column.length];
        team.run(blocks, block -> sort(block, blockStart, from, row, start, rowOf, value));
        return CsrMatrix.adopt(n, start, rowOf, value);
    }

    private int first(int block) {
        return block * width;
    }

    private int end(int block) {
        return (int) Math.min(a.rows(), (block + 1L) * width);
    }

    /// Entries of a block of rows by blocks of columns.
    private int[] count(int rows) {
        int[] count = new int[blocks];
        int end = a.rowStart()[end(rows)];
        for (int k = a.rowStart()[first(rows)]; k < end; k++) {
            count[a.column()[k] / width]++;
        }
        return count;
    }

    private void distribute(int rows, int[] next, int[] from, int[] row) {
        for (int i = first(rows); i < end(rows); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int at = next[a.column()[k] / width]++;
                from[at] = k;
                row[at] = i;
            }
        }
    }

    private void sort(int block, int[] blockStart, int[] from, int[] row, int[] start, int[] rowOf, double[] value) {
        int low = first(block);
        int[] next = new int[end(block) - low + 1];
        next[0] = blockStart[block];
        for (int at = blockStart[block]; at < blockStart[block + 1]; at++) {
            next[a.column()[from[at]] - low + 1]++;
        }
        for (int j = 1; j < next.length; j++) {
            next[j] += next[j - 1];
        }
        System.arraycopy(next, 0, start, low, next.length - 1);
        for (int at = blockStart[block]; at < blockStart[block + 1]; at++) {
            int to = next[a.column()[from[at]] - low]++;
            rowOf[to] = row[at];
            value[to] = a.value()[from[at]];
        }
    }
}
