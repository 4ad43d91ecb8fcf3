// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Locale;

/// What it costs to align two values.
public enum Cost {
    /// |a − b|.
    ABS,
    /// (a − b)²; no root is taken of the sum.
    SQ;

    public double of(double a, double b) {
        double difference = a - b;
        return this == ABS ? Math.abs(difference) : difference * difference;
    }

    public float of(float a, float b) {
        float difference = a - b;
        return this == ABS ? Math.abs(difference) : difference * difference;
    }

    /// `abs`, `sq`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
