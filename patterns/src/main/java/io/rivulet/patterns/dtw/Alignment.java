// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;

/// A warping path: pairs of positions from (0, 0) to (n − 1, m − 1), in order. Where several paths cost the same, the
/// diagonal step is taken before a step in the first series, and that before one in the second, from the end: so
/// that path and length, unlike the distance, change with the order of the two series.
public final class Alignment {
    private final double distance;
    private final int[] first;
    private final int[] second;

    Alignment(double distance, int[] first, int[] second) {
        this.distance = distance;
        this.first = first;
        this.second = second;
    }

    public double distance() {
        return distance;
    }

    /// Pairs: from max(n, m) to n + m − 1.
    public int length() {
        return first.length;
    }

    /// The position in the first series at pair k.
    public int first(int k) {
        return first[k];
    }

    /// The position in the second series at pair k.
    public int second(int k) {
        return second[k];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Alignment a
                && Double.compare(distance, a.distance) == 0
                && Arrays.equals(first, a.first)
                && Arrays.equals(second, a.second);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(first) + Arrays.hashCode(second);
    }

    @Override
    public String toString() {
        return "Alignment[distance=" + distance + ", length=" + length() + "]";
    }
}
