// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import org.jspecify.annotations.Nullable;

/// What is said of |value − x*_i|. A certified and a statistical bound are never mixed in one number.
public sealed interface EntryBound {
    /// A theorem, roundings included.
    record Certified(double value) implements EntryBound {}

    /// Exceeded with probability `delta` at most, over the choice of `seed`.
    record Statistical(double value, double delta, long seed) implements EntryBound {}

    /// Nothing can be said.
    record None() implements EntryBound {}

    /// The word of the wire contract.
    default String wireName() {
        return switch (this) {
            case Certified _ -> "certified";
            case Statistical _ -> "statistical";
            case None _ -> "none";
        };
    }

    /// The bound as a number, null where there is none.
    default @Nullable Double orNull() {
        return switch (this) {
            case Certified certified -> certified.value();
            case Statistical statistical -> statistical.value();
            case None _ -> null;
        };
    }

    /// Whether the value is known to be within `error`.
    default boolean within(double error) {
        Double value = orNull();
        return value != null && value <= error;
    }
}
