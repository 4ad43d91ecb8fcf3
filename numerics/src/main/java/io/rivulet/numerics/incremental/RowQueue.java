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

    void add(int row) {
        long bit = 1L << row;
        if ((present[row >>> 6] & bit) != 0) {
            return;
        }
        present[row >>> 6] |= bit;
        if (tail - head == rows.length) {
            int[] wider = new int[2 * rows.length];
            for (int k = head; k != tail; k++) {
                wider[k & (wider.length - 1)] = rows[k & (rows.length - 1)];
            }
            rows = wider;
        }
        rows[tail++ & (rows.length - 1)] = row;
    }

    int remove() {
        int row = rows[head++ & (rows.length - 1)];
        present[row >>> 6] &= ~(1L << row);
        return row;
    }

    void clear() {
        while (!isEmpty()) {
            remove();
        }
    }

    long sizeBytes() {
        return 8L * present.length + 4L * rows.length;
    }
}
