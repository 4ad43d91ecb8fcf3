// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Inverse;
import java.util.Arrays;

/// An estimate of ‖A⁻¹‖₁ from a few solves with A and Aᵀ: a lower bound, in practice seldom below a third.
/// **Cost** four to eleven solves. **Source** Hager 1984; Higham, *ACM TOMS* 14 (1988), algorithm 2.1.
public final class InverseNorm {
    private static final int MAX_STEPS = 5;

    private InverseNorm() {}

    /// An estimate of ‖A‖₁·‖A⁻¹‖₁; seldom more than three times too small, never too large but for rounding.
    public static double condition(CsrMatrix a, Inverse inverse) {
        double[] sum = new double[a.rows()];
        double norm = 0.0;
        for (int k = 0; k < a.nnz(); k++) {
            sum[a.column()[k]] += Math.abs(a.value()[k]);
        }
        for (double columnSum : sum) {
            norm = Math.max(norm, columnSum);
        }
        return norm * estimate(inverse, a.rows());
    }

    static double estimate(Inverse inverse, int n) {
        if (n == 0) {
            return 0.0;
        }
        double[] x = new double[n];
        double[] v = new double[n];
        double[] sign = new double[n];
        Arrays.fill(x, 1.0 / n);
        inverse.apply(x, v);
        double estimate = norm1(v);
        if (n == 1) {
            return estimate;
        }
        takeSigns(v, sign);
        inverse.applyTransposed(sign, x);
        for (int step = 1; step < MAX_STEPS; step++) {
            int j = largest(x);
            Arrays.fill(x, 0.0);
            x[j] = 1.0;
            inverse.apply(x, v);
            double before = estimate;
            estimate = Math.max(before, norm1(v));
            if (!takeSigns(v, sign) || !(estimate > before)) {
                break;
            }
            inverse.applyTransposed(sign, x);
            if (largest(x) == j) {
                break;
            }
        }
        return Math.max(estimate, alternating(inverse, x, v));
    }

    /// A vector of rising entries and changing signs, against matrices that fool the steps above.
    private static double alternating(Inverse inverse, double[] x, double[] v) {
        int n = x.length;
        for (int i = 0; i < n; i++) {
            x[i] = ((i & 1) == 0 ? 1 : -1) * (1.0 + (double) i / (n - 1));
        }
        inverse.apply(x, v);
        return 2 * norm1(v) / (3 * n);
    }

    /// **Returns** whether any sign changed.
    private static boolean takeSigns(double[] v, double[] sign) {
        boolean changed = false;
        for (int i = 0; i < v.length; i++) {
            double now = v[i] >= 0 ? 1.0 : -1.0;
            changed |= now != sign[i];
            sign[i] = now;
        }
        return changed;
    }

    private static int largest(double[] x) {
        int at = 0;
        for (int i = 1; i < x.length; i++) {
            at = Math.abs(x[i]) > Math.abs(x[at]) ? i : at;
        }
        return at;
    }

    private static double norm1(double[] v) {
        double sum = 0.0;
        for (double entry : v) {
            sum += Math.abs(entry);
        }
        return sum;
    }
}
