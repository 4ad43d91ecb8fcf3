// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field;

import io.rivulet.actors.store.FieldRecordings;
import io.rivulet.actors.store.FieldRecordings.Begun;
import io.rivulet.actors.store.FieldRecordings.Outcome;
import io.rivulet.actors.store.FieldRecordings.Part;
import io.rivulet.http.field.core.RecordingAnswer;
import io.rivulet.http.field.core.RecordingWish;
import io.rivulet.serialization.recording.RecordingLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What one connection has written to recordings, and read from them. Parts of a file are written one behind the
/// other, also when the connection is gone. **Thread** the connection's; what it is told comes from others.
/// **Bounded by** [#MOST_RUNNING] recordings that a node makes at once.
final class FieldArchive {
    /// Each holds at most some 2 MiB that are not written yet.
    static final int MOST_RUNNING = 64;

    private final FieldDesk desk;
    private final Consumer<RecordingAnswer> told;
    /// What was written last of each file that is open.
    private final Map<String, CompletionStage<Outcome>> open = new ConcurrentHashMap<>();

    FieldArchive(FieldDesk desk, Consumer<RecordingAnswer> told) {
        this.desk = desk;
        this.told = told;
    }

    void carryOut(RecordingWish wish) {
        FieldRecordings recordings = desk.fields().recordings();
        switch (wish) {
            case RecordingWish.Begin(Begun begun) -> begin(begun);
            case RecordingWish.Write(String file, Part part) -> write(file, part);
            case RecordingWish.Touch(String file) -> recordings.touch(file);
            case RecordingWish.Abort(Begun begun) -> abort(begun);
            case RecordingWish.ListAll(String owner) ->
                recordings
                        .list(owner)
                        .whenComplete((all, failure) ->
                                told.accept(new RecordingAnswer.Listed(failure == null ? all : null)));
            case RecordingWish.Delete(String owner, String name) ->
                recordings
                        .delete(owner, name)
                        .whenComplete((was, failure) ->
                                told.accept(new RecordingAnswer.Deleted(failure == null ? was : null)));
            case RecordingWish.Find(String owner, String name) ->
                recordings
                        .find(owner, name)
                        .whenComplete((kept, failure) ->
                                told.accept(new RecordingAnswer.Found(failure == null ? kept : null)));
            case RecordingWish.Place(int stream, String file, long sequence) ->
                recordings
                        .partWith(file, sequence)
                        .whenComplete((part, failure) ->
                                told.accept(new RecordingAnswer.Placed(stream, failure == null ? part : null)));
            case RecordingWish.Read(int stream, int turn, String file, int number) ->
                recordings
                        .part(file, number)
                        .thenApply(FieldArchive::lines)
                        .whenComplete((lines, failure) ->
                                told.accept(new RecordingAnswer.Read(stream, turn, failure == null ? lines : null)));
        }
    }

    private static Optional<RecordingLines> lines(Optional<byte[]> text) {
        try {
            return text.isPresent() ? Optional.of(RecordingLines.read(text.get())) : Optional.empty();
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    private FieldRecordings.Limits limits() {
        return desk.limits().recordings().store();
    }

    private void begin(Begun begun) {
        if (desk.recording().incrementAndGet() > MOST_RUNNING) {
            desk.recording().decrementAndGet();
            told.accept(new RecordingAnswer.Busy());
            return;
        }
        CompletionStage<Outcome> begins = desk.fields().recordings().begin(begun, limits());
        open.put(begun.file(), begins.thenApply(FieldArchive::required));
        begins.whenComplete((outcome, failure) -> {
            if (outcome != Outcome.DONE) {
                release(begun.file());
            }
            told.accept(new RecordingAnswer.Started(failure == null ? outcome : null));
        });
    }

    /// What follows is not carried out where this was not.
    private static Outcome required(Outcome outcome) {
        if (outcome != Outcome.DONE && outcome != Outcome.FULL) {
            throw new CancellationException("the recording can't go on");
        }
        return outcome;
    }

    private void write(String file, Part part) {
        CompletionStage<Outcome> before = open.get(file);
        if (before == null) {
            return;
        }
        CompletionStage<Outcome> written =
                before.thenCompose(_ -> desk.fields().recordings().append(file, part, limits()));
        open.put(file, written.thenApply(FieldArchive::required));
        written.whenComplete((outcome, failure) -> {
            if (failure != null || outcome == Outcome.GONE || part.sha256() != null) {
                release(file);
            }
            told.accept(new RecordingAnswer.Written(file, part.number(), failure == null ? outcome : null));
        });
    }

    private void abort(Begun begun) {
        CompletionStage<Outcome> before = open.get(begun.file());
        if (before != null) {
            before.thenCompose(_ -> desk.fields().recordings().delete(begun.owner(), begun.name()))
                    .whenComplete((_, _) -> release(begun.file()));
        }
    }

    private void release(String file) {
        if (open.remove(file) != null) {
            desk.recording().decrementAndGet();
        }
    }
}
