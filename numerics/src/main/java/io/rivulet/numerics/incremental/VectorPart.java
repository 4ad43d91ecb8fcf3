// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// Sums over a part of a vector.
final class VectorPart {
    /// Entries summed by themselves before they are added: roundings grow with the blocks, not with the entries.
    private static final int BLOCK = 1_024;

    private VectorPart() {}

    /// The part of a sum of squares that has to be left for a difference of sums to be right to some 10 digits.
    private static final double LEFT = 1e-4;

    /// ‖v‖₂ with other entries at `places`, where `before` stands and `now` would. **Cost** those places, where ‖v‖₂ is
    /// `known` and most of it is elsewhere, else a few passes over v. Infinite where it is not a number.
    /// @param known ‖v‖₂, or NaN
    static double normAfter(double[] v, double known, int[] places, double[] before, double[] now) {
        double largest = 0.0;
        for (double entry : now) {
            largest = Math.max(largest, Math.abs(entry));
        }
        double size = Math.max(largest, Double.isNaN(known) ? 0.0 : known);
        if (Double.isFinite(size) && known > 0) {
            double scale = scaleOf(size);
            double all = (known * scale) * (known * scale);
            double rest = all - squares(before, 0, before.length, scale);
            if (rest >= LEFT * all) {
                return Math.sqrt(rest + squares(now, 0, now.length, scale)) / scale;
            }
        }
        double[] other = v.clone();
        for (int k = 0; k < places.length; k++) {
            other[places[k]] = now[k];
        }
        for (double entry : other) {
            largest = Math.max(largest, Math.abs(entry));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest == 0 ? 0.0 : Double.POSITIVE_INFINITY;
        }
        double scale = scaleOf(largest);
        return Math.sqrt(squares(other, 0, other.length, scale)) / scale;
    }

    private static double scaleOf(double size) {
        return Math.scalb(1.0, -Math.clamp(Math.getExponent(size), -1000, 1000));
    }

    /// Σ (v_i·scale)² for `from` ≤ i < `to`.
    static double squares(double[] v, int from, int to, double scale) {
        double sum = 0.0;
        for (int first = from; first < to; first += BLOCK) {
            int end = Math.min(to, first + BLOCK);
            double even = 0.0;
            double odd = 0.0;
            int i = first;
            for (; i + 1 < end; i += 2) {
                double left = v[i] * scale;
                double right = v[i + 1] * scale;
                even = Math.fma(left, left, even);
                odd = Math.fma(right, right, odd);
            }
            if (i < end) {
                double last = v[i] * scale;
                even = Math.fma(last, last, even);
            }
            sum += even + odd;
        }
        return sum;
    }
}
