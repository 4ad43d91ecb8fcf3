// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

/// Which cells of the table an alignment may visit: those with |i − j| ≤ max(radius, |n − m|).
/// **Source** Sakoe, Chiba 1978, "Dynamic programming algorithm optimization for spoken word recognition".
///
/// @param radius not negative; [Integer#MAX_VALUE] is no band
public record Band(int radius) {
    private static final double USUAL_SHARE = 0.1;

    public Band {
        if (radius < 0) {
            throw new IllegalArgumentException("the radius of a band is not negative, this one is " + radius);
        }
    }

    /// Every cell.
    public static Band none() {
        return new Band(Integer.MAX_VALUE);
    }

    public static Band of(int radius) {
        return new Band(radius);
    }

    /// A tenth of the longer series, rounded up.
    public static Band usual(int n, int m) {
        return new Band((int) Math.ceil(USUAL_SHARE * Math.max(n, m)));
    }

    public boolean isNone() {
        return radius == Integer.MAX_VALUE;
    }

    /// The radius that series of these lengths get: wide enough that an alignment exists, never wider than the table.
    public int effective(int n, int m) {
        return Math.min(Math.max(radius, Math.abs(n - m)), Math.max(n, m));
    }
}
