// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

/// Makes a [CsrMatrix] from compressed rows or columns as others keep them: indices of a row (or column) in
/// any order. Lengths, pointers and ranges are the caller's to check before; duplicates are found here.
/// **Cost** O(n + nnz); sorted rows are adopted without a copy.
public final class Compressed {
    private Compressed() {}

    /// What came out: a matrix, or the first place that occurs twice.
    public sealed interface Result {
        record Matrix(CsrMatrix matrix) implements Result {}

        record Repeated(int row, int column) implements Result {}
    }

    /// Takes the arrays over.
    public static Result fromRows(int rows, int[] rowStart, int[] column, double[] value) {
        Arrays3 given = new Arrays3(rowStart, column, value);
        return finish(rows, sorted(rows, given) ? given : flip(rows, flip(rows, given)));
    }

    /// Reads the arrays only.
    public static Result fromColumns(int rows, int[] columnStart, int[] row, double[] value) {
        return finish(rows, flip(rows, new Arrays3(columnStart, row, value)));
    }

    private record Arrays3(int[] start, int[] index, double[] value) {}

    private static Result finish(int rows, Arrays3 a) {
        for (int i = 0; i < rows; i++) {
            for (int k = a.start[i] + 1; k < a.start[i + 1]; k++) {
                if (a.index[k] == a.index[k - 1]) {
                    return new Result.Repeated(i, a.index[k]);
                }
            }
        }
        return new Result.Matrix(CsrMatrix.adopt(rows, a.start, a.index, a.value));
    }

    private static boolean sorted(int rows, Arrays3 a) {
        for (int i = 0; i < rows; i++) {
            for (int k = a.start[i] + 1; k < a.start[i + 1]; k++) {
                if (a.index[k] < a.index[k - 1]) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Rows to columns and back by counting: what comes out is sorted, equal places in their old order.
    private static Arrays3 flip(int rows, Arrays3 a) {
        int count = a.start[rows];
        int[] start = new int[rows + 1];
        for (int k = 0; k < count; k++) {
            start[a.index[k] + 1]++;
        }
        for (int i = 0; i < rows; i++) {
            start[i + 1] += start[i];
        }
        int[] next = start.clone();
        int[] index = new int[count];
        double[] value = new double[count];
        for (int i = 0; i < rows; i++) {
            for (int k = a.start[i]; k < a.start[i + 1]; k++) {
                int at = next[a.index[k]]++;
                index[at] = i;
                value[at] = a.value[k];
            }
        }
        return new Arrays3(start, index, value);
    }
}
