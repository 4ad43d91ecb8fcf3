// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/// The solution with about 30 digits, for systems too large for exact elimination: iterative refinement of
/// x = high + low with residuals in twice the precision, until it gains nothing. What makes the corrections matters
/// for the speed alone: that they have become small is what shows that x is the solution.
/// **Source** Wilkinson 1963; Ogita, Rump, Oishi 2005 (the dot products).
final class ReferenceSolution {
    private static final int MAX_ROUNDS = 30;

    /// A correction below this part of x is the end.
    private static final double ENOUGH = 0x1p-80;

    private final CsrMatrix a;
    private final UnaryOperator<double[]> roughly;
    private final double[] high;
    private final double[] low;

    /// With corrections by dense elimination, which shares no code with the solvers. **Cost** n³/3 operations for
    /// every solution that is asked for later.
    ReferenceSolution(CsrMatrix a) {
        this(a, new PlainLu(a));
    }

    /// With corrections by `roughly`, which gives A⁻¹·r to some digits.
    ReferenceSolution(CsrMatrix a, UnaryOperator<double[]> roughly) {
        this.a = a;
        this.roughly = roughly;
        high = new double[a.rows()];
        low = new double[a.rows()];
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

    /// One round; how large the correction was, as a part of x.
    private double refine(DenseVector b) {
        int n = high.length;
        double[] r = new double[n];
        Arrays.setAll(r, i -> residual(b, i));
        double[] d = roughly.apply(r);
        double moved = 0.0;
        double size = Double.MIN_NORMAL;
        for (int i = 0; i < n; i++) {
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
