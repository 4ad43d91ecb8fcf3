// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// Looks at the first columns of a matrix before all of them are: where one of these falls short, the transpose need
/// not be made to know that not every column is dominant.
/// **Cost** the first entries of each row, in chunks that a team shares, and the entries of these columns.
final class FirstColumns {
    /// Columns that are looked at.
    static final int COUNT = Chunks.ROWS;

    private final CsrMatrix a;
    private final int columns;
    private final int[] start;

    private FirstColumns(CsrMatrix a) {
        this.a = a;
        this.columns = Math.min(COUNT, a.rows());
        this.start = new int[columns + 1];
    }

    /// Whether one of them falls short of dominance.
    static boolean fallShort(Team team, CsrMatrix a) {
        return new FirstColumns(a).weakest(team) == Dominance.NONE;
    }

    private Dominance weakest(Team team) {
        int[][] found = new int[Chunks.of(a.rows())][];
        team.run(found.length, chunk -> found[chunk] = positions(chunk));
        for (int[] positions : found) {
            for (int k : positions) {
                start[a.column()[k] + 1]++;
            }
        }
        for (int j = 0; j < columns; j++) {
            start[j + 1] += start[j];
        }
        int[] rowOf = new int[start[columns]];
        double[] value = new double[rowOf.length];
        int[] next = start.clone();
        for (int chunk = 0; chunk < found.length; chunk++) {
            int i = Chunks.from(chunk);
            for (int k : found[chunk]) {
                while (k >= a.rowStart()[i + 1]) {
                    i++;
                }
                int at = next[a.column()[k]]++;
                rowOf[at] = i;
                value[at] = a.value()[k];
            }
        }
        return RowScan.weakest(columns, start, rowOf, value);
    }

    /// Where the rows of a chunk have entries in these columns.
    private int[] positions(int chunk) {
        int[] positions = new int[64];
        int size = 0;
        int end = Chunks.to(chunk, a.rows());
        for (int i = Chunks.from(chunk); i < end; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1] && a.column()[k] < columns; k++) {
                if (size == positions.length) {
                    positions = Arrays.copyOf(positions, 2 * size);
                }
                positions[size++] = k;
            }
        }
        return Arrays.copyOf(positions, size);
    }
}
