// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import java.util.Arrays;

/// Collects entries (i, j, value) in any order and makes a [CsrMatrix] of them. Entries of the same place are
/// summed by Neumaier's method in the order they came in, so the result depends on the input alone. Explicit
/// zeros are kept.
/// **Shapes** n×n; at most [#MAX_ENTRIES] triplets.
/// **Cost** 16 bytes a triplet while it collects, O(n + triplets) to build, at most 28 bytes a triplet more
/// then.
/// **Errors** an index outside 0..n−1 throws [IndexOutOfBoundsException]: outside input is checked before.
/// The sum of finite duplicates may overflow; [CsrMatrix#firstNonFinite] finds that.
/// **Source** Neumaier 1974 (compensated sums), Knuth, *TAOCP* 3, 5.2.5 (sorting by distribution, twice,
/// stable).
public final class TripletBuilder {
    /// What a triplet takes at most, while it collects and in [#build].
    public static final int BYTES_PER_TRIPLET = 44;

    /// As many as an array can safely hold.
    public static final int MAX_ENTRIES = Integer.MAX_VALUE - 64;

    private static final int SMALLEST = 16;

    private final int rows;
    private int size;
    private int[] rowOf;
    private int[] columnOf;
    private double[] valueOf;
    private int duplicates;

    public TripletBuilder(int rows) {
        this(rows, SMALLEST);
    }

    /// `expected` triplets are made room for at once; more may come.
    public TripletBuilder(int rows, int expected) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows must not be negative, were " + rows);
        }
        this.rows = rows;
        int capacity = Math.max(SMALLEST, expected);
        this.rowOf = new int[capacity];
        this.columnOf = new int[capacity];
        this.valueOf = new double[capacity];
    }

    /// A matrix from three parallel arrays, which stay the caller's.
    public static CsrMatrix build(int rows, int[] rowOf, int[] columnOf, double[] valueOf) {
        if (rowOf.length != columnOf.length || rowOf.length != valueOf.length) {
            throw new IllegalArgumentException(rowOf.length + " row indices, " + columnOf.length
                    + " column indices and " + valueOf.length + " values");
        }
        for (int k = 0; k < rowOf.length; k++) {
            requireInside(rows, rowOf[k], columnOf[k]);
        }
        return new TripletBuilder(rows, SMALLEST).assemble(rowOf, columnOf, valueOf, rowOf.length);
    }

    public TripletBuilder add(int row, int column, double value) {
        requireInside(rows, row, column);
        if (size == rowOf.length) {
            grow();
        }
        rowOf[size] = row;
        columnOf[size] = column;
        valueOf[size++] = value;
        return this;
    }

    /// Triplets added so far.
    public int size() {
        return size;
    }

    /// How many triplets the last [#build()] merged into an earlier one of the same place.
    public int duplicates() {
        return duplicates;
    }

    /// The matrix of all triplets so far. The builder may be used on.
    public CsrMatrix build() {
        return assemble(rowOf, columnOf, valueOf, size);
    }

    private static void requireInside(int rows, int row, int column) {
        if (row < 0 || row >= rows || column < 0 || column >= rows) {
            throw new IndexOutOfBoundsException("entry (" + row + ", " + column + ") outside " + rows + " rows");
        }
    }

    private void grow() {
        long wanted = Math.min(MAX_ENTRIES, size + (size >> 1) + 1L);
        if (wanted <= size) {
            throw new IllegalStateException("more than " + MAX_ENTRIES + " entries");
        }
        rowOf = Arrays.copyOf(rowOf, (int) wanted);
        columnOf = Arrays.copyOf(columnOf, (int) wanted);
        valueOf = Arrays.copyOf(valueOf, (int) wanted);
    }

    private CsrMatrix assemble(int[] r, int[] c, double[] v, int count) {
        int[] byColumn = columnsAscend(c, count) ? new int[0] : distribute(c, count);
        int[] start = starts(r, count);
        int[] next = start.clone();
        int[] column = new int[count];
        double[] value = new double[count];
        for (int t = 0; t < count; t++) {
            int k = byColumn.length == 0 ? t : byColumn[t];
            int at = next[r[k]]++;
            column[at] = c[k];
            value[at] = v[k];
        }
        return merge(start, column, value);
    }

    private static boolean columnsAscend(int[] c, int count) {
        for (int k = 1; k < count; k++) {
            if (c[k] < c[k - 1]) {
                return false;
            }
        }
        return true;
    }

    private int[] starts(int[] keys, int count) {
        int[] start = new int[rows + 1];
        for (int k = 0; k < count; k++) {
            start[keys[k] + 1]++;
        }
        for (int i = 0; i < rows; i++) {
            start[i + 1] += start[i];
        }
        return start;
    }

    /// Positions 0..count−1 ordered by key, equal keys in their old order.
    private int[] distribute(int[] keys, int count) {
        int[] next = starts(keys, count);
        int[] order = new int[count];
        for (int k = 0; k < count; k++) {
            order[next[keys[k]]++] = k;
        }
        return order;
    }

    /// Sums neighbours of equal column in place and closes the gaps.
    private CsrMatrix merge(int[] start, int[] column, double[] value) {
        int to = 0;
        int merged = 0;
        for (int i = 0; i < rows; i++) {
            int from = start[i];
            int end = start[i + 1];
            start[i] = to;
            while (from < end) {
                int j = column[from];
                double sum = value[from++];
                double lost = 0.0;
                while (from < end && column[from] == j) {
                    double term = value[from++];
                    double total = sum + term;
                    lost += Math.abs(sum) >= Math.abs(term) ? (sum - total) + term : (term - total) + sum;
                    sum = total;
                    merged++;
                }
                column[to] = j;
                value[to++] = lost == 0.0 ? sum : sum + lost;
            }
        }
        start[rows] = to;
        duplicates = merged;
        boolean exact = to == column.length;
        return CsrMatrix.adopt(
                rows, start, exact ? column : Arrays.copyOf(column, to), exact ? value : Arrays.copyOf(value, to));
    }
}
