// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.linalg;

/// What rounding takes from sums, exactly.
/// **Source** Knuth 1969.
public final class TwoSum {
    private TwoSum() {}

    /// a + b − `sum`, where `sum` is a + b rounded.
    public static double error(double a, double b, double sum) {
        double part = sum - a;
        return (a - (sum - part)) + (b - part);
    }
}
