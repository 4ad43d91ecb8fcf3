// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

/// The loops that decide how long a distance takes. Every provider gives the same bits: a cell is its cost plus the
/// least of its three neighbours, which no order of the cells changes; nothing is fused.
/// **Thread** any; nothing is kept. **Cost** a few arrays of the length of b.
sealed interface DtwLoops permits ScalarLoops, VectorLoops {
    /// Name for people, e.g. on the status page.
    String provider();

    /// The distance, or +∞ where it is above `limit`; a run may end as soon as that is certain.
    ///
    /// @param radius at least |n − m|, at most max(n, m)
    double distance(double[] a, double[] b, Cost cost, int radius, double limit);

    /// As the other, in single precision throughout.
    float distance(float[] a, float[] b, Cost cost, int radius, float limit);
}
