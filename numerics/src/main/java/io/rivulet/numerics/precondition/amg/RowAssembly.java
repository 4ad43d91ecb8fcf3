// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import java.util.Arrays;

/// Rows that chunks make on their own, without knowing how many entries there will be, put together at the end.
final class RowAssembly {
    private final RowChunks chunks;
    private final int columns;
    private final int[] start;
    private final int[][] column;
    private final float[][] value;
    private int[] allColumns = new int[0];
    private float[] allValues = new float[0];

    RowAssembly(RowChunks chunks, int rows, int columns) {
        this.chunks = chunks;
        this.columns = columns;
        this.start = new int[rows + 1];
        this.column = new int[chunks.count()][];
        this.value = new float[chunks.count()][];
    }

    /// Row `i` ends here: it has `length` entries.
    void rowEnds(int i, int length) {
        start[i + 1] = length;
    }

    /// Takes the first `used` entries of a chunk; its rows lie one after the other.
    void put(int chunk, Scratch made, int used) {
        column[chunk] = Arrays.copyOf(made.column, used);
        float[] rounded = new float[used];
        for (int k = 0; k < used; k++) {
            rounded[k] = (float) made.sum[k];
        }
        value[chunk] = rounded;
    }

    /// Entries of the chunks up to `chunk`, all of which are there.
    int entries(int chunk) {
        return column[chunk].length;
    }

    Stage assembly(Team team) {
        for (int i = 1; i < start.length; i++) {
            start[i] = Math.addExact(start[i], start[i - 1]);
        }
        allColumns = new int[start[start.length - 1]];
        allValues = new float[allColumns.length];
        return new Pass(team, chunks.count(), c -> column[c].length / 4 + 1, c -> {
            int at = start[chunks.from(c)];
            System.arraycopy(column[c], 0, allColumns, at, column[c].length);
            System.arraycopy(value[c], 0, allValues, at, value[c].length);
        });
    }

    FloatRows result() {
        return new FloatRows(start.length - 1, columns, start, allColumns, allValues);
    }
}
