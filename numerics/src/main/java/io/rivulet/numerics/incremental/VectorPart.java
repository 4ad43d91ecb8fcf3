// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

/// Sums over a part of a vector.
final class VectorPart {
    /// Entries summed by themselves before they are added: roundings grow with the blocks, not with the entries.
    private static final int BLOCK = 1_024;

    private VectorPart() {}

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
