// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

/// The fixed tree over partial sums: neighbours, then pairs of neighbours, and so on. Part of the definition of
/// every sum, since another order gives other bits.
public final class PairwiseSum {
    private PairwiseSum() {}

    /// The sum of `count` parts from `from` on, which are overwritten; 0 for none.
    public static double fold(double[] parts, int from, int count) {
        int end = from + count;
        for (int width = 1; width < count; width *= 2) {
            for (int i = from; i + width < end; i += 2 * width) {
                parts[i] += parts[i + width];
            }
        }
        return count == 0 ? 0.0 : parts[from];
    }
}
