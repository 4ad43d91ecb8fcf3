// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;

/// Some rows of 0 … n − 1, each once, in the order they came. Clearing costs what is in it, not n.
final class RowSet {
    private final long[] present;
    private int[] rows = new int[16];
    private int size;

    RowSet(int n) {
        present = new long[(n + 63) >>> 6];
    }

    /// Answers whether the row was not here yet. Free of branches on that: which rows are new nobody can predict.
    boolean add(int row) {
        int word = row >>> 6;
        long before = present[word];
        int isNew = (int) (~before >>> row) & 1;
        present[word] = before | 1L << row;
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
        }
        rows[size] = row;
        size += isNew;
        return isNew != 0;
    }

    void addAll(RowSet other) {
        for (int k = 0; k < other.size; k++) {
            add(other.rows[k]);
        }
    }

    boolean contains(int row) {
        return (present[row >>> 6] & (1L << row)) != 0;
    }

    int get(int k) {
        return rows[k];
    }

    int removeLast() {
        int row = rows[--size];
        present[row >>> 6] &= ~(1L << row);
        return row;
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        for (int k = 0; k < size; k++) {
            present[rows[k] >>> 6] = 0;
        }
        size = 0;
    }

    long sizeBytes() {
        return 8L * present.length + 4L * rows.length;
    }
}
