// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import java.util.ArrayDeque;
import java.util.Arrays;

/// Room for the rows of one chunk, and for each column the place where the present row has it.
final class Scratch {
    int[] column = new int[4 * RowChunks.ENTRIES];
    double[] sum = new double[4 * RowChunks.ENTRIES];

    /// Place of a column in the present row, plus [#base]; smaller numbers are of rows before.
    int[] mark = new int[0];

    /// Grows with each chunk, so that no marks have to be cleared.
    int base = 1;

    /// Room for `more` entries after the first `used`.
    void reserve(int used, int more) {
        int needed = Math.addExact(used, more);
        if (needed > column.length) {
            int length = Math.max(needed, 2 * column.length);
            column = Arrays.copyOf(column, length);
            sum = Arrays.copyOf(sum, length);
        }
    }

    private void begin(int columns) {
        if (mark.length < columns) {
            mark = new int[columns];
            base = 1;
        } else if (base > Integer.MAX_VALUE / 2) {
            Arrays.fill(mark, 0);
            base = 1;
        }
    }

    /// Scratches for the threads of a team, made once. **Thread** any.
    static final class Pool {
        private final ArrayDeque<Scratch> free = new ArrayDeque<>();

        synchronized Scratch take(int columns) {
            Scratch taken = free.isEmpty() ? new Scratch() : free.pop();
            taken.begin(columns);
            return taken;
        }

        /// Back, after `used` entries.
        synchronized void give(Scratch back, int used) {
            back.base += used;
            free.push(back);
        }
    }
}
