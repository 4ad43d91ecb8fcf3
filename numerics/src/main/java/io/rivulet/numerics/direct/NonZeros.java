// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// The pattern of a matrix without its stored zeros, which would fill in for nothing.
///
/// @param start where each row begins
/// @param column of each entry, ascending in a row
/// @param at the entry's position among the values of the matrix
record NonZeros(int[] start, int[] column, int[] at) {
    static NonZeros of(CsrMatrix a) {
        int n = a.rows();
        int[] start = new int[n + 1];
        int[] column = new int[a.nnz()];
        int[] at = new int[a.nnz()];
        int size = 0;
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                if (a.value()[k] != 0) {
                    column[size] = a.column()[k];
                    at[size++] = k;
                }
            }
            start[i + 1] = size;
        }
        return new NonZeros(start, Arrays.copyOf(column, size), Arrays.copyOf(at, size));
    }

    int rows() {
        return start.length - 1;
    }

    int size() {
        return column.length;
    }

    /// Whether every entry of `a`, of the same stored pattern, that is not zero lies in this pattern.
    boolean covers(CsrMatrix a) {
        int next = 0;
        for (int k = 0; k < a.nnz(); k++) {
            if (next < at.length && at[next] == k) {
                next++;
            } else if (a.value()[k] != 0) {
                return false;
            }
        }
        return true;
    }

    /// The same entries by columns: [#start] of each column, [#column] then names the row.
    NonZeros transposed() {
        int n = rows();
        int[] begin = new int[n + 1];
        for (int j : column) {
            begin[j + 1]++;
        }
        for (int j = 0; j < n; j++) {
            begin[j + 1] += begin[j];
        }
        int[] next = begin.clone();
        int[] rowOf = new int[column.length];
        int[] from = new int[column.length];
        for (int i = 0; i < n; i++) {
            for (int k = start[i]; k < start[i + 1]; k++) {
                int to = next[column[k]]++;
                rowOf[to] = i;
                from[to] = at[k];
            }
        }
        return new NonZeros(begin, rowOf, from);
    }
}
