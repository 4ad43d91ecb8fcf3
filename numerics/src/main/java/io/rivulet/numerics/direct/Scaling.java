// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;

/// Powers of two for rows and columns that bring the largest entry of each near 1; scaling by them rounds nothing.
/// **Source** Ruiz 2001 (both sides at once, by square roots of the largest entries).
///
/// @param row exponents e of the factors 2^e of rows
/// @param column of columns
record Scaling(int[] row, int[] column) {
    private static final int SWEEPS = 5;

    /// Beyond this the factors themselves would leave the range of doubles.
    private static final int LIMIT = 1000;

    /// The same factors on both sides of a symmetric matrix. **Cost** [#SWEEPS] passes over the entries.
    static Scaling symmetric(CsrMatrix a) {
        int n = a.rows();
        double[] scale = new double[n];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    if (a.value()[k] != 0) {
                        most = Math.max(most, size(a.value()[k]) + scale[a.column()[k]]);
                    }
                }
                next[i] = most == Double.NEGATIVE_INFINITY ? 0.0 : 0.5 * (scale[i] - most);
            }
            scale = next;
        }
        int[] rounded = rounded(scale);
        return new Scaling(rounded, rounded);
    }

    static Scaling general(CsrMatrix a) {
        int n = a.rows();
        double[] row = new double[n];
        double[] column = new double[n];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            double[] mostOfColumn = new double[n];
            java.util.Arrays.fill(mostOfColumn, Double.NEGATIVE_INFINITY);
            double[] nextRow = new double[n];
            for (int i = 0; i < n; i++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    if (a.value()[k] != 0) {
                        int j = a.column()[k];
                        double size = size(a.value()[k]);
                        most = Math.max(most, size + column[j]);
                        mostOfColumn[j] = Math.max(mostOfColumn[j], size + row[i]);
                    }
                }
                nextRow[i] = most == Double.NEGATIVE_INFINITY ? 0.0 : 0.5 * (row[i] - most);
            }
            for (int j = 0; j < n; j++) {
                column[j] = mostOfColumn[j] == Double.NEGATIVE_INFINITY ? 0.0 : 0.5 * (column[j] - mostOfColumn[j]);
            }
            row = nextRow;
        }
        return new Scaling(rounded(row), rounded(column));
    }

    private static int size(double v) {
        return Math.getExponent(v);
    }

    private static int[] rounded(double[] scale) {
        int[] exponent = new int[scale.length];
        for (int i = 0; i < exponent.length; i++) {
            exponent[i] = (int) Math.clamp(Math.rint(scale[i]), -LIMIT, LIMIT);
        }
        return exponent;
    }

    double scaled(double v, int i, int j) {
        return Math.scalb(v, row[i] + column[j]);
    }
}
