// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import io.rivulet.actors.store.FieldRecordings.Kept;
import io.rivulet.actors.store.FieldRecordings.Outcome;
import io.rivulet.serialization.recording.RecordingLines;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What became of a [RecordingWish]. Null stands for a store that could not be used.
public sealed interface RecordingAnswer {
    record Started(@Nullable Outcome outcome) implements RecordingAnswer {}

    /// This node makes as many recordings as it may.
    record Busy() implements RecordingAnswer {}

    record Written(String file, int number, @Nullable Outcome outcome) implements RecordingAnswer {}

    record Listed(@Nullable List<Kept> all) implements RecordingAnswer {}

    record Deleted(@Nullable Boolean was) implements RecordingAnswer {}

    record Found(@Nullable Optional<Kept> kept) implements RecordingAnswer {}

    record Placed(int stream, @Nullable OptionalInt part) implements RecordingAnswer {}

    record Read(int stream, int turn, @Nullable Optional<RecordingLines> lines) implements RecordingAnswer {}
}
