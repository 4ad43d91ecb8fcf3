// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.core;

import java.util.random.RandomGenerator;

/// How long to wait before the next attempt: it doubles from a least to a most, ± a fifth, so that many who failed at
/// one
/// time don't come back at one time.
public final class Backoff {
    static final long LEAST_MILLIS = 250;
    static final long MOST_MILLIS = 10_000;
    private static final double JITTER = 0.2;
    private static final int MOST_DOUBLINGS = 20;

    private Backoff() {}

    /// @param failures how many attempts have failed in a row, from 1
    public static long millis(int failures, RandomGenerator random) {
        long doubled = LEAST_MILLIS << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
        return Math.round(Math.min(doubled, MOST_MILLIS) * factor);
    }
}
