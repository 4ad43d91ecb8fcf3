// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.DenseVector;
import java.util.Arrays;

/// What a request may ask for at most; checked before anything of that size is allocated. Depth, string and number
/// lengths are in [io.rivulet.serialization.json.Json].
///
/// @param maxRows n of a matrix
/// @param maxEntries entries of one array, and of a generated matrix
/// @param neverExpires whether `expires_after_s: "never"` is allowed
/// @param memory what one request may take beyond its own text, for what a short text can stand for
public record RequestLimits(int maxRows, long maxEntries, boolean neverExpires, Allowance memory) {
    public static final RequestLimits DEFAULTS = new RequestLimits(1 << 24, 1L << 27, true);

    public RequestLimits(int maxRows, long maxEntries, boolean neverExpires) {
        this(maxRows, maxEntries, neverExpires, Allowance.UNLIMITED);
    }

    public RequestLimits {
        if (maxRows < 1 || maxEntries < maxRows || maxEntries > Integer.MAX_VALUE - 64) {
            throw new IllegalArgumentException("at most " + maxRows + " rows and " + maxEntries + " entries");
        }
    }

    /// For one request, within this memory.
    public RequestLimits within(Allowance newMemory) {
        return new RequestLimits(maxRows, maxEntries, neverExpires, newMemory);
    }

    /// All `rows` entries of a vector of ones.
    DenseVector ones(int rows) {
        double[] ones = zeros(rows);
        Arrays.fill(ones, 1.0);
        return DenseVector.adopt(ones);
    }

    double[] zeros(int rows) {
        memory.take((long) Double.BYTES * rows);
        return new double[rows];
    }
}
