// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// Rows in fixed runs: where a sum is cut depends on the number of rows alone, never on who adds it up.
public final class Chunks {
    public static final int ROWS = 4096;

    private Chunks() {}

    public static int of(int rows) {
        return (rows + ROWS - 1) / ROWS;
    }

    public static int from(int chunk) {
        return chunk * ROWS;
    }

    public static int to(int chunk, int rows) {
        return Math.min(rows, from(chunk) + ROWS);
    }
}
