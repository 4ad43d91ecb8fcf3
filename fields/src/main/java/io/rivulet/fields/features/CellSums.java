// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;

/// How many cells of a set are in a square, in four reads: sums over all rectangles from the first cell on. **Source**
/// Crow 1984 (summed-area table).
final class CellSums {
    private final int n;
    private final int[] sums;

    private CellSums(int n, int[] sums) {
        this.n = n;
        this.sums = sums;
    }

    /// Of the cells above a threshold.
    static CellSums above(Field potential, double thresholdMv) {
        int n = potential.size();
        double[] v = potential.values();
        double threshold = thresholdMv / 1000;
        int[] sums = new int[(n + 1) * (n + 1)];
        for (int i = 0; i < n; i++) {
            int row = 0;
            for (int j = 0; j < n; j++) {
                row += v[i * n + j] > threshold ? 1 : 0;
                sums[(i + 1) * (n + 1) + j + 1] = sums[i * (n + 1) + j + 1] + row;
            }
        }
        return new CellSums(n, sums);
    }

    int size() {
        return n;
    }

    int all() {
        return sums[sums.length - 1];
    }

    /// In the square of `side` cells that begins at row i and column j.
    int in(int i, int j, int side) {
        int width = n + 1;
        return sums[(i + side) * width + j + side]
                - sums[i * width + j + side]
                - sums[(i + side) * width + j]
                + sums[i * width + j];
    }
}
