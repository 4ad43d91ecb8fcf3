// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

/// What a request may ask for at most; checked before anything of that size is allocated. Depth, string and number
/// lengths are in [io.rivulet.serialization.json.Json].
///
/// @param maxRows n of a matrix
/// @param maxEntries entries of one array, and of a generated matrix
/// @param neverExpires whether `expires_after_s: "never"` is allowed
public record RequestLimits(int maxRows, long maxEntries, boolean neverExpires) {
    public static final RequestLimits DEFAULTS = new RequestLimits(1 << 24, 1L << 27, true);

    public RequestLimits {
        if (maxRows < 1 || maxEntries < maxRows || maxEntries > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("at most " + maxRows + " rows and " + maxEntries + " entries");
        }
    }
}
