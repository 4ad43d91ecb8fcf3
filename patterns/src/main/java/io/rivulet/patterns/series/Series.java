// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.series;

import io.rivulet.patterns.series.SeriesException.Fault;

/// Checks that every comparison begins with, and changes of length.
public final class Series {
    /// Values of the longest series that is compared: an alignment of two takes 25 MB then.
    public static final int MOST_VALUES = 10_000;

    private Series() {}

    /// @throws SeriesException where a series is empty, longer than [#MOST_VALUES], or has a value that is not finite
    public static void check(double[] values) {
        checkLength(values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw SeriesException.at(Fault.NON_FINITE_VALUE, i, "value " + i + " is " + values[i]);
            }
        }
    }

    /// As [#check(double[])].
    public static void check(float[] values) {
        checkLength(values.length);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw SeriesException.at(Fault.NON_FINITE_VALUE, i, "value " + i + " is " + values[i]);
            }
        }
    }

    private static void checkLength(int length) {
        if (length == 0) {
            throw SeriesException.of(Fault.EMPTY_SEQUENCE, "a series needs at least one value");
        }
        if (length > MOST_VALUES) {
            throw SeriesException.of(
                    Fault.TOO_LONG, "a series has at most " + MOST_VALUES + " values, this one " + length);
        }
    }

    /// `values` at `length` places, evenly spaced from its first to its last value, linear between them.
    ///
    /// @param length at least 2
    public static double[] resample(double[] values, int length) {
        if (length < 2) {
            throw new IllegalArgumentException("a series is resampled to at least 2 values, not " + length);
        }
        check(values);
        double[] result = new double[length];
        int last = values.length - 1;
        for (int k = 0; k < length; k++) {
            double place = (double) k * last / (length - 1);
            int left = (int) place;
            double part = place - left;
            result[k] = part == 0 ? values[left] : values[left] + part * (values[left + 1] - values[left]);
        }
        return result;
    }

    /// The same values as single precision numbers, each rounded to the nearest.
    public static float[] toFloats(double[] values) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = (float) values[i];
        }
        return result;
    }

    /// The same values in double precision.
    public static double[] toDoubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
