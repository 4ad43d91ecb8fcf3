// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// A square sparse matrix that is read row by row: row i is `columns(i)[k]`, `values(i)[k]` for
/// `from(i) <= k < to(i)`, columns strictly increasing. The arrays are not to be written to.
public interface Rows {
    /// n.
    int rows();

    /// Stored entries.
    int nnz();

    int[] columns(int i);

    double[] values(int i);

    int from(int i);

    int to(int i);

    /// a_ii, 0 where nothing is stored.
    default double diagonal(int i) {
        int at = Arrays.binarySearch(columns(i), from(i), to(i), i);
        return at < 0 ? 0.0 : values(i)[at];
    }

    /// The rows of `a`; of its transpose, these are the columns.
    static Rows of(CsrMatrix a) {
        return new MatrixRows(a);
    }

    /// Rows of a [CsrMatrix].
    record MatrixRows(CsrMatrix a) implements Rows {
        @Override
        public int rows() {
            return a.rows();
        }

        @Override
        public int nnz() {
            return a.nnz();
        }

        @Override
        public int[] columns(int i) {
            return a.column();
        }

        @Override
        public double[] values(int i) {
            return a.value();
        }

        @Override
        public int from(int i) {
            return a.rowStart()[i];
        }

        @Override
        public int to(int i) {
            return a.rowStart()[i + 1];
        }
    }
}
