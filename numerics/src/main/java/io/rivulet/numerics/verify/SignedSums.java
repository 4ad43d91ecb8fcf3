// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.Arrays;

/// Sums z·(b − A·x) with random signs z, as z·b − (Aᵀz)·x: another road to the residual than row by row, so that
/// what went wrong on the first is seen on the second.
/// **Cost** a plain pass over A each; owns a vector of n.
/// **Source** Freivalds 1977; numerics specification §8.2.
final class SignedSums {
    private final CsrMatrix a;
    private final double[] b;
    private final double[] x;
    private final double[] w;
    private final double error;

    /// @param magnitude what the entries of |A|·|x| + |b| sum up to
    SignedSums(LinearSystem system, DenseVector x, double magnitude) {
        this.a = system.a();
        this.b = system.b().values();
        this.x = x.values();
        this.w = new double[this.x.length];
        double many = longestColumn(a) + 4.0;
        double gamma = many * RowResidual.U / (1 - many * RowResidual.U);
        double n = 2.0 * this.x.length * RowResidual.U;
        this.error = (gamma + 2 * n * n) * magnitude;
    }

    private static int longestColumn(CsrMatrix a) {
        int[] entries = new int[a.rows()];
        int most = 0;
        for (int k = 0; k < a.nnz(); k++) {
            most = Math.max(most, ++entries[a.column()[k]]);
        }
        return most;
    }

    /// What |z·r| is at least, for the signs of this probe: roundings are taken off. 0 where numbers beyond the
    /// range of doubles leave nothing to say.
    double atLeast(long seed, long probe) {
        int[] column = a.column();
        double[] value = a.value();
        Arrays.fill(w, 0.0);
        double sum = 0.0;
        double carry = 0.0;
        for (int i = 0; i < b.length; i++) {
            boolean minus = SplitMix.at(seed, probe, i) < 0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                w[column[k]] += minus ? -value[k] : value[k];
            }
            double term = minus ? -b[i] : b[i];
            double next = sum + term;
            carry += roundingOf(sum, term, next);
            sum = next;
        }
        for (int j = 0; j < x.length; j++) {
            double term = -w[j] * x[j];
            double next = sum + term;
            carry += roundingOf(sum, term, next);
            sum = next;
        }
        double least = Math.abs(sum + carry) - error;
        return Double.isFinite(least) ? Math.max(0.0, least) : 0.0;
    }

    /// `one` + `other` − their rounded sum (Neumaier 1974).
    private static double roundingOf(double one, double other, double rounded) {
        return Math.abs(one) >= Math.abs(other) ? (one - rounded) + other : (other - rounded) + one;
    }
}
