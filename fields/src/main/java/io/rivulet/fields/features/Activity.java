// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

/// Which cells count as active.
///
/// @param thresholdMv in millivolts
/// @param magnitude whether the potential's magnitude is compared instead of the potential
public record Activity(double thresholdMv, boolean magnitude) {
    /// Above −60 mV: 10 mV above rest.
    public static final Activity DEFAULT = above(-60);

    /// The rule of the system that these features come from. Every cell near rest has a magnitude of 70 mV, so that
    /// with it `active_nodes`, `activity_ratio` and `fractal_dimension` hardly ever change.
    public static final Activity MAGNITUDE_ABOVE_10_MV = new Activity(10, true);

    public Activity {
        if (!Double.isFinite(thresholdMv)) {
            throw new IllegalArgumentException("a threshold of " + thresholdMv + " mV");
        }
    }

    public static Activity above(double thresholdMv) {
        return new Activity(thresholdMv, false);
    }

    double thresholdVolts() {
        return thresholdMv / 1000;
    }
}
