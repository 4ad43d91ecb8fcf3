// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import org.jspecify.annotations.Nullable;

/// The making of a [SellPattern]: who stands where, how wide each slice is, and its columns.
final class SliceBuilder {
    private final int lanes;
    private final int rows;
    private final int[] rowStart;
    private final int longest;
    private final int[] width;
    private int @Nullable [] rowAt;

    /// Rows with more than `longest` entries are kept apart.
    SliceBuilder(int lanes, int rows, int[] rowStart, int longest) {
        this.lanes = lanes;
        this.rows = rows;
        this.rowStart = rowStart;
        this.longest = longest;
        this.width = new int[(rows + lanes - 1) / lanes];
    }

    int @Nullable [] rowAt() {
        return rowAt;
    }

    private int length(int row) {
        int length = rowStart[row + 1] - rowStart[row];
        return length > longest ? 0 : length;
    }

    private int row(int position) {
        return rowAt == null ? position : rowAt[position];
    }

    /// The width of each slice; answers how many places that makes, the lanes behind the last row not counted.
    long measure() {
        long places = 0;
        for (int slice = 0; slice < width.length; slice++) {
            int end = Math.min(rows, (slice + 1) * lanes);
            int widest = 0;
            for (int at = slice * lanes; at < end; at++) {
                widest = Math.max(widest, length(row(at)));
            }
            width[slice] = widest;
            places += (long) widest * (end - slice * lanes);
        }
        return places;
    }

    /// Orders each window by descending length, rows of equal length as they were.
    void sort(Team team) {
        int[] order = new int[rows];
        rowAt = order;
        team.run(Chunks.of(rows), window -> sortWindow(order, Chunks.from(window), Chunks.to(window, rows)));
    }

    private void sortWindow(int[] order, int from, int to) {
        int most = 0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, length(i));
        }
        int[] next = new int[most + 2];
        for (int i = from; i < to; i++) {
            next[most - length(i) + 1]++;
        }
        next[0] = from;
        for (int k = 1; k < next.length; k++) {
            next[k] += next[k - 1];
        }
        for (int i = from; i < to; i++) {
            order[next[most - length(i)]++] = i;
        }
    }

    int[] starts() {
        int[] start = new int[width.length + 1];
        for (int slice = 0; slice < width.length; slice++) {
            start[slice + 1] = start[slice] + width[slice] * lanes;
        }
        return start;
    }

    /// The columns by place.
    int[] pack(Team team, int[] start, int[] column) {
        int[] packed = new int[start[width.length]];
        int perWindow = Chunks.ROWS / lanes;
        team.run(Chunks.of(rows), window -> {
            int end = Math.min(width.length, (window + 1) * perWindow);
            for (int slice = window * perWindow; slice < end; slice++) {
                if (width[slice] > 0) {
                    packSlice(slice, start[slice], column, packed);
                }
            }
        });
        return packed;
    }

    private void packSlice(int slice, int base, int[] column, int[] packed) {
        int borrowed = borrowed(slice, column);
        for (int lane = 0; lane < lanes; lane++) {
            int position = slice * lanes + lane;
            int row = position < rows ? row(position) : -1;
            int length = row < 0 ? 0 : length(row);
            int last = borrowed;
            for (int t = 0; t < width[slice]; t++) {
                last = t < length ? column[rowStart[row] + t] : last;
                packed[base + t * lanes + lane] = last;
            }
        }
    }

    /// A column for lanes without a row of their own, one that the slice reads anyway.
    private int borrowed(int slice, int[] column) {
        int at = slice * lanes;
        while (length(row(at)) == 0) {
            at++;
        }
        return column[rowStart[row(at)]];
    }
}
