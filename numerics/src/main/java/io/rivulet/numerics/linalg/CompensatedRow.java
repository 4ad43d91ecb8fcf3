// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

import org.jspecify.annotations.Nullable;

/// Compensated dot products over one row (Ogita, Rump, Oishi 2005), with a bound on what they may be off.
/// **Thread** one. **Cost** about four times a plain row.
public final class CompensatedRow {
    private static final double U = 0x1p-53;

    private double error;
    private double magnitude;

    /// |value − exact| of the last call is at most this.
    public double error() {
        return error;
    }

    /// Sum of the magnitudes of the terms of the last call.
    public double magnitude() {
        return magnitude;
    }

    /// b_i − Σ value·x[column] over `from` to `to`.
    public double residual(int[] column, double[] value, int from, int to, double bi, double[] x) {
        double sum = bi;
        double carry = 0.0;
        double size = Math.abs(bi);
        for (int k = from; k < to; k++) {
            double entry = -value[k];
            double factor = x[column[k]];
            double product = entry * factor;
            double next = sum + product;
            carry += TwoSum.error(sum, product, next) + Math.fma(entry, factor, -product);
            sum = next;
            size += Math.abs(product);
        }
        return finish((sum + carry) + 0.0, to - from, size);
    }

    /// b_i − Σ value·(x + d)[column], where x + d is not rounded.
    public double residual(int[] column, double[] value, int from, int to, double bi, double[] x, double[] d) {
        double sum = bi;
        double carry = 0.0;
        double size = Math.abs(bi);
        for (int k = from; k < to; k++) {
            double entry = -value[k];
            double product = entry * x[column[k]];
            double next = sum + product;
            carry += TwoSum.error(sum, product, next) + Math.fma(entry, x[column[k]], -product);
            double second = entry * d[column[k]];
            sum = next + second;
            carry += TwoSum.error(next, second, sum) + Math.fma(entry, d[column[k]], -second);
            size += Math.abs(product) + Math.abs(second);
        }
        return finish((sum + carry) + 0.0, 2 * (to - from), size);
    }

    /// (⟨A⟩·u)_i = |a_ii|·u_i − Σ |a_ij|·u_j, from below; `u` null stands for ones.
    public double comparisonFromBelow(int i, int[] column, double[] value, int from, int to, double @Nullable [] u) {
        double sum = 0.0;
        double carry = 0.0;
        double size = 0.0;
        for (int k = from; k < to; k++) {
            double entry = column[k] == i ? Math.abs(value[k]) : -Math.abs(value[k]);
            double factor = u == null ? 1.0 : u[column[k]];
            double product = entry * factor;
            double next = sum + product;
            carry += TwoSum.error(sum, product, next) + Math.fma(entry, factor, -product);
            sum = next;
            size += Math.abs(product);
        }
        double result = finish(sum + carry, to - from, size);
        return Math.nextDown(result - error);
    }

    /// Takes over a result of the same arithmetic, made of `terms` entries, whose terms have magnitudes that sum up
    /// to `size`.
    public void take(double result, int terms, double size) {
        finish(result, terms, size);
    }

    private double finish(double result, int terms, double size) {
        double gamma = (terms + 2) * U / (1 - (terms + 2) * U);
        magnitude = size;
        // So many of the smallest doubles, whose bits are their number: a product of them takes a processor 50 ns.
        double smallest = Double.longBitsToDouble(2L * terms + 2);
        error = U * Math.abs(result) + 2 * gamma * gamma * size + smallest;
        return result;
    }

    /// An upper bound on the exact magnitude of what the last call computed as `value`.
    public double above(double value) {
        return Math.nextUp(Math.abs(value) + error);
    }
}
