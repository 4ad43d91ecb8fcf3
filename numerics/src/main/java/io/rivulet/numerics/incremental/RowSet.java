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

    boolean add(int row) {
        long bit = 1L << row;
        if ((present[row >>> 6] & bit) != 0) {
            return false;
        }
        present[row >>> 6] |= bit;
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
        }
        rows[size++] = row;
        return true;
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
