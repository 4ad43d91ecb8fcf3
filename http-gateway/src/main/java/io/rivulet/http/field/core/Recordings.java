// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.store.FieldRecordings.Begun;
import io.rivulet.actors.store.FieldRecordings.Kept;
import io.rivulet.actors.store.FieldRecordings.Outcome;
import io.rivulet.http.field.core.RecordingWish.Begin;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Recordings that clients begin, end, list and delete.
/// **Thread** one. **Bounded by** one wish at a time, and one recording for each stream that is open.
final class Recordings {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final long MOST_FRAMES = 1L << 53;

    private final RecordingLimits limits;
    private final Handshake handshake;
    private final Supplier<String> texts;
    private final StreamTable streams;
    /// By their files, until all of them is written.
    private final Map<String, StreamRecording> running = new LinkedHashMap<>();

    private @Nullable Asked asked;

    /// What the next answer of the store is about.
    private sealed interface Asked {
        record Start(ViewedStream stream, Begun begun, long mostFrames) implements Asked {}

        record ListAll() implements Asked {}

        record Delete(String name) implements Asked {}
    }

    Recordings(RecordingLimits limits, Handshake handshake, Supplier<String> texts, StreamTable streams) {
        this.limits = limits;
        this.handshake = handshake;
        this.texts = texts;
        this.streams = streams;
    }

    boolean waiting() {
        return asked != null;
    }

    void requireAgreed() throws Payload.Unfit {
        if (!handshake.capabilities().recording()) {
            throw new Payload.Unfit(FieldCode.NOT_AGREED, "recording was not agreed on at init");
        }
    }

    /// The name of a recording, as a client may choose it.
    static String name(Payload payload) throws Payload.Unfit {
        String name = payload.text("recording_id");
        if (!NAME.matcher(name).matches()) {
            throw new Payload.Unfit(
                    FieldCode.BAD_MESSAGE, "recording_id has to be 1 to 64 letters, digits, dots, dashes, underscores");
        }
        return name;
    }

    void start(Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        requireAgreed();
        OpenStream open = streams.named(payload.text("stream_id"));
        if (open == null || open.over != null) {
            throw new Payload.Unfit(FieldCode.STREAM_UNKNOWN, "no stream of this id is open");
        }
        if (!(open instanceof ViewedStream stream)) {
            throw new Payload.Unfit(FieldCode.WRONG_STREAM_TYPE, "what is played is recorded already");
        }
        if (stream.recording != null && !stream.recording.ended()) {
            throw new Payload.Unfit(FieldCode.RECORDING_EXISTS, "this stream is being recorded");
        }
        String name = payload.has("recording_id") ? name(payload) : texts.get();
        long mostFrames = payload.whole("max_frames", MOST_FRAMES, 1, MOST_FRAMES);
        var begun = new Begun(
                texts.get(),
                handshake.owner(),
                name,
                stream.wish.type().wireName(),
                stream.params.toString().getBytes(StandardCharsets.UTF_8),
                now);
        asked = new Asked.Start(stream, begun, mostFrames);
        out.add(new FieldOutput.Store(new Begin(begun)));
    }

    void stop(Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        requireAgreed();
        String id = payload.text("stream_id");
        if (!(streams.named(id) instanceof ViewedStream stream)
                || stream.recording == null
                || stream.recording.ended()) {
            throw new Payload.Unfit(FieldCode.RECORDING_UNKNOWN, "no stream of this id is being recorded");
        }
        stream.recording.end("stopped", now, out);
    }

    void list(List<FieldOutput> out) throws Payload.Unfit {
        requireAgreed();
        asked = new Asked.ListAll();
        out.add(new FieldOutput.Store(new RecordingWish.ListAll(handshake.owner())));
    }

    void delete(Payload payload, List<FieldOutput> out) throws Payload.Unfit {
        requireAgreed();
        String name = name(payload);
        asked = new Asked.Delete(name);
        out.add(new FieldOutput.Store(new RecordingWish.Delete(handshake.owner(), name)));
    }

    void started(@Nullable Outcome outcome, boolean busy, double now, List<FieldOutput> out) {
        if (!(asked instanceof Asked.Start(ViewedStream stream, Begun begun, long mostFrames))) {
            return;
        }
        asked = null;
        if (outcome == Outcome.DONE && (streams.numbered(stream.number) != stream || stream.over != null)) {
            out.add(new FieldOutput.Store(new RecordingWish.Abort(begun)));
            refuse("record_start", FieldCode.STREAM_UNKNOWN, "the stream has ended", stream.id, now, out);
            return;
        }
        FieldCode code = busy ? FieldCode.RECORDINGS_BUSY : refusal(outcome);
        if (code != null) {
            refuse("record_start", code, words(code), stream.id, now, out);
            return;
        }
        var recording = new StreamRecording(begun, stream.params, stream.id, mostFrames, limits.bytes(), now);
        stream.recording = recording;
        running.put(begun.file(), recording);
        ObjectNode payload = Replies.object().put("recording_id", begun.name());
        out.add(new FieldOutput.Say(Replies.with("record_started", stream.id, now, payload)));
    }

    private static @Nullable FieldCode refusal(@Nullable Outcome outcome) {
        return switch (outcome) {
            case DONE -> null;
            case EXISTS -> FieldCode.RECORDING_EXISTS;
            case TOO_MANY -> FieldCode.TOO_MANY_RECORDINGS;
            case FULL -> FieldCode.RECORDINGS_FULL;
            case GONE -> FieldCode.RECORDING_FAILED;
            case null -> FieldCode.RECORDING_FAILED;
        };
    }

    private String words(FieldCode code) {
        return switch (code) {
            case RECORDING_EXISTS -> "there is a recording of this recording_id";
            case TOO_MANY_RECORDINGS ->
                "there are " + limits.number() + " recordings, as many as are kept: delete some";
            case RECORDINGS_FULL -> "recordings take all of the disk that they may: delete some";
            case RECORDINGS_BUSY -> "this node makes as many recordings as it may: try another, or later";
            default -> "the store is not available";
        };
    }

    private static void refuse(
            String what, FieldCode code, String words, @Nullable String id, double now, List<FieldOutput> out) {
        out.add(new FieldOutput.Say(Replies.refusal(what + "_failed", code, words, id, now)));
    }

    void written(String file, @Nullable Outcome outcome, double now, List<FieldOutput> out) {
        StreamRecording recording = running.get(file);
        if (recording != null && recording.written(outcome, now, out)) {
            running.remove(file);
            out.add(new FieldOutput.Say(Replies.with("record_stopped", recording.streamId(), now, recording.told())));
        }
    }

    void listed(@Nullable List<Kept> all, double now, List<FieldOutput> out) {
        asked = null;
        if (all == null) {
            refuse("record_list", FieldCode.RECORDING_FAILED, words(FieldCode.RECORDING_FAILED), null, now, out);
            return;
        }
        ObjectNode payload = Replies.object();
        ArrayNode recordings = payload.putArray("recordings");
        all.forEach(each -> recordings.add(json(each)));
        out.add(new FieldOutput.Say(Replies.with("record_list", null, now, payload)));
    }

    static ObjectNode json(Kept kept) {
        ObjectNode json = Replies.object()
                .put("recording_id", kept.begun().name())
                .put("stream_type", kept.begun().streamType())
                .put("state", kept.state().name().toLowerCase(Locale.ROOT))
                .put("started", kept.begun().startedMillis())
                .put("frames", kept.frames())
                .put("bytes", kept.bytes())
                .put("stored_bytes", kept.storedBytes())
                .put("expires_at", kept.expiresAt());
        return kept.sha256() == null ? json : json.put("sha256", kept.sha256());
    }

    void deleted(@Nullable Boolean was, double now, List<FieldOutput> out) {
        if (!(asked instanceof Asked.Delete(String name))) {
            return;
        }
        asked = null;
        if (was == null) {
            refuse("record_delete", FieldCode.RECORDING_FAILED, words(FieldCode.RECORDING_FAILED), null, now, out);
        } else if (!was) {
            refuse("record_delete", FieldCode.RECORDING_UNKNOWN, "there is no such recording", null, now, out);
        } else {
            out.add(new FieldOutput.Say(
                    Replies.with("record_deleted", null, now, Replies.object().put("recording_id", name))));
        }
    }

    void tick(double now, List<FieldOutput> out) {
        running.values().forEach(each -> each.tick(now, out));
    }

    /// The client is gone.
    void gone(List<FieldOutput> out) {
        if (asked instanceof Asked.Start(var _, Begun begun, var _)) {
            out.add(new FieldOutput.Store(new RecordingWish.Abort(begun)));
        }
    }
}
