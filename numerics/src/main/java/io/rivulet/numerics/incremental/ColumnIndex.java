// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;

/// Where the entries of each column stand in the rows: `row[k]`, at `position[k]` of the values, for
/// `start[j] <= k < start[j + 1]`. Values are read through it, so that it stays right when they change.
/// **Cost** O(nnz) to make, 8 bytes an entry.
record ColumnIndex(long patternVersion, int[] start, int[] row, int[] position) {
    static ColumnIndex of(CsrMatrix a, long patternVersion) {
        int n = a.rows();
        int[] start = new int[n + 1];
        for (int j : a.column()) {
            start[j + 1]++;
        }
        for (int j = 0; j < n; j++) {
            start[j + 1] += start[j];
        }
        int[] next = start.clone();
        int[] row = new int[a.nnz()];
        int[] position = new int[a.nnz()];
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int at = next[a.column()[k]]++;
                row[at] = i;
                position[at] = k;
            }
        }
        return new ColumnIndex(patternVersion, start, row, position);
    }

    long sizeBytes() {
        return 4L * (start.length + row.length + position.length);
    }
}
