// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.exchange;

import io.rivulet.numerics.linalg.Allowance;
import java.util.Arrays;

/// Whole numbers of which nobody may believe beforehand how many will come: the array grows with them.
final class IntRun {
    private static final int FIRST = 1 << 10;

    private final Allowance memory;
    private int[] items = new int[FIRST];
    private int size;

    IntRun(Allowance memory) {
        this.memory = memory;
    }

    void add(int item) {
        if (size == items.length) {
            int wanted = DoubleRun.grown(size);
            memory.take((long) (wanted - items.length) * Integer.BYTES);
            items = Arrays.copyOf(items, wanted);
        }
        items[size++] = item;
    }

    int size() {
        return size;
    }

    int get(int k) {
        return items[k];
    }

    /// The first `count` of them.
    int[] first(int count) {
        return count == items.length ? items : Arrays.copyOf(items, count);
    }
}
