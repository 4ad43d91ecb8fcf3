// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

/// A matrix of floats in compressed rows; the columns of a row in any order, each at most once.
record FloatRows(int rows, int columns, int[] start, int[] column, float[] value) {
    int nnz() {
        return start[rows];
    }

    int length(int i) {
        return start[i + 1] - start[i];
    }

    long sizeBytes() {
        return 4L * start.length + 8L * column.length;
    }
}
