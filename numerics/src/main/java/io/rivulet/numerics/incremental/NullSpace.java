// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// Connected components whose rows all sum to zero up to rounding: their indicator vectors are mapped to zero, and
/// among
/// the solutions the one with mean zero on each is told.
final class NullSpace {
    private static final double U = 0x1p-53;

    /// Component of each row, −1 where the component is not singular.
    private final int[] component;

    private final double[] sum;
    private final int[] size;

    private NullSpace(int[] component, int components) {
        this.component = component;
        this.sum = new double[components];
        this.size = new int[components];
        for (int c : component) {
            if (c >= 0) {
                size[c]++;
            }
        }
    }

    /// **Cost** O(nnz).
    static NullSpace of(CsrMatrix a) {
        int n = a.rows();
        int[] parent = new int[n];
        Arrays.setAll(parent, i -> i);
        boolean[] keeps = new boolean[n];
        for (int i = 0; i < n; i++) {
            double total = 0.0;
            double magnitude = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                if (a.value()[k] != 0) {
                    int left = root(parent, i);
                    int right = root(parent, a.column()[k]);
                    parent[Math.max(left, right)] = Math.min(left, right);
                }
                total += a.value()[k];
                magnitude += Math.abs(a.value()[k]);
            }
            int entries = a.rowStart()[i + 1] - a.rowStart()[i];
            keeps[i] = Math.abs(total) > (entries + 2) * U * magnitude;
        }
        boolean[] regular = new boolean[n];
        for (int i = 0; i < n; i++) {
            regular[root(parent, i)] |= keeps[i];
        }
        int[] number = new int[n];
        int components = 0;
        for (int i = 0; i < n; i++) {
            number[i] = parent[i] == i && !regular[i] ? components++ : -1;
        }
        int[] component = new int[n];
        for (int i = 0; i < n; i++) {
            component[i] = number[root(parent, i)];
        }
        return new NullSpace(component, components);
    }

    private static int root(int[] parent, int i) {
        int at = i;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /// Length of the part of `v` along the null vectors: for a symmetric A no x leaves a shorter residual than that of
    /// b.
    double along(double[] v) {
        sums(v);
        double squares = 0.0;
        for (int c = 0; c < sum.length; c++) {
            squares = Math.hypot(squares, sum[c] / Math.sqrt(size[c]));
        }
        return squares;
    }

    /// Subtracts the mean of `x` on each singular component.
    void project(double[] x) {
        sums(x);
        for (int i = 0; i < x.length; i++) {
            if (component[i] >= 0) {
                x[i] -= sum[component[i]] / size[component[i]];
            }
        }
    }

    private void sums(double[] x) {
        Arrays.fill(sum, 0.0);
        for (int i = 0; i < x.length; i++) {
            if (component[i] >= 0) {
                sum[component[i]] += x[i];
            }
        }
    }
}
