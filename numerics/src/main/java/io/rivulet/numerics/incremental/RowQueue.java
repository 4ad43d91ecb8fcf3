// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// Rows in the order they came, each at most once at a time. Kept from one use to the next: emptying costs what is
/// left.
final class RowQueue {
    private static final int SMALLEST = 64;

    private final long[] present;
    private int[] rows = new int[SMALLEST];
    private int head;
    private int tail;

    RowQueue(int n) {
        present = new long[(n + 63) >>> 6];
    }

    boolean isEmpty() {
        return head == tail;
    }

    /// Adds the row where `wanted` is 1, and not where it is 0. Free of branches on that and on whether it is here:
    /// nobody can predict either.
    void add(int row, int wanted) {
        int word = row >>> 6;
        long before = present[word];
        int isNew = (int) (~before >>> row) & wanted;
        present[word] = before | (long) wanted << row;
        if (tail - head == rows.length) {
            widen();
        }
        rows[tail & (rows.length - 1)] = row;
        tail += isNew;
    }

    private void widen() {
        int[] wider = new int[2 * rows.length];
        for (int k = head; k != tail; k++) {
            wider[k & (wider.length - 1)] = rows[k & (rows.length - 1)];
        }
        rows = wider;
    }

    /// Takes the first rows out, `most` at most; answers how many.
    int remove(int[] into, int most) {
        int many = Math.min(most, tail - head);
        for (int k = 0; k < many; k++) {
            int row = rows[head++ & (rows.length - 1)];
            present[row >>> 6] &= ~(1L << row);
            into[k] = row;
        }
        return many;
    }

    void clear() {
        for (; head != tail; head++) {
            int row = rows[head & (rows.length - 1)];
            present[row >>> 6] &= ~(1L << row);
        }
    }

    long sizeBytes() {
        return 8L * present.length + 4L * rows.length;
    }
}
