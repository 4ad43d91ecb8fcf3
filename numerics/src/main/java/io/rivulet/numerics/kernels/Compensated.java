// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.linalg.TwoSum;

/// A sum and what rounding took from it, for dot products as if in twice the precision.
/// **Source** Ogita, Rump, Oishi 2005 (Dot2).
final class Compensated {
    private Compensated() {}

    /// b − Σ value·x[column] over every `stride`-th place, to `r[at]`; the sum of the magnitudes of the terms to
    /// `size[at]`. The factor is −1, or 1 for values that are stored with the other sign.
    static void residual(
            double b,
            double factor,
            int[] column,
            double[] value,
            int from,
            int to,
            int stride,
            double[] x,
            double[] r,
            double[] size,
            int at) {
        double sum = b;
        double carry = 0.0;
        double magnitude = Math.abs(b);
        for (int k = from; k < to; k += stride) {
            double entry = factor * value[k];
            double other = x[column[k]];
            double product = entry * other;
            double next = sum + product;
            carry += TwoSum.error(sum, product, next) + Math.fma(entry, other, -product);
            sum = next;
            magnitude += Math.abs(product);
        }
        r[at] = (sum + carry) + 0.0;
        size[at] = magnitude;
    }

    /// Adds up `count` lanes, sums at `at`, carries `count` behind them, then goes on with the products of what is
    /// left; sum and carry go to `into[at]` and `into[at + 1]`.
    static void finish(double[] into, int at, int count, double[] x, double[] y, int from, int to) {
        double sum = into[at];
        double carry = into[at + count];
        for (int lane = 1; lane < count; lane++) {
            double next = sum + into[at + lane];
            carry += TwoSum.error(sum, into[at + lane], next) + into[at + count + lane];
            sum = next;
        }
        for (int i = from; i < to; i++) {
            double product = x[i] * y[i];
            double next = sum + product;
            carry += TwoSum.error(sum, product, next) + Math.fma(x[i], y[i], -product);
            sum = next;
        }
        into[at] = sum;
        into[at + 1] = carry;
    }

    /// The sum of `count` pairs, `stride` apart.
    static double fold(double[] pairs, int count, int stride) {
        double sum = 0;
        double carry = 0;
        for (int k = 0; k < count * stride; k += stride) {
            double next = sum + pairs[k];
            carry += TwoSum.error(sum, pairs[k], next) + pairs[k + 1];
            sum = next;
        }
        return sum + carry;
    }
}
