// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

/// What a match has to reach.
///
/// @param similarity from 0.70 to 0.95: so similar is a series that counts
/// @param confidence from 0.60 to 0.90: above it a forecast is a signal
public record Thresholds(double similarity, double confidence) {
    public static final double LEAST_SIMILARITY = 0.70;
    public static final double MOST_SIMILARITY = 0.95;
    public static final double LEAST_CONFIDENCE = 0.60;
    public static final double MOST_CONFIDENCE = 0.90;

    public Thresholds {
        require("similarity", similarity, LEAST_SIMILARITY, MOST_SIMILARITY);
        require("confidence", confidence, LEAST_CONFIDENCE, MOST_CONFIDENCE);
    }

    private static void require(String name, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new IllegalArgumentException(
                    "the " + name + " threshold is from " + least + " to " + most + ", not " + value);
        }
    }

    public static Thresholds usual() {
        return new Thresholds(0.80, 0.70);
    }

    /// Both moved, as far as their bounds allow.
    Thresholds moved(double by) {
        return new Thresholds(
                Math.clamp(rounded(similarity + by), LEAST_SIMILARITY, MOST_SIMILARITY),
                Math.clamp(rounded(confidence + by), LEAST_CONFIDENCE, MOST_CONFIDENCE));
    }

    /// To 10⁻¹²: sums of steps stay the numbers that people read.
    private static double rounded(double x) {
        return Math.rint(x * 1e12) / 1e12;
    }
}
