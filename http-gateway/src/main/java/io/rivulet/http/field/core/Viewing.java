// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.Cadence;
import java.util.List;
import java.util.function.Supplier;

/// What a client asks for about its streams.
/// **Thread** one.
final class Viewing {
    private static final int MOST_ID = 256;

    private final FieldLimits limits;
    private final Handshake handshake;
    private final Supplier<String> texts;
    private final StreamTable streams;
    private final StreamDoor door;
    private final StreamLives lives;
    private final Resuming resuming;
    private final Recordings recordings;
    private final Replays replays;

    Viewing(
            FieldLimits limits,
            Handshake handshake,
            Supplier<String> texts,
            StreamTable streams,
            StreamDoor door,
            StreamLives lives,
            Resuming resuming,
            Recordings recordings,
            Replays replays) {
        this.limits = limits;
        this.handshake = handshake;
        this.texts = texts;
        this.streams = streams;
        this.door = door;
        this.lives = lives;
        this.resuming = resuming;
        this.recordings = recordings;
        this.replays = replays;
    }

    /// **Errors** [Payload.Unfit] where an `unsubscribe` is malformed, which has no refusal of its own.
    void carryOut(String what, JsonNode message, double now, List<FieldOutput> out) throws Payload.Unfit {
        boolean unsubscribe = what.equals("unsubscribe");
        String refusal = unsubscribe ? "error" : what + "_failed";
        JsonNode said = message.path("payload").path("stream_id");
        String streamId = said.isTextual() && said.textValue().length() <= MOST_ID ? said.textValue() : null;
        if (!handshake.authenticated()) {
            out.add(new FieldOutput.Say(
                    Replies.refusal(refusal, FieldCode.NOT_AUTHENTICATED, "auth has to come first", streamId, now)));
            return;
        }
        try {
            Payload payload = Payload.in(message, "payload");
            switch (what) {
                case "subscribe" -> subscribe(payload, now, out);
                case "resume" -> resuming.resume(payload, out);
                case "update_subscription" -> change(payload, now, out);
                case "record_start" -> recordings.start(payload, now, out);
                case "record_stop" -> recordings.stop(payload, now, out);
                case "record_list" -> recordings.list(out);
                case "record_delete" -> recordings.delete(payload, out);
                case "pause_stream", "resume_stream", "seek_stream" -> replays.control(what, payload, now, out);
                default -> unsubscribe(payload.text("stream_id"), now, out);
            }
        } catch (Payload.Unfit unfit) {
            if (unsubscribe) {
                throw unfit;
            }
            ObjectNode answer = Replies.refusal(refusal, unfit.code(), unfit.words(), streamId, now);
            if (!unfit.unknown().isEmpty() && answer.get("payload") instanceof ObjectNode told) {
                unfit.unknown().forEach(told.putArray("unknown_features")::add);
            }
            out.add(new FieldOutput.Say(answer));
        }
    }

    private void subscribe(Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        StreamType wanted = StreamType.named(payload.text("stream_type"))
                .orElseThrow(
                        () -> new Payload.Unfit("stream_type has to be stream_features, simulation_live or replay"));
        door.requireType(wanted);
        Payload params = Payload.in(payload.object(), "params");
        if (wanted == StreamType.REPLAY) {
            replays.subscribe(id, params, out);
            return;
        }
        StreamWish wish = StreamWish.read(wanted, params, limits.overflow());
        door.requireRoom(id);
        lives.begin(
                ViewedStream.begun(
                        door.number(),
                        id,
                        simulation(wish),
                        StreamWish.known(params.object()),
                        wish,
                        limits.queue(),
                        now),
                -1,
                out);
    }

    /// Whoever wants the same run gets the same name.
    private String simulation(StreamWish wish) {
        String key = wish.key();
        if (key != null) {
            return "shared-" + FieldKeys.digestOf(handshake.owner() + "\n" + key + "\n" + wish.settings());
        }
        return wish.type() == StreamType.FEATURES
                ? "common-" + FieldKeys.digestOf(wish.settings().toString())
                : "own-" + texts.get();
    }

    private void change(Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        if (!handshake.capabilities().filters()) {
            throw new Payload.Unfit(FieldCode.NOT_AGREED, "filters were not agreed on at init");
        }
        OpenStream open = streams.named(id);
        if (open instanceof ReplayedStream) {
            throw new Payload.Unfit(FieldCode.WRONG_STREAM_TYPE, "what is played stays as it was recorded");
        }
        if (!(open instanceof ViewedStream stream) || !(stream.cadence instanceof Cadence cadence)) {
            throw new Payload.Unfit(FieldCode.STREAM_UNKNOWN, "no stream of this id is open");
        }
        StreamWish wish = stream.wish.changed(payload, stream.params, limits.overflow());
        stream.changes.add(new ViewedStream.Change(wish, stream.params.deepCopy()));
        if (wish.every() % cadence.every() == 0 && stream.changes.size() == 1) {
            // All that is wanted is among what comes anyway.
            lives.changed(stream, stream.lastStep, now, out);
        }
        out.add(new FieldOutput.Rewatch(stream.number, wish));
    }

    private void unsubscribe(String id, double now, List<FieldOutput> out) {
        OpenStream stream = streams.named(id);
        if (stream == null && !streams.wasOpen(id)) {
            out.add(new FieldOutput.Say(
                    Replies.error(FieldCode.STREAM_UNKNOWN, "no stream of this id was open", id, now)));
            return;
        }
        if (stream != null) {
            lives.end(stream, "cancelled", false, now, out);
        }
        out.add(new FieldOutput.Say(Replies.plain("unsubscribe", id, now)));
    }
}
