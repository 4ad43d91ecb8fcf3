// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import java.util.Arrays;

/// The rows a push has reached, in the order it reached them. Cell c is row `key(c)`, with four numbers side by
/// side, so that touching a row costs two cache lines: its place in the index and its values. Rows are found by
/// open addressing with linear probing, the index at most half full.
/// **Cost** about 60 bytes a row. **Thread** one.
final class PushTable {
    /// 2³²/φ: spreads neighbouring rows (Knuth 1998, §6.4).
    private static final int GOLDEN = 0x9e3779b9;

    private static final int FIRST = 64;
    private static final int WIDTH = 4;
    private static final int PUSHED = 1;
    private static final int WEIGHT = 2;
    private static final int LIMIT = 3;

    private int[] keys = new int[FIRST];
    private double[] values = new double[WIDTH * FIRST];
    private long[] queued = new long[FIRST / Long.SIZE];

    /// Pairs of a row and its cell + 1; 0 where nothing is.
    private int[] index = new int[4 * FIRST];

    private int shift = Integer.numberOfLeadingZeros(2 * FIRST) + 1;
    private int size;

    int size() {
        return size;
    }

    int key(int c) {
        return keys[c];
    }

    /// s: what is left.
    double open(int c) {
        return values[WIDTH * c];
    }

    void open(int c, double s) {
        values[WIDTH * c] = s;
    }

    /// y: what was pushed.
    double pushed(int c) {
        return values[WIDTH * c + PUSHED];
    }

    void pushed(int c, double y) {
        values[WIDTH * c + PUSHED] = y;
    }

    /// Weight of |s| in the sum that falls.
    double weight(int c) {
        return values[WIDTH * c + WEIGHT];
    }

    /// |s| above this many thresholds is worth a push.
    double limit(int c) {
        return values[WIDTH * c + LIMIT];
    }

    boolean queued(int c) {
        return (queued[c >>> 6] & (1L << c)) != 0;
    }

    void queued(int c, boolean now) {
        if (now) {
            queued[c >>> 6] |= 1L << c;
        } else {
            queued[c >>> 6] &= ~(1L << c);
        }
    }

    /// The cell of a row, −1 if it was not reached.
    int find(int row) {
        int mask = index.length - 2;
        for (int at = 2 * ((row * GOLDEN) >>> shift); ; at = (at + 2) & mask) {
            int found = index[at + 1];
            if (found == 0 || index[at] == row) {
                return found - 1;
            }
        }
    }

    /// A cell for a row that [#find] did not find, with s = y = 0.
    int add(int row, double weight, double limit) {
        if (size == keys.length) {
            grow();
        }
        keys[size] = row;
        values[WIDTH * size + WEIGHT] = weight;
        values[WIDTH * size + LIMIT] = limit;
        place(size);
        return size++;
    }

    private void place(int c) {
        int mask = index.length - 2;
        int at = 2 * ((keys[c] * GOLDEN) >>> shift);
        while (index[at + 1] != 0) {
            at = (at + 2) & mask;
        }
        index[at] = keys[c];
        index[at + 1] = c + 1;
    }

    private void grow() {
        int longer = 2 * size;
        keys = Arrays.copyOf(keys, longer);
        values = Arrays.copyOf(values, WIDTH * longer);
        queued = Arrays.copyOf(queued, longer / Long.SIZE);
        index = new int[4 * longer];
        shift--;
        for (int c = 0; c < size; c++) {
            place(c);
        }
    }
}
