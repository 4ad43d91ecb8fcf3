// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import java.util.Arrays;

/// Cuts rows into chunks with a limit on rows and, but for one long row, on entries: by the pattern alone, so that
/// every
/// team shares the same chunks.
final class RowChunks {
    static final int ROWS = 1024;
    static final int ENTRIES = 8192;

    private final int[] bound;
    private final int[] start;

    private RowChunks(int[] bound, int[] start) {
        this.bound = bound;
        this.start = start;
    }

    static RowChunks of(int rows, int[] start) {
        return of(rows, start, ROWS, ENTRIES);
    }

    static RowChunks of(int rows, int[] start, int maxRows, int maxEntries) {
        int[] bound = new int[16];
        int count = 0;
        int from = 0;
        for (int i = 0; i < rows; i++) {
            if (i > from && (i - from == maxRows || start[i + 1] - start[from] > maxEntries)) {
                count++;
                if (count + 1 == bound.length) {
                    bound = Arrays.copyOf(bound, 2 * bound.length);
                }
                bound[count] = i;
                from = i;
            }
        }
        if (rows > 0) {
            bound[++count] = rows;
        }
        return new RowChunks(Arrays.copyOf(bound, count + 1), start);
    }

    static RowChunks of(FloatRows a) {
        return of(a.rows(), a.start());
    }

    int count() {
        return bound.length - 1;
    }

    int from(int chunk) {
        return bound[chunk];
    }

    int to(int chunk) {
        return bound[chunk + 1];
    }

    /// Rows and entries of a chunk.
    long units(int chunk) {
        return start[to(chunk)] - start[from(chunk)] + (long) (to(chunk) - from(chunk));
    }
}
