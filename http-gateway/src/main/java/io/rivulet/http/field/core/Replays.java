// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.store.FieldRecordings.Kept;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.recording.RecordingLines;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Recordings that clients have played to them.
/// **Thread** one. **Bounded by** one recording that is looked for at a time, and one part read for each stream.
final class Replays {
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY.copy());

    private final Handshake handshake;
    private final Recordings recordings;
    private final StreamTable streams;
    private final StreamDoor door;
    private final StreamLives lives;
    /// Sequences that are looked for, by stream.
    private final Map<Integer, Sought> sought = new HashMap<>();

    private @Nullable Asked asked;

    private record Asked(String streamId, ReplayWish wish) {}

    /// @param client whether the client is to be told
    private record Sought(long sequence, boolean client) {}

    Replays(Handshake handshake, Recordings recordings, StreamTable streams, StreamDoor door, StreamLives lives) {
        this.handshake = handshake;
        this.recordings = recordings;
        this.streams = streams;
        this.door = door;
        this.lives = lives;
    }

    boolean waiting() {
        return asked != null;
    }

    void subscribe(String streamId, Payload params, List<FieldOutput> out) throws Payload.Unfit {
        recordings.requireAgreed();
        ReplayWish wish = ReplayWish.read(params);
        door.requireRoom(streamId);
        asked = new Asked(streamId, wish);
        out.add(new FieldOutput.Store(new RecordingWish.Find(handshake.owner(), wish.name())));
    }

    void found(@Nullable Optional<Kept> found, double now, List<FieldOutput> out) {
        Asked wanted = asked;
        asked = null;
        if (wanted == null) {
            return;
        }
        if (found == null || found.isEmpty()) {
            FieldCode code = found == null ? FieldCode.RECORDING_FAILED : FieldCode.RECORDING_UNKNOWN;
            String words = found == null ? "the store is not available" : "there is no such recording";
            out.add(new FieldOutput.Say(Replies.refusal("subscribe_failed", code, words, wanted.streamId(), now)));
            return;
        }
        Kept kept = found.get();
        var stream = new ReplayedStream(door.number(), wanted.streamId(), kept, params(kept), wanted.wish(), now);
        streams.add(stream);
        out.add(new FieldOutput.TakeSeat(stream.number));
    }

    private static JsonNode params(Kept kept) {
        try {
            return MAPPER.readTree(kept.begun().params());
        } catch (IOException e) {
            throw new UncheckedIOException("our own JSON can't be read", e);
        }
    }

    /// There is room for it.
    void seated(int number, double now, List<FieldOutput> out) {
        if (!(streams.numbered(number) instanceof ReplayedStream stream)) {
            return;
        }
        stream.announced = true;
        ObjectNode recording = Recordings.json(stream.kept);
        recording.set("params", params(stream.kept));
        ObjectNode payload = Replies.object();
        payload.set("recording", recording);
        out.add(new FieldOutput.Say(Replies.with("subscribe_success", stream.id, now, payload)));
        begin(stream, out);
    }

    private void begin(ReplayedStream stream, List<FieldOutput> out) {
        if (stream.wish().fromSomewhere()) {
            // Until it is known where that is, nothing is read.
            stream.goTo(0, stream.wish().plan());
            stream.wanted();
            place(stream, stream.wish().plan().from(), false, out);
        } else {
            stream.goTo(0, stream.wish().plan());
            readOn(stream, out);
        }
    }

    /// Messages may have left: more may be wanted.
    void readOn(List<FieldOutput> out) {
        for (OpenStream each : streams.all()) {
            if (each instanceof ReplayedStream stream) {
                if (stream.startsAnew() && !sought.containsKey(stream.number)) {
                    stream.newRound();
                    begin(stream, out);
                }
                readOn(stream, out);
            }
        }
    }

    private static void readOn(ReplayedStream stream, List<FieldOutput> out) {
        int part = stream.wanted();
        if (part >= 0) {
            out.add(new FieldOutput.Store(new RecordingWish.Read(
                    stream.number, stream.turn(), stream.kept.begun().file(), part)));
        }
    }

    private void place(ReplayedStream stream, long sequence, boolean client, List<FieldOutput> out) {
        sought.put(stream.number, new Sought(sequence, client));
        out.add(new FieldOutput.Store(
                new RecordingWish.Place(stream.number, stream.kept.begun().file(), sequence)));
    }

    /// A place that a client asks for and that is not there changes nothing.
    void placed(int number, @Nullable OptionalInt part, double now, List<FieldOutput> out) {
        Sought wanted = sought.get(number);
        if (wanted == null || !(streams.numbered(number) instanceof ReplayedStream stream)) {
            sought.remove(number);
            return;
        }
        if (part == null) {
            fail(stream, now, out);
        } else if (part.isPresent()) {
            stream.goTo(part.getAsInt(), stream.from(wanted.sequence()));
        } else if (wanted.client()) {
            answerSought(stream, null, now, out);
        } else {
            sought.remove(number);
            stream.goTo(null, stream.plan());
        }
        readOn(stream, out);
    }

    void read(int number, int turn, @Nullable Optional<RecordingLines> lines, double now, List<FieldOutput> out) {
        if (!(streams.numbered(number) instanceof ReplayedStream stream) || stream.turn() != turn) {
            return;
        }
        if (lines == null) {
            fail(stream, now, out);
            return;
        }
        stream.read(lines.orElse(null));
        if (stream.ready()) {
            answerSought(stream, stream.sequence(), now, out);
        }
        readOn(stream, out);
    }

    private void fail(ReplayedStream stream, double now, List<FieldOutput> out) {
        sought.remove(stream.number);
        lives.refused(stream.number, FieldCode.STREAM_ERROR, "the recording can't be read", now, out);
    }

    void control(String what, Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        OpenStream open = streams.named(id);
        if (open == null || open.over != null || !open.announced) {
            throw new Payload.Unfit(FieldCode.STREAM_UNKNOWN, "no stream of this id is open");
        }
        if (!(open instanceof ReplayedStream stream)) {
            throw new Payload.Unfit(FieldCode.WRONG_STREAM_TYPE, "only what is played can be paused or moved");
        }
        switch (what) {
            case "pause_stream" -> stream.pause();
            case "resume_stream" -> stream.goOn();
            default -> {
                long sequence = payload.whole("sequence", -1, 0, Integer.MAX_VALUE);
                if (sequence < 0) {
                    throw new Payload.Unfit("sequence is missing");
                }
                if (sought.containsKey(stream.number)
                        || sequence > stream.plan().to()) {
                    throw new Payload.Unfit(
                            FieldCode.SEQUENCE_UNKNOWN, "it is not played, or another one is being looked for");
                }
                place(stream, sequence, true, out);
                return;
            }
        }
        out.add(new FieldOutput.Say(Replies.plain(what, id, now)));
    }

    /// Where a client is now, once that is known.
    private void answerSought(ReplayedStream stream, @Nullable Long sequence, double now, List<FieldOutput> out) {
        Sought wanted = sought.remove(stream.number);
        if (wanted == null || !wanted.client()) {
            return;
        }
        if (sequence == null) {
            out.add(new FieldOutput.Say(Replies.refusal(
                    "seek_stream_failed",
                    FieldCode.SEQUENCE_UNKNOWN,
                    "nothing of this sequence, or behind it, is there",
                    stream.id,
                    now)));
        } else {
            out.add(new FieldOutput.Say(
                    Replies.with("seek_stream", stream.id, now, Replies.object().put("sequence", sequence))));
        }
    }
}
