// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// Dense LU with partial pivoting in plain doubles, of rows brought to one size by powers of two. Shares no code with
/// the solvers.
/// **Cost** n³/3 operations to make, n² for each solution.
final class PlainLu implements UnaryOperator<double[]> {
    private final double[][] factors;
    private final int[] pivots;
    private final double[] scale;

    PlainLu(CsrMatrix a) {
        int n = a.rows();
        factors = new double[n][n];
        pivots = new int[n];
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                factors[i][a.column()[k]] = a.value()[k];
            }
        }
        // Powers of two of the rows: exact, and pivots are not chosen by units.
        scale = equilibrate();
        factorize();
    }

    private double[] equilibrate() {
        double[] powers = new double[factors.length];
        for (int i = 0; i < powers.length; i++) {
            double most = Arrays.stream(factors[i]).map(Math::abs).max().orElse(1.0);
            powers[i] = Math.scalb(1.0, -Math.getExponent(most));
            for (int j = 0; j < powers.length; j++) {
                factors[i][j] *= powers[i];
            }
        }
        return powers;
    }

    private void factorize() {
        int n = factors.length;
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                pivot = Math.abs(factors[i][k]) > Math.abs(factors[pivot][k]) ? i : pivot;
            }
            double[] kept = factors[k];
            factors[k] = factors[pivot];
            factors[pivot] = kept;
            pivots[k] = pivot;
            double[] from = factors[k];
            for (int i = k + 1; i < n; i++) {
                double[] row = factors[i];
                if (row[k] != 0) {
                    double multiplier = row[k] / from[k];
                    row[k] = multiplier;
                    for (int j = k + 1; j < n; j++) {
                        row[j] -= multiplier * from[j];
                    }
                }
            }
        }
    }

    /// About A⁻¹·`right`.
    @Override
    public double[] apply(double[] right) {
        int n = right.length;
        double[] d = new double[n];
        Arrays.setAll(d, i -> right[i] * scale[i]);
        for (int k = 0; k < n; k++) {
            double kept = d[k];
            d[k] = d[pivots[k]];
            d[pivots[k]] = kept;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                d[i] -= factors[i][j] * d[j];
            }
        }
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                d[i] -= factors[i][j] * d[j];
            }
            d[i] /= factors[i][i];
        }
        return d;
    }
}
