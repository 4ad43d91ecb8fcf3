// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks;

import java.util.stream.DoubleStream;

/// The median: of an even number of values the mean of the two in the middle.
public final class Median {
    private Median() {}

    /// NaN of none.
    public static double of(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted.length == 0 ? Double.NaN : (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    public static double of(double[] values) {
        return of(DoubleStream.of(values));
    }
}
