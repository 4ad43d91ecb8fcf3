// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;

/// From which neighbour each cell of a band was reached, in two bits a cell. Rows and columns count from 1.
final class StepTable {
    static final int DIAGONAL = 0;
    static final int UP = 1;
    static final int LEFT = 2;

    private static final int CELLS = 32;

    private final long[] steps;
    private final int rows;
    private final int columns;
    private final int radius;
    private final int rowWords;

    StepTable(int rows, int columns, int radius) {
        this.rows = rows;
        this.columns = columns;
        this.radius = radius;
        int width = (int) Math.min(columns, 2L * radius + 1);
        this.rowWords = (width + CELLS - 1) / CELLS;
        this.steps = new long[Math.multiplyExact(rows, rowWords)];
    }

    /// Once for a cell.
    void put(int i, int j, int step) {
        int place = j - firstColumn(i);
        steps[(i - 1) * rowWords + place / CELLS] |= (long) step << (2 * (place % CELLS));
    }

    private int get(int i, int j) {
        int place = j - firstColumn(i);
        return (int) (steps[(i - 1) * rowWords + place / CELLS] >>> (2 * (place % CELLS))) & 3;
    }

    private int firstColumn(int i) {
        return Math.max(1, i - radius);
    }

    /// The path that ends in the last cell.
    Alignment alignment(double distance) {
        int[] first = new int[rows + columns - 1];
        int[] second = new int[rows + columns - 1];
        int at = first.length;
        int i = rows;
        int j = columns;
        while (true) {
            at--;
            first[at] = i - 1;
            second[at] = j - 1;
            if (i == 1 && j == 1) {
                break;
            }
            int step = get(i, j);
            i -= step == LEFT ? 0 : 1;
            j -= step == UP ? 0 : 1;
        }
        return new Alignment(
                distance, Arrays.copyOfRange(first, at, first.length), Arrays.copyOfRange(second, at, second.length));
    }
}
