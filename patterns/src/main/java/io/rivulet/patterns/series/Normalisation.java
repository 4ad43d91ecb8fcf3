// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.series;

import io.rivulet.patterns.series.SeriesException.Fault;
import java.util.Locale;

/// What is taken from a series before it is compared, so that scale and level don't count.
public enum Normalisation {
    /// Less the mean, over the population standard deviation.
    Z,
    /// Onto [0, 1].
    MINMAX,
    NONE;

    /// A standard deviation below this is that of a constant series.
    public static final double LEAST_DEVIATION = 1e-12;

    /// A range below this is that of a constant series.
    public static final double LEAST_RANGE = 1e-10;

    /// A new array.
    ///
    /// @throws SeriesException `CONSTANT_SEQUENCE` where there is nothing to divide by
    public double[] apply(double[] values) {
        Series.check(values);
        return switch (this) {
            case Z -> z(values, true);
            case MINMAX -> minMax(values);
            case NONE -> values.clone();
        };
    }

    /// As [#Z], and a constant series becomes zeros.
    public static double[] zOrZeros(double[] values) {
        Series.check(values);
        return z(values, false);
    }

    private static double[] z(double[] values, boolean refuse) {
        int n = values.length;
        double mean = CompensatedSum.of(n, i -> values[i]) / n;
        double variance = CompensatedSum.of(n, i -> (values[i] - mean) * (values[i] - mean)) / n;
        double deviation = Math.sqrt(variance);
        double[] result = new double[n];
        // A deviation that overflows has no use as a divisor either.
        if (!(deviation >= LEAST_DEVIATION) || !Double.isFinite(deviation)) {
            if (refuse) {
                throw SeriesException.of(
                        Fault.CONSTANT_SEQUENCE,
                        "the standard deviation of the series is " + deviation + ": nothing to divide by");
            }
            return result;
        }
        for (int i = 0; i < n; i++) {
            result[i] = (values[i] - mean) / deviation;
        }
        return result;
    }

    private static double[] minMax(double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            low = Math.min(low, v);
            high = Math.max(high, v);
        }
        double range = high - low;
        if (!(range >= LEAST_RANGE) || !Double.isFinite(range)) {
            throw SeriesException.of(
                    Fault.CONSTANT_SEQUENCE, "the range of the series is " + range + ": nothing to divide by");
        }
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (values[i] - low) / range;
        }
        return result;
    }

    /// `z`, `minmax`, `none`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
