// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.ArrayDeque;
import java.util.Arrays;

/// Ints whose number is not known yet. Full blocks are kept as they are, so growing copies nothing, and the final
/// array is the only second copy.
/// **Thread** one.
final class IntColumn {
    private static final int SMALLEST = 16;
    private static final int LARGEST = 1 << 15;

    private final ArrayDeque<int[]> full = new ArrayDeque<>();
    private int[] block = new int[SMALLEST];
    private int used;
    private int before;

    void add(int value) {
        if (used == block.length) {
            full.add(block);
            before += used;
            block = new int[Math.min(LARGEST, 2 * block.length)];
            used = 0;
        }
        block[used++] = value;
    }

    int size() {
        return before + used;
    }

    /// All of them; the column is empty afterwards.
    int[] take() {
        if (full.isEmpty()) {
            int[] only = used == block.length ? block : Arrays.copyOf(block, used);
            reset();
            return only;
        }
        int[] all = new int[size()];
        int at = 0;
        while (!full.isEmpty()) {
            int[] next = full.remove();
            System.arraycopy(next, 0, all, at, next.length);
            at += next.length;
        }
        System.arraycopy(block, 0, all, at, used);
        reset();
        return all;
    }

    private void reset() {
        block = new int[SMALLEST];
        used = 0;
        before = 0;
    }
}
