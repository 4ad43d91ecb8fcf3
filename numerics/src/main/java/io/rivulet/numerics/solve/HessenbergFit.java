// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import java.util.Arrays;

/// The small problem of GMRES: y with ‖norm·e_1 − H·y‖₂ as small as can be, for an upper Hessenberg H that grows by a
/// column at a time and is kept triangular by Givens rotations.
/// **Shapes** H (j + 1)×j. **Thread** one at a time. **Cost** of the j-th column O(j), of a solution O(j²).
/// **Source** Saad, Schultz 1986; Saad 2003, 6.5.3.
public final class HessenbergFit {
    private final double[][] columns;
    private final double[] cosine;
    private final double[] sine;
    private final double[] g;
    private int size;

    /// @param most columns
    public HessenbergFit(int most) {
        columns = new double[most][];
        cosine = new double[most];
        sine = new double[most];
        g = new double[most + 1];
    }

    /// Starts again without columns.
    public void begin(double norm) {
        size = 0;
        g[0] = norm;
    }

    /// Columns taken.
    public int size() {
        return size;
    }

    /// ‖norm·e_1 − H·y‖₂ for the best y.
    public double residual() {
        return Math.abs(g[size]);
    }

    /// Zeros for the next column, to be filled and given to [#take].
    public double[] next() {
        double[] present = columns[size];
        if (present == null) {
            present = new double[size + 2];
            columns[size] = present;
        }
        Arrays.fill(present, 0.0);
        return present;
    }

    /// Takes the column given out by [#next]; false where nothing of it, or nothing finite, would stand on the
    /// diagonal: then it is rotated, but not taken.
    public boolean take() {
        int j = size;
        double[] h = columns[j];
        for (int i = 0; i < j; i++) {
            double upper = cosine[i] * h[i] + sine[i] * h[i + 1];
            h[i + 1] = cosine[i] * h[i + 1] - sine[i] * h[i];
            h[i] = upper;
        }
        double length = Math.hypot(h[j], h[j + 1]);
        if (!(length > 0) || !Double.isFinite(length)) {
            return false;
        }
        cosine[j] = h[j] / length;
        sine[j] = h[j + 1] / length;
        h[j] = length;
        g[j + 1] = -sine[j] * g[j];
        g[j] = cosine[j] * g[j];
        size = j + 1;
        return true;
    }

    /// The best y.
    public double[] solution() {
        double[] y = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double sum = g[i];
            for (int k = i + 1; k < size; k++) {
                sum -= columns[k][i] * y[k];
            }
            y[i] = sum / columns[i][i];
        }
        return y;
    }
}
