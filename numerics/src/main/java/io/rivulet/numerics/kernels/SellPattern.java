// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import org.jspecify.annotations.Nullable;

/// The places of a sparse matrix in SELL-C-σ: C rows make a slice, and a slice holds its first entries, then its
/// second ones, and so on, one row to a lane, so that a vector does the same for C rows in the order that a scalar
/// loop has in each. Within windows of σ = 4096 rows the rows are sorted by length where that saves more than it
/// costs. Rows that are much longer than the others, and empty ones, are kept apart in compressed form
/// and summed up in segments.
///
/// A lane whose row ends early repeats the last column of that row with the value 0, so that the product is finite
/// where the row's is.
/// **Shapes** rows × columns, any. **Cost** 4 bytes a place; a full window of sorted rows has at most
/// 1 + 64·C/4096 places an entry.
/// **Source** Kreutzer, Hager, Wellein, Fehske, Bishop 2014.
public final class SellPattern {
    /// Places that putting a row of a sorted window back where it belongs costs as much time as: sorting has to save
    /// more.
    private static final long PLACES_PER_SCATTER = 3;

    /// Longer than this many times the mean is long …
    private static final int LONG_FACTOR = 64;

    /// … and so is longer than a segment, whatever the mean.
    private static final int SEGMENT = io.rivulet.numerics.linalg.CsrMatrix.SEGMENT;

    private static final int MOST_PLACES = Integer.MAX_VALUE - 64;

    private final int lanes;
    private final int rows;
    private final int columns;
    private final int[] start;
    private final int[] column;
    private final int @Nullable [] rowAt;
    private final int longest;
    private final RowsApart apart;

    private SellPattern(
            int lanes,
            int rows,
            int columns,
            int[] start,
            int[] column,
            int @Nullable [] rowAt,
            int longest,
            RowsApart apart) {
        this.lanes = lanes;
        this.rows = rows;
        this.columns = columns;
        this.start = start;
        this.column = column;
        this.rowAt = rowAt;
        this.longest = longest;
        this.apart = apart;
    }

    /// The pattern of compressed rows, in the order of their entries; null where it would have more places than an
    /// array.
    static @Nullable SellPattern of(Team team, int lanes, int rows, int columns, int[] rowStart, int[] column) {
        int longest = longest(rows, rowStart[rows]);
        RowsApart apart = RowsApart.of(rows, rowStart, column, longest);
        SliceBuilder builder = new SliceBuilder(lanes, rows, rowStart, longest);
        long entries = (long) rowStart[rows] - apart.entries();
        long places = builder.measure();
        if (places > entries + PLACES_PER_SCATTER * rows) {
            builder.sort(team);
            places = builder.measure();
        }
        if (places + (long) lanes * lanes > MOST_PLACES) {
            return null;
        }
        int[] start = builder.starts();
        int[] packed = builder.pack(team, start, column);
        return new SellPattern(lanes, rows, columns, start, packed, builder.rowAt(), longest, apart);
    }

    private static int longest(int rows, int entries) {
        long mean = rows == 0 ? 0 : Math.max(1, (entries + rows - 1L) / rows);
        return (int) Math.min(SEGMENT, LONG_FACTOR * mean);
    }

    int lanes() {
        return lanes;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    int places() {
        return column.length;
    }

    /// Slice s has its places from element s to element s + 1, a multiple of the lanes.
    int[] start() {
        return start;
    }

    int[] column() {
        return column;
    }

    /// The row at each position, null where no window was sorted.
    int @Nullable [] rowAt() {
        return rowAt;
    }

    /// Rows with more entries are kept apart.
    int longest() {
        return longest;
    }

    RowsApart apart() {
        return apart;
    }

    /// First slice of a window, or the number of slices for the window after the last.
    int slice(int window) {
        return (int) Math.min((rows + lanes - 1L) / lanes, (long) window * (Chunks.ROWS / lanes));
    }

    long sizeBytes() {
        return 4L * (start.length + column.length + (rowAt == null ? 0 : rows)) + apart.sizeBytes();
    }
}
