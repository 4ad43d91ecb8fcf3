// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.linalg.Allowance;
import java.util.Arrays;

/// Numbers of which nobody may believe beforehand how many will come: the array grows with them.
final class DoubleRun {
    private static final int FIRST = 1 << 10;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private final Allowance memory;
    private double[] items = new double[FIRST];
    private int size;

    DoubleRun(Allowance memory) {
        this.memory = memory;
    }

    static int grown(int size) {
        return (int) Math.min(MOST, size + (size >> 1) + 1L);
    }

    void add(double item) {
        if (size == items.length) {
            int wanted = grown(size);
            memory.take((long) (wanted - items.length) * Double.BYTES);
            items = Arrays.copyOf(items, wanted);
        }
        items[size++] = item;
    }

    int size() {
        return size;
    }

    /// The first `count` of them.
    double[] first(int count) {
        return count == items.length ? items : Arrays.copyOf(items, count);
    }
}
