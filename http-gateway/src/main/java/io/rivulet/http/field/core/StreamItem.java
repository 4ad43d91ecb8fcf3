// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;

/// What waits for the reader of a stream. It becomes a message when it is read, not before.
sealed interface StreamItem {
    int SMALL_BYTES = 128;

    record Updated(FieldUpdate update, long sequence) implements StreamItem {}

    record Completed(FieldUpdate last) implements StreamItem {}

    /// @param sequence of the last update that it includes
    record Pictured(FieldSnapshot snapshot, long sequence) implements StreamItem {}

    record Failed(FieldCode code, String words) implements StreamItem {}

    record Ended(String reason) implements StreamItem {}

    default boolean mustArrive() {
        return !(this instanceof Updated);
    }

    default int bytes() {
        return switch (this) {
            case Updated(FieldUpdate update, long _) -> update.bytes();
            case Completed(FieldUpdate last) -> last.bytes();
            case Pictured(FieldSnapshot snapshot, long _) ->
                SMALL_BYTES + snapshot.potential().length + snapshot.activator().length + snapshot.inhibitor().length;
            case Failed _, Ended _ -> SMALL_BYTES;
        };
    }
}
