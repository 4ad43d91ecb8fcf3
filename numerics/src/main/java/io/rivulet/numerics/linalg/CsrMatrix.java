// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import java.util.Arrays;

/// A square sparse matrix in compressed rows: the entries of row i are `column[k]`, `value[k]` for
/// `rowStart[i] <= k < rowStart[i + 1]`, columns strictly increasing. Explicit zeros are kept.
/// **Shapes** n×n, nnz < 2³¹ − 64.
/// **Ownership** the arrays belong to this object; callers of the accessors must not write to them.
public final class CsrMatrix {
    /// Longest run of entries that is summed in one chain.
    public static final int SEGMENT = 2048;

    private final int rows;
    private final int[] rowStart;
    private final int[] column;
    private final double[] value;

    private CsrMatrix(int rows, int[] rowStart, int[] column, double[] value) {
        this.rows = rows;
        this.rowStart = rowStart;
        this.column = column;
        this.value = value;
    }

    /// Takes the arrays over. **Cost** one pass over the pattern.
    /// **Errors** a pattern that is not as described above throws [IllegalArgumentException]: outside input is
    /// checked before.
    public static CsrMatrix adopt(int rows, int[] rowStart, int[] column, double[] value) {
        if (rowStart.length != rows + 1 || rowStart[0] != 0 || rowStart[rows] != column.length) {
            throw new IllegalArgumentException(
                    "row pointers do not span " + column.length + " entries of " + rows + " rows");
        }
        if (column.length != value.length) {
            throw new IllegalArgumentException(column.length + " columns but " + value.length + " values");
        }
        for (int i = 0; i < rows; i++) {
            int previous = -1;
            for (int k = rowStart[i]; k < rowStart[i + 1]; k++) {
                if (column[k] <= previous || column[k] >= rows) {
                    throw new IllegalArgumentException("row " + i + " has column " + column[k] + " after " + previous);
                }
                previous = column[k];
            }
        }
        return new CsrMatrix(rows, rowStart, column, value);
    }

    /// The same pattern, shared, with other values, which are taken over.
    public CsrMatrix withValues(double[] values) {
        if (values.length != column.length) {
            throw new IllegalArgumentException(column.length + " entries but " + values.length + " values");
        }
        return new CsrMatrix(rows, rowStart, column, values);
    }

    public int rows() {
        return rows;
    }

    public int nnz() {
        return column.length;
    }

    public int[] rowStart() {
        return rowStart;
    }

    public int[] column() {
        return column;
    }

    public double[] value() {
        return value;
    }

    /// Position of entry (i, j) in [#column] and [#value], or a negative number where it is not stored.
    public int find(int i, int j) {
        return Arrays.binarySearch(column, rowStart[i], rowStart[i + 1], j);
    }

    /// A(i, j), 0 where nothing is stored.
    public double get(int i, int j) {
        int at = find(i, j);
        return at < 0 ? 0.0 : value[at];
    }

    /// y ← A·x. Each row is one fma chain in column order, from 0, and 0 is added so that no −0 comes out; a row of
    /// more than [#SEGMENT] entries is cut into chains of that many, added as [PairwiseSum] says. This is the
    /// definition every other kernel must equal bit by bit.
    public void multiply(double[] x, double[] y) {
        multiply(1.0, x, y, 0, rows);
    }

    /// y_i ← `sign`·(A·x)_i for rows from `from` to `to`; the sign is 1 or −1.
    public void multiply(double sign, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            int start = rowStart[i];
            int end = rowStart[i + 1];
            double sum = end - start > SEGMENT ? segments(x, start, end) : chain(x, start, end);
            y[i] = sign < 0 ? 0.0 - sum : sum + 0.0;
        }
    }

    private double chain(double[] x, int from, int to) {
        double sum = 0.0;
        for (int k = from; k < to; k++) {
            sum = Math.fma(value[k], x[column[k]], sum);
        }
        return sum;
    }

    /// The tree of [PairwiseSum] from its root: the first half is the largest power of two that leaves something.
    private double segments(double[] x, int from, int to) {
        int count = (to - from + SEGMENT - 1) / SEGMENT;
        if (count == 1) {
            return chain(x, from, to);
        }
        int middle = from + Integer.highestOneBit(count - 1) * SEGMENT;
        return segments(x, from, middle) + segments(x, middle, to);
    }

    /// Aᵀ by counting sort. **Cost** O(nnz), a second copy of the matrix.
    public CsrMatrix transpose() {
        int[] start = new int[rows + 1];
        for (int j : column) {
            start[j + 1]++;
        }
        for (int j = 0; j < rows; j++) {
            start[j + 1] += start[j];
        }
        int[] next = start.clone();
        int[] rowOf = new int[column.length];
        double[] transposed = new double[column.length];
        for (int i = 0; i < rows; i++) {
            for (int k = rowStart[i]; k < rowStart[i + 1]; k++) {
                int at = next[column[k]]++;
                rowOf[at] = i;
                transposed[at] = value[k];
            }
        }
        return new CsrMatrix(rows, start, rowOf, transposed);
    }

    /// Position of the first NaN or infinite value in [#value], −1 if there is none.
    public int firstNonFinite() {
        for (int k = 0; k < value.length; k++) {
            if (!Double.isFinite(value[k])) {
                return k;
            }
        }
        return -1;
    }

    /// The row that holds position `k` of [#column] and [#value].
    public int rowOf(int k) {
        int low = 0;
        int high = rows - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (rowStart[middle] <= k) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// Bytes of the arrays.
    public long sizeBytes() {
        return 4L * rowStart.length + 12L * column.length;
    }

    @Override
    public String toString() {
        return "CsrMatrix[" + rows + " rows, " + nnz() + " nnz]";
    }
}
