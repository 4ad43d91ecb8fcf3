// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

/// Loops over the columns of a unit lower trapezoid with `rows` rows and `pivots` columns, of which column k holds rows
/// k + 1 … `rows` − 1, packed. Four columns at a time, so that the vector is read once for four.
final class Trapezoid {
    private Trapezoid() {}

    static int entries(int rows, int pivots) {
        return Math.toIntExact((long) pivots * (rows - 1) - (long) pivots * (pivots - 1) / 2);
    }

    /// Where row 0 of column k would stand.
    static int base(int rows, int k) {
        return k * (rows - 1) - k * (k - 1) / 2 - k - 1;
    }

    /// w ← w with its first entries solved for and their columns taken off the others.
    static void solve(double[] lower, int rows, int pivots, double[] w) {
        int k = 0;
        for (; k + 3 < pivots; k += 4) {
            int a = base(rows, k);
            int b = base(rows, k + 1);
            int c = base(rows, k + 2);
            int d = base(rows, k + 3);
            double w0 = w[k];
            double w1 = Math.fma(-lower[a + k + 1], w0, w[k + 1]);
            double w2 = Math.fma(-lower[b + k + 2], w1, Math.fma(-lower[a + k + 2], w0, w[k + 2]));
            double w3 = Math.fma(
                    -lower[c + k + 3], w2, Math.fma(-lower[b + k + 3], w1, Math.fma(-lower[a + k + 3], w0, w[k + 3])));
            w[k + 1] = w1;
            w[k + 2] = w2;
            w[k + 3] = w3;
            for (int i = k + 4; i < rows; i++) {
                double sum = Math.fma(-lower[b + i], w1, Math.fma(-lower[a + i], w0, w[i]));
                w[i] = Math.fma(-lower[d + i], w3, Math.fma(-lower[c + i], w2, sum));
            }
        }
        for (; k < pivots; k++) {
            int a = base(rows, k);
            double w0 = w[k];
            for (int i = k + 1; i < rows; i++) {
                w[i] = Math.fma(-lower[a + i], w0, w[i]);
            }
        }
    }

    /// The first entries of w ← the solution with the transposed trapezoid, whose other unknowns are the rest of w.
    static void solveTransposed(double[] lower, int rows, int pivots, double[] w) {
        int k = pivots;
        while ((k & 3) != 0) {
            k--;
            int a = base(rows, k);
            double sum = w[k];
            for (int i = k + 1; i < rows; i++) {
                sum = Math.fma(-lower[a + i], w[i], sum);
            }
            w[k] = sum;
        }
        while (k > 0) {
            k -= 4;
            int a = base(rows, k);
            int b = base(rows, k + 1);
            int c = base(rows, k + 2);
            int d = base(rows, k + 3);
            double s0 = w[k];
            double s1 = w[k + 1];
            double s2 = w[k + 2];
            double s3 = w[k + 3];
            for (int i = k + 4; i < rows; i++) {
                s0 = Math.fma(-lower[a + i], w[i], s0);
                s1 = Math.fma(-lower[b + i], w[i], s1);
                s2 = Math.fma(-lower[c + i], w[i], s2);
                s3 = Math.fma(-lower[d + i], w[i], s3);
            }
            w[k + 3] = s3;
            s2 = Math.fma(-lower[c + k + 3], s3, s2);
            w[k + 2] = s2;
            s1 = Math.fma(-lower[b + k + 3], s3, Math.fma(-lower[b + k + 2], s2, s1));
            w[k + 1] = s1;
            w[k] = Math.fma(
                    -lower[a + k + 3], s3, Math.fma(-lower[a + k + 2], s2, Math.fma(-lower[a + k + 1], s1, s0)));
        }
    }
}
