// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.Arrays;

/// The solution with about 30 digits, for systems too large for exact elimination: dense LU in doubles, then iterative
/// refinement of x = high + low with residuals in twice the precision, until it gains nothing. Shares no code with the
/// solvers. **Source** Wilkinson 1963; Ogita, Rump, Oishi 2005 (the dot products).
final class ReferenceSolution {
    private static final int MAX_ROUNDS = 30;

    /// A correction below this part of x is the end.
    private static final double ENOUGH = 0x1p-80;

    private final CsrMatrix a;
    private final double[][] factors;
    private final int[] pivots;
    private final double[] scale;
    private final double[] high;
    private final double[] low;

    /// **Cost** n³/3 operations for every solution that is asked for later.
    ReferenceSolution(CsrMatrix a) {
        this.a = a;
        int n = a.rows();
        factors = new double[n][n];
        pivots = new int[n];
        high = new double[n];
        low = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                factors[i][a.column()[k]] = a.value()[k];
            }
        }
        // Powers of two of the rows: exact, and pivots are not chosen by units.
        scale = equilibrate();
        factorize();
    }

    /// ‖x − A⁻¹·b‖∞. **Errors** an [ArithmeticException] where A is too near to a singular one to refine.
    double error(DenseVector b, DenseVector x) {
        solve(b);
        double largest = 0.0;
        for (int i = 0; i < high.length; i++) {
            largest = Math.max(largest, Math.abs((x.get(i) - high[i]) - low[i]));
        }
        return largest;
    }

    private void solve(DenseVector b) {
        Arrays.fill(high, 0.0);
        Arrays.fill(low, 0.0);
        double before = Double.POSITIVE_INFINITY;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            double part = refine(b);
            if (part <= ENOUGH) {
                return;
            }
            if (!(part < before)) {
                break;
            }
            before = part;
        }
        throw new ArithmeticException("refinement does not converge");
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

    /// One round; how large the correction was, as a part of x.
    private double refine(DenseVector b) {
        int n = high.length;
        double[] d = new double[n];
        for (int i = 0; i < n; i++) {
            d[i] = residual(b, i) * scale[i];
        }
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
        double moved = 0.0;
        double size = Double.MIN_NORMAL;
        for (int i = n - 1; i >= 0; i--) {
            for (int j = i + 1; j < n; j++) {
                d[i] -= factors[i][j] * d[j];
            }
            d[i] /= factors[i][i];
            double sum = high[i] + d[i];
            double part = sum - high[i];
            double lost = (high[i] - (sum - part)) + (d[i] - part);
            double rest = lost + low[i];
            high[i] = sum + rest;
            low[i] = rest - (high[i] - sum);
            moved = Math.max(moved, Math.abs(d[i]));
            size = Math.max(size, Math.abs(high[i]));
        }
        return moved / size;
    }

    private double residual(DenseVector b, int i) {
        double sum = b.get(i);
        double carry = 0.0;
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            double entry = -a.value()[k];
            for (double factor : new double[] {high[a.column()[k]], low[a.column()[k]]}) {
                double product = entry * factor;
                double next = sum + product;
                double part = next - sum;
                carry += ((sum - (next - part)) + (product - part)) + Math.fma(entry, factor, -product);
                sum = next;
            }
        }
        return sum + carry;
    }
}
