// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit.core;

/// At most `limit` requests in any `seconds`.
public record Quota(int limit, int seconds) {
    public static final int MINUTE = 60;
    public static final int HOUR = 3_600;
    public static final int MAX_SECONDS = 24 * HOUR;
    /// Far below what sums of ints can hold.
    public static final int MAX_LIMIT = 100_000_000;

    public Quota {
        if (limit < 1 || limit > MAX_LIMIT || seconds < MINUTE || seconds > MAX_SECONDS) {
            throw new IllegalArgumentException("no quota: " + limit + " in " + seconds + " s");
        }
    }

    /// In the form of the header `RateLimit-Policy`.
    public String policy() {
        return limit + ";w=" + seconds;
    }
}
