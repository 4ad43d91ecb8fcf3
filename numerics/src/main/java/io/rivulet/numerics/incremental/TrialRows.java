// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.Arrays;

/// x and r over those of an engine, for the rows that a trial touches: each row has a slot, in the order they came.
/// **Cost** 24 bytes a slot. **Thread** one.
final class TrialRows {
    private static final int SMALLEST = 64;
    private static final int SPREAD = 0x9E3779B9;

    private int[] table = new int[2 * SMALLEST];
    private int[] rows = new int[SMALLEST];
    double[] x = new double[SMALLEST];
    double[] r = new double[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    int row(int slot) {
        return rows[slot];
    }

    /// The slot of a row, −1 for none.
    int find(int row) {
        int mask = table.length - 1;
        for (int at = (row * SPREAD) >>> 7 & mask; table[at] != 0; at = at + 1 & mask) {
            if (rows[table[at] - 1] == row) {
                return table[at] - 1;
            }
        }
        return -1;
    }

    /// A slot for a row that has none.
    int add(int row, double xi, double ri) {
        if (size == rows.length) {
            rows = Arrays.copyOf(rows, 2 * size);
            x = Arrays.copyOf(x, 2 * size);
            r = Arrays.copyOf(r, 2 * size);
            table = new int[4 * size];
            for (int slot = 0; slot < size; slot++) {
                enter(slot);
            }
        }
        rows[size] = row;
        x[size] = xi;
        r[size] = ri;
        enter(size);
        return size++;
    }

    private void enter(int slot) {
        int mask = table.length - 1;
        int at = (rows[slot] * SPREAD) >>> 7 & mask;
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = slot + 1;
    }
}
