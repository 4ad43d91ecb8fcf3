// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

import java.time.Duration;

/// How a matcher looks for similar series.
///
/// @param nearest series that are compared in full, at least 1
/// @param leastMatches so many with a known outcome a signal needs, at least 1
/// @param lookback how old a series may be that is compared
/// @param band share of the longer series that time may be stretched by, from 0 to 1
public record Settings(int nearest, int leastMatches, Duration lookback, double band) {
    /// Values of the vector that stands for a series in a search.
    public static final int DIMENSION = 32;

    /// Values of the shortest series that says anything.
    public static final int FEWEST_VALUES = 5;

    /// A forecast nearer to zero has no direction.
    public static final double LEAST_OUTCOME = 0.001;

    public Settings {
        if (nearest < 1 || leastMatches < 1 || lookback.isNegative() || !(band >= 0 && band <= 1)) {
            throw new IllegalArgumentException("nearest " + nearest + ", least matches " + leastMatches + ", lookback "
                    + lookback + ", band " + band);
        }
    }

    public static Settings usual() {
        return new Settings(10, 3, Duration.ofDays(30), 0.1);
    }
}
