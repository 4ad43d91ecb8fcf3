// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.experience;

/// How often something was right, drawn towards one half while little is known: (hits + 2) / (n + 4).
///
/// @param hits not negative, at most n
public record HitRate(long hits, long n) {
    private static final double PRIOR_HITS = 2;
    private static final double PRIOR = 4;

    public static HitRate none() {
        return new HitRate(0, 0);
    }

    public HitRate {
        if (hits < 0 || hits > n) {
            throw new IllegalArgumentException(hits + " hits of " + n);
        }
    }

    public HitRate with(boolean hit) {
        return new HitRate(hits + (hit ? 1 : 0), n + 1);
    }

    public double shrunk() {
        return (hits + PRIOR_HITS) / (n + PRIOR);
    }
}
