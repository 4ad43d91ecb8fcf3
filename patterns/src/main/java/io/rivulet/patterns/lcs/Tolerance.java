// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

/// When two values match: |a − b| ≤ ε and |i − j| ≤ δ.
/// **Source** Vlachos, Kollios, Gunopulos 2002, "Discovering similar multidimensional trajectories".
///
/// @param epsilon not negative, finite; values match that are at most this far apart
/// @param delta not negative; so far apart may their positions be, [Integer#MAX_VALUE] is anywhere
public record Tolerance(double epsilon, int delta) {
    /// For series of unit deviation.
    public static final double USUAL_EPSILON = 0.1;

    public Tolerance {
        if (!(epsilon >= 0) || !Double.isFinite(epsilon)) {
            throw new IllegalArgumentException("epsilon is finite and not negative, this one is " + epsilon);
        }
        if (delta < 0) {
            throw new IllegalArgumentException("delta is not negative, this one is " + delta);
        }
    }

    public static Tolerance of(double epsilon) {
        return new Tolerance(epsilon, Integer.MAX_VALUE);
    }
}
