// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.ArrayDeque;
import java.util.Arrays;

/// Doubles whose number is not known yet. Full blocks are kept as they are, so growing copies nothing, and the final
/// array is the only second copy.
/// **Thread** one.
final class DoubleColumn {
    private static final int SMALLEST = 16;
    private static final int LARGEST = 1 << 15;

    private final ArrayDeque<double[]> full = new ArrayDeque<>();
    private double[] block = new double[SMALLEST];
    private int used;
    private int before;

    void add(double value) {
        if (used == block.length) {
            full.add(block);
            before += used;
            block = new double[Math.min(LARGEST, 2 * block.length)];
            used = 0;
        }
        block[used++] = value;
    }

    int size() {
        return before + used;
    }

    /// All of them; the column is empty afterwards.
    double[] take() {
        if (full.isEmpty()) {
            double[] only = used == block.length ? block : Arrays.copyOf(block, used);
            reset();
            return only;
        }
        double[] all = new double[size()];
        int at = 0;
        while (!full.isEmpty()) {
            double[] next = full.remove();
            System.arraycopy(next, 0, all, at, next.length);
            at += next.length;
        }
        System.arraycopy(block, 0, all, at, used);
        reset();
        return all;
    }

    private void reset() {
        block = new double[SMALLEST];
        used = 0;
        before = 0;
    }
}
