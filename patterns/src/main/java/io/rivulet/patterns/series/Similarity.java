// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.series;

/// A distance as a number between 0 and 1.
public final class Similarity {
    private Similarity() {}

    /// 1 / (1 + d / max(n, m)): 1 just where d = 0, above 0, the same for both orders. With series of unit deviation
    /// 0.80 means that they are a quarter of a deviation apart at each point.
    ///
    /// @param distance not negative; +∞ gives 0
    public static double of(double distance, int n, int m) {
        if (!(distance >= 0)) {
            throw new IllegalArgumentException("a distance is not negative, this one is " + distance);
        }
        return 1 / (1 + distance / Math.max(n, m));
    }

    /// The greatest distance with at least this similarity, but for rounding.
    ///
    /// @param similarity in (0, 1]
    public static double distanceAt(double similarity, int n, int m) {
        return (1 / similarity - 1) * Math.max(n, m);
    }
}
