// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;

/// b − A·x recomputed in compensated arithmetic, with the usual measures of it. An x that is not finite has infinite
/// ones.
///
/// @param residual r, each entry correct to about one rounding
/// @param upper an upper bound on the exact |r_i|, by row
/// @param norm2 ‖r‖₂
/// @param normInf ‖r‖∞
/// @param relative ‖r‖₂ / ‖b‖₂, or ‖r‖₂ where b = 0; from above where ‖b‖₂ is beyond the largest double
/// @param normwiseBackwardError ‖r‖∞ / (‖A‖∞·‖x‖∞ + ‖b‖∞) (Rigal, Gaches 1967)
/// @param componentwiseBackwardError max |r_i| / (|A|·|x| + |b|)_i (Oettli, Prager 1964)
public record TrueResidual(
        DenseVector residual,
        DenseVector upper,
        double norm2,
        double normInf,
        double relative,
        double normwiseBackwardError,
        double componentwiseBackwardError) {

    /// **Cost** one pass over A, about four times a plain product. **Errors** mismatched shapes throw
    /// [IllegalArgumentException].
    public static TrueResidual of(LinearSystem system, DenseVector x) {
        int n = system.rows();
        if (x.size() != n) {
            throw new IllegalArgumentException(n + " rows but an x of " + x.size());
        }
        CsrMatrix a = system.a();
        double[] b = system.b().values();
        double[] values = x.values();
        double[] r = new double[n];
        double[] upper = new double[n];
        RowResidual row = new RowResidual();
        double componentwise = 0.0;
        double largest = 0.0;
        double normA = 0.0;
        for (int i = 0; i < n; i++) {
            r[i] = row.of(a, b, values, i);
            upper[i] = Math.nextUp(Math.abs(r[i]) + row.error);
            double size = Math.abs(r[i]);
            if (!Double.isFinite(size)) {
                return unusable(r);
            }
            largest = Math.max(largest, size);
            if (size > 0) {
                componentwise = Math.max(componentwise, row.magnitude > 0 ? size / row.magnitude : 1.0);
            }
            normA = Math.max(normA, rowNorm(a, i));
        }
        double norm2 = norm2(r);
        double normB = rhsNorm(b);
        return new TrueResidual(
                DenseVector.adopt(r),
                DenseVector.adopt(upper),
                norm2,
                largest,
                normB == 0 ? norm2 : norm2 / normB,
                normwise(largest, normA, largest(values), largest(b)),
                componentwise);
    }

    private static TrueResidual unusable(double[] r) {
        double[] upper = new double[r.length];
        java.util.Arrays.fill(upper, Double.POSITIVE_INFINITY);
        double inf = Double.POSITIVE_INFINITY;
        return new TrueResidual(DenseVector.adopt(r), DenseVector.adopt(upper), inf, inf, inf, inf, inf);
    }

    /// r / (a·x + b) for maxima of magnitudes; infinite where ‖A‖∞ is beyond the largest double.
    private static double normwise(double r, double a, double x, double b) {
        if (r == 0) {
            return 0.0;
        }
        double size = a * x + b;
        double error = Double.isFinite(size) ? r / size : 1.0 / (a * (x / r) + b / r);
        return Double.isFinite(a) && !Double.isNaN(error) ? error : Double.POSITIVE_INFINITY;
    }

    /// ‖b‖₂ to measure residuals by: the largest double where it is beyond, so that no residual is taken for shorter
    /// than it is; infinite where b is not finite.
    static double rhsNorm(double[] b) {
        return Double.isFinite(largest(b)) ? Math.min(norm2(b), Double.MAX_VALUE) : Double.POSITIVE_INFINITY;
    }

    private static double rowNorm(CsrMatrix a, int i) {
        double sum = 0.0;
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            sum += Math.abs(a.value()[k]);
        }
        return sum;
    }

    static double largest(double[] v) {
        double largest = 0.0;
        for (double entry : v) {
            largest = Math.max(largest, Math.abs(entry));
        }
        return largest;
    }

    /// ‖v‖₂ without overflow or underflow: scaled by a power of two, summed by Neumaier.
    static double norm2(double[] v) {
        double largest = largest(v);
        if (largest == 0 || !Double.isFinite(largest)) {
            return Double.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
        }
        int exponent = Math.clamp(Math.getExponent(largest), -1000, 1000);
        double scale = Math.scalb(1.0, -exponent);
        double sum = 0.0;
        double carry = 0.0;
        for (double entry : v) {
            double scaled = entry * scale;
            double square = scaled * scaled;
            double next = sum + square;
            carry += sum >= square ? (sum - next) + square : (square - next) + sum;
            sum = next;
        }
        return Math.scalb(Math.sqrt(sum + carry), exponent);
    }
}
