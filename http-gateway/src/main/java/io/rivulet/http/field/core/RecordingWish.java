// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import io.rivulet.actors.store.FieldRecordings.Begun;
import io.rivulet.actors.store.FieldRecordings.Part;

/// What a connection wants of the store of recordings. Wishes about one file are carried out in their order.
public sealed interface RecordingWish {
    /// [RecordingAnswer.Started] or [RecordingAnswer.Busy] is to follow; until then no message is to be read.
    record Begin(Begun begun) implements RecordingWish {}

    /// [RecordingAnswer.Written] is to follow.
    record Write(String file, Part part) implements RecordingWish {}

    /// It is still being written.
    record Touch(String file) implements RecordingWish {}

    /// Nobody is there any more for what was to begin.
    record Abort(Begun begun) implements RecordingWish {}

    /// [RecordingAnswer.Listed] is to follow; until then no message is to be read.
    record ListAll(String owner) implements RecordingWish {}

    /// [RecordingAnswer.Deleted] is to follow; until then no message is to be read.
    record Delete(String owner, String name) implements RecordingWish {}

    /// [RecordingAnswer.Found] is to follow; until then no message is to be read.
    record Find(String owner, String name) implements RecordingWish {}

    /// The part with a sequence: [RecordingAnswer.Placed] is to follow.
    record Place(int stream, String file, long sequence) implements RecordingWish {}

    /// [RecordingAnswer.Read] is to follow, with the same turn.
    record Read(int stream, int turn, String file, int number) implements RecordingWish {}
}
