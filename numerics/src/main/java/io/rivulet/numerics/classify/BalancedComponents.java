// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// The connected components of a symmetric matrix that are singular because all their rows are weak and
/// balanced: with σ the common sign of the diagonal there are signs s with s_i·s_j = −σ·sign(a_ij) on every
/// edge, and s spans the null space of the component. For a Laplacian all s are 1.
/// **Cost** O(nnz). **Source** Zaslavsky 1982 (signed graphs); Shivakumar–Chew 1974.
final class BalancedComponents {
    /// Number of singular components.
    final int count;

    /// Singular component of each row by its smallest row, −1 for a row in none.
    final int[] component;

    /// The null vectors: 1, −1, or 0 outside.
    final byte[] sign;

    private BalancedComponents(int count, int[] component, byte[] sign) {
        this.count = count;
        this.component = component;
        this.sign = sign;
    }

    static BalancedComponents none(int rows) {
        int[] component = new int[rows];
        Arrays.fill(component, -1);
        return new BalancedComponents(0, component, new byte[rows]);
    }

    static BalancedComponents find(CsrMatrix a, Dominance[] standing) {
        int n = a.rows();
        int[] component = new int[n];
        Arrays.fill(component, -1);
        byte[] sign = new byte[n];
        boolean[] seen = new boolean[n];
        int[] queue = new int[n];
        int count = 0;
        for (int root = 0; root < n; root++) {
            if (seen[root]) {
                continue;
            }
            int size = 0;
            queue[size++] = root;
            seen[root] = true;
            sign[root] = 1;
            double sigma = Math.signum(a.get(root, root));
            boolean singular = true;
            for (int head = 0; head < size; head++) {
                int i = queue[head];
                singular &= standing[i] == Dominance.WEAK;
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    int j = a.column()[k];
                    double v = a.value()[k];
                    if (v == 0.0) {
                        continue;
                    }
                    if (j == i) {
                        singular &= Math.signum(v) == sigma;
                        continue;
                    }
                    byte wanted = (byte) (-sigma * Math.signum(v) * sign[i]);
                    if (!seen[j]) {
                        seen[j] = true;
                        sign[j] = wanted;
                        queue[size++] = j;
                    } else {
                        singular &= sign[j] == wanted;
                    }
                }
            }
            count += singular ? 1 : 0;
            for (int k = 0; k < size; k++) {
                component[queue[k]] = singular ? root : -1;
                sign[queue[k]] = singular ? sign[queue[k]] : 0;
            }
        }
        return new BalancedComponents(count, component, sign);
    }
}
