// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.kernels.RowLoops;
import java.util.Arrays;

/// Active cells as bits, and how many boxes of 2, 4, 8 and 16 cells' side have one in them. A larger box is made of
/// whole smaller ones, so that each size is counted from the bits of the one before.
final class ActiveCells {
    private static final int LARGEST_BOX = 16;
    private static final double LARGEST_DIMENSION = 2;

    /// Below it, fewer than two sizes of box fit.
    private static final int LEAST_SIDE = 4;

    private final int n;
    private final int words;
    private final long[] bits;
    private long active;

    private ActiveCells(int n) {
        this.n = n;
        this.words = (n + Long.SIZE - 1) / Long.SIZE;
        this.bits = new long[n * words];
    }

    static ActiveCells of(Field potential, Activity activity, RowLoops loops) {
        ActiveCells cells = new ActiveCells(potential.size());
        int n = cells.n;
        for (int i = 0; i < n; i++) {
            cells.active += loops.mark(
                    potential.values(),
                    i * n,
                    (i + 1) * n,
                    activity.thresholdVolts(),
                    activity.magnitude(),
                    cells.bits,
                    i * cells.words);
        }
        return cells;
    }

    long active() {
        return active;
    }

    /// The slope from the first size of box with a count to the last, within [0, 2]; 0 without an active cell, 1 with
    /// one size only.
    double endpointDimension() {
        if (n < LEAST_SIDE) {
            return 1;
        }
        double firstSize = 0;
        double firstCount = 0;
        double lastSize = 0;
        double lastCount = 0;
        int sizes = 0;
        long[] boxes = Arrays.copyOf(bits, bits.length);
        int side = n;
        for (int size = 2; size <= Math.min(LARGEST_BOX, n); size *= 2) {
            side = side / 2;
            double count = halve(boxes, side);
            if (count > 0) {
                firstSize = sizes == 0 ? size : firstSize;
                firstCount = sizes == 0 ? count : firstCount;
                lastSize = size;
                lastCount = count;
                sizes++;
            }
        }
        if (sizes < 2) {
            return sizes;
        }
        double slope = -(Math.log(lastCount) - Math.log(firstCount)) / (Math.log(lastSize) - Math.log(firstSize));
        return Math.min(LARGEST_DIMENSION, Math.max(0, slope)) + 0.0;
    }

    /// Boxes of twice the side: `side` rows of `side` bits, each of four of `boxes`; answers how many are marked.
    private double halve(long[] boxes, int side) {
        long count = 0;
        for (int i = 0; i < side; i++) {
            for (int w = 0; w < words; w++) {
                int at = 2 * w;
                long low = at < words ? pairs(boxes, 2 * i, at) : 0;
                long high = at + 1 < words ? pairs(boxes, 2 * i, at + 1) : 0;
                long word = (low | high << 32) & Bits.below(side - 64 * w);
                boxes[i * words + w] = word;
                count += Long.bitCount(word);
            }
        }
        return count;
    }

    private long pairs(long[] boxes, int row, int word) {
        long both = boxes[row * words + word] | boxes[(row + 1) * words + word];
        return Bits.even(both | both >>> 1);
    }
}
