// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

/// Norms that neither overflow nor underflow where their value does not.
final class Norms {
    private Norms() {}

    /// ‖v‖₂ over the first `count` entries; ∞ where one is not finite.
    static double norm2(double[] v, int count) {
        double largest = 0.0;
        for (int i = 0; i < count; i++) {
            if (!Double.isFinite(v[i])) {
                return Double.POSITIVE_INFINITY;
            }
            largest = Math.max(largest, Math.abs(v[i]));
        }
        if (largest == 0) {
            return 0.0;
        }
        int exponent = Math.clamp(Math.getExponent(largest), -1000, 1000);
        double scale = Math.scalb(1.0, -exponent);
        double sum = 0.0;
        double carry = 0.0;
        for (int i = 0; i < count; i++) {
            double scaled = v[i] * scale;
            double square = scaled * scaled;
            double next = sum + square;
            carry += sum >= square ? (sum - next) + square : (square - next) + sum;
            sum = next;
        }
        return Math.scalb(Math.sqrt(sum + carry), exponent);
    }
}
