// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.DenseVector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A series that was stored to be compared with others, and what followed it.
///
/// @param id unique among the patterns of its owner
/// @param type only series of one type are compared
/// @param values as they were measured
/// @param outcome what followed, where that is known
/// @param atMillis when it was measured, or else when it came
public record StoredPattern(
        String id,
        String type,
        DenseVector values,
        @Nullable Double outcome,
        long atMillis) {
    /// Whether the other one says the same; when it came is no part of that, so that a repeat is one.
    public boolean sameContent(StoredPattern other) {
        return id.equals(other.id)
                && type.equals(other.type)
                && values.equals(other.values)
                && Objects.equals(outcome, other.outcome);
    }
}
