// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.XJson;
import org.jspecify.annotations.Nullable;

/// What a line says of x where lines add up to it: these entries have these values now, and with them x answers
/// `revision`, with this relative residual and this bound, where there is one.
///
/// @param encoded the entries as an object, null where nobody has encoded them yet
public record Moves(
        SparseVector entries,
        @Nullable JsonFragment encoded,
        long revision,
        double residual,
        @Nullable Double bound) {
    static Moves of(
            SparseVector entries, JsonFragment encoded, long revision, double residual, @Nullable ErrorBound bound) {
        return new Moves(entries, encoded, revision, residual, bound == null ? null : bound.value());
    }

    JsonFragment json() {
        return encoded == null ? XJson.sparse(entries) : encoded;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }
}
