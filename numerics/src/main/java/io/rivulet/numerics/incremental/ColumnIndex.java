// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// The columns of a matrix with their values, for pushes: column j has `row[k]`, `value[k]` for
/// `start[j] <= k < start[j + 1]`, rows increasing. Follows changes of values; an entry outside the pattern is not
/// here.
/// **Cost** O(nnz) to make, 12 bytes an entry and 8 a row.
record ColumnIndex(long patternVersion, int[] start, int[] row, double[] value, double[] diagonal) {
    static ColumnIndex of(CsrMatrix a, long patternVersion) {
        CsrMatrix transposed = a.transpose();
        double[] diagonal = new double[a.rows()];
        Arrays.setAll(diagonal, i -> a.get(i, i));
        return new ColumnIndex(
                patternVersion, transposed.rowStart(), transposed.column(), transposed.value(), diagonal);
    }

    /// a_ij has this value now.
    void set(int i, int j, double now) {
        int at = Arrays.binarySearch(row, start[j], start[j + 1], i);
        if (at >= 0) {
            value[at] = now;
        }
        if (i == j) {
            diagonal[i] = now;
        }
    }

    long sizeBytes() {
        return 4L * (start.length + row.length) + 8L * (value.length + diagonal.length);
    }
}
