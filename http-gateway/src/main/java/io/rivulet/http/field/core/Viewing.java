// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.Cadence;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a client asks for about its streams, and what it is told of them.
/// **Thread** one. **Bounded by** [FieldLimits#streams].
final class Viewing {
    private static final int MOST_ID = 256;

    private final @Nullable StreamType type;
    private final FieldLimits limits;
    private final Handshake handshake;
    private final Supplier<String> texts;
    private final StreamTable streams;
    private @Nullable Asked asked;
    private int numbers;

    private record Asked(String streamId, long lastSequence) {}

    Viewing(Endpoint endpoint, FieldLimits limits, Handshake handshake, Supplier<String> texts, StreamTable streams) {
        this.type = endpoint.type();
        this.limits = limits;
        this.handshake = handshake;
        this.texts = texts;
        this.streams = streams;
    }

    /// Whether it is not known yet what a client wants to resume.
    boolean waiting() {
        return asked != null;
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
                case "resume" -> resume(payload, out);
                case "update_subscription" -> change(payload, now, out);
                default -> unsubscribe(payload.text("stream_id"), now, out);
            }
        } catch (Payload.Unfit unfit) {
            if (unsubscribe) {
                throw unfit;
            }
            out.add(new FieldOutput.Say(Replies.refusal(refusal, unfit.code(), unfit.words(), streamId, now)));
        }
    }

    private void subscribe(Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        StreamType wanted = StreamType.named(payload.text("stream_type"))
                .orElseThrow(() -> new Payload.Unfit("stream_type has to be stream_features or simulation_live"));
        requireType(wanted);
        Payload params = Payload.in(payload.object(), "params");
        StreamWish wish = StreamWish.read(wanted, params, limits.overflow());
        requireRoom(id);
        begin(
                ViewedStream.begun(
                        ++numbers, id, simulation(wish), StreamWish.known(params.object()), wish, limits.queue(), now),
                -1,
                out);
    }

    private void requireType(StreamType wanted) throws Payload.Unfit {
        if (wanted != type) {
            throw new Payload.Unfit(
                    FieldCode.WRONG_STREAM_TYPE,
                    type == null ? "there are no streams at this address" : "this address has " + type.wireName());
        }
    }

    private void requireRoom(String id) throws Payload.Unfit {
        if (streams.named(id) != null) {
            throw new Payload.Unfit(FieldCode.STREAM_EXISTS, "a stream of this id is open");
        }
        if (streams.count() >= limits.streams()) {
            throw new Payload.Unfit(
                    FieldCode.TOO_MANY_STREAMS, "a connection has at most " + limits.streams() + " streams");
        }
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

    private void begin(ViewedStream stream, long after, List<FieldOutput> out) {
        streams.add(stream);
        out.add(new FieldOutput.Watch(stream.number, stream.simulation, stream.wish, after));
    }

    private void resume(Payload payload, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        String token = payload.text("resume_token");
        long last = payload.whole("last_sequence", -1, -1, Integer.MAX_VALUE);
        if (!handshake.capabilities().resume()) {
            throw new Payload.Unfit(FieldCode.NOT_AGREED, "resume was not agreed on at init");
        }
        requireRoom(id);
        asked = new Asked(id, last);
        out.add(new FieldOutput.TakeToken(token));
    }

    void found(byte @Nullable [] content, double now, List<FieldOutput> out) {
        Asked wanted = asked;
        asked = null;
        if (wanted == null) {
            return;
        }
        String id = wanted.streamId();
        try {
            ResumeNote note = content == null ? null : ResumeNote.read(content);
            if (note == null
                    || !note.owner().equals(handshake.owner())
                    || !note.streamId().equals(id)) {
                throw new Payload.Unfit(FieldCode.RESUME_UNKNOWN, "nothing is to be resumed by this token");
            }
            requireType(note.type());
            StreamWish wish = note.wish(limits.overflow());
            ViewedStream stream =
                    ViewedStream.resumed(++numbers, note, wish, wanted.lastSequence(), limits.queue(), now);
            begin(stream, stream.lastStep, out);
        } catch (Payload.Unfit unfit) {
            out.add(new FieldOutput.Say(Replies.refusal("resume_failed", unfit.code(), unfit.words(), id, now)));
        }
    }

    private void change(Payload payload, double now, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        if (!handshake.capabilities().filters()) {
            throw new Payload.Unfit(FieldCode.NOT_AGREED, "filters were not agreed on at init");
        }
        ViewedStream stream = streams.named(id);
        Cadence cadence = stream == null ? null : stream.cadence;
        if (stream == null || cadence == null) {
            throw new Payload.Unfit(FieldCode.STREAM_UNKNOWN, "no stream of this id is open");
        }
        StreamWish wish = stream.wish.changed(payload, stream.params, limits.overflow());
        if (wish.every() != cadence.every()) {
            stream.cadence = cadence.changed(wish.every(), stream.lastStep, stream.nextSequence);
        }
        stream.wish = wish;
        ObjectNode answer = Replies.object().put("effective_from_sequence", stream.nextSequence);
        answer.set("params", stream.params.deepCopy());
        out.add(new FieldOutput.Say(Replies.with("update_subscription_success", id, now, answer)));
        out.add(new FieldOutput.Rewatch(stream.number, wish));
        keepToken(stream, stream.cadence, out);
    }

    private void unsubscribe(String id, double now, List<FieldOutput> out) {
        ViewedStream stream = streams.named(id);
        if (stream == null && !streams.wasOpen(id)) {
            out.add(new FieldOutput.Say(
                    Replies.error(FieldCode.STREAM_UNKNOWN, "no stream of this id was open", id, now)));
            return;
        }
        if (stream != null) {
            end(stream, "cancelled", false, now, out);
        }
        out.add(new FieldOutput.Say(Replies.plain("unsubscribe", id, now)));
    }

    void news(int number, FieldNews news, double now, List<FieldOutput> out) {
        ViewedStream stream = streams.numbered(number);
        if (stream == null || stream.over != null) {
            return;
        }
        switch (news) {
            case FieldNews.Joined joined -> joined(stream, joined, now, out);
            case FieldNews.Updated(FieldUpdate update) -> updated(stream, update, out);
            case FieldNews.Pictured(FieldSnapshot snapshot) -> pictured(stream, snapshot, out);
            case FieldNews.Failed(String words) -> failed(stream, words, now, out);
        }
    }

    private void failed(ViewedStream stream, String words, double now, List<FieldOutput> out) {
        if (stream.announced) {
            offer(stream, new StreamItem.Failed(FieldCode.STREAM_ERROR, words), out);
            over(stream, "error", out);
        } else {
            refused(stream.number, FieldCode.SUBSCRIBE_FAILED, words, now, out);
        }
    }

    private void joined(ViewedStream stream, FieldNews.Joined joined, double now, List<FieldOutput> out) {
        if (stream.announced) {
            // It has moved to another node; what is missing shows in the numbers.
            return;
        }
        Cadence cadence = stream.cadence;
        if (cadence == null) {
            stream.cadence = new Cadence(stream.wish.every(), joined.step(), 0);
            stream.lastStep = joined.step();
        } else {
            long next = cadence.next(joined.step(), stream.wish.settings().isLast(joined.step()));
            stream.missed = Math.max(0, next - stream.nextSequence);
            if (!joined.covered()) {
                ObjectNode refusal = Replies.refusal(
                        "resume_failed", FieldCode.RESUME_GAP, "updates since then are not kept", stream.id, now);
                ((ObjectNode) refusal.get("payload")).put("oldest_sequence", next);
                out.add(new FieldOutput.Say(refusal));
                forget(stream, false, out);
                return;
            }
        }
        if (handshake.capabilities().resume()) {
            stream.token = texts.get();
            keepToken(stream, stream.cadence, out);
        } else {
            announce(stream, now, out);
        }
    }

    private void keepToken(ViewedStream stream, @Nullable Cadence cadence, List<FieldOutput> out) {
        String token = stream.token;
        if (token != null && cadence != null) {
            var note = new ResumeNote(
                    handshake.owner(), stream.id, stream.wish.type(), stream.simulation, stream.params, cadence);
            out.add(new FieldOutput.KeepToken(stream.number, token, note.bytes()));
        }
    }

    void kept(int number, boolean kept, double now, List<FieldOutput> out) {
        ViewedStream stream = streams.numbered(number);
        if (stream == null || stream.announced) {
            return;
        }
        if (kept) {
            announce(stream, now, out);
        } else {
            refused(number, FieldCode.SUBSCRIBE_FAILED, "the store is not available", now, out);
        }
    }

    private void announce(ViewedStream stream, double now, List<FieldOutput> out) {
        stream.announced = true;
        String token = stream.token;
        ObjectNode payload = Replies.object();
        if (token != null) {
            payload.put("resume_token", token)
                    .put("resume_window_s", limits.resumeWindow().toSeconds())
                    .put("sequence", stream.isResumed() ? stream.resumedFrom : 0);
        }
        if (stream.isResumed()) {
            payload.put("from_sequence", stream.resumedFrom).put("missed", stream.missed);
        }
        String type = stream.isResumed() ? "resume_success" : "subscribe_success";
        out.add(new FieldOutput.Say(
                payload.isEmpty() ? Replies.plain(type, stream.id, now) : Replies.with(type, stream.id, now, payload)));
        if (handshake.capabilities().snapshots() && !stream.isResumed()) {
            out.add(new FieldOutput.Picture(stream.number));
        }
    }

    private void updated(ViewedStream stream, FieldUpdate update, List<FieldOutput> out) {
        Cadence cadence = stream.cadence;
        if (cadence == null || !stream.wants(update)) {
            return;
        }
        long sequence = cadence.sequence(update.step());
        stream.lastStep = update.step();
        stream.nextSequence = sequence + 1;
        offer(stream, new StreamItem.Updated(update, sequence), out);
        long pictures = stream.wish.snapshotEvery();
        if (pictures > 0 && handshake.capabilities().snapshots() && update.step() % pictures == 0) {
            out.add(new FieldOutput.Picture(stream.number));
        }
        if (update.last()) {
            if (stream.wish.type() == StreamType.LIVE) {
                offer(stream, new StreamItem.Completed(update), out);
            }
            over(stream, "complete", out);
        }
    }

    private static void pictured(ViewedStream stream, FieldSnapshot snapshot, List<FieldOutput> out) {
        Cadence cadence = stream.cadence;
        if (cadence != null) {
            FieldUpdate update = snapshot.update();
            long sequence = cadence.next(update.step(), update.last()) - 1;
            offer(stream, new StreamItem.Pictured(snapshot, sequence), out);
        }
    }

    private static void offer(ViewedStream stream, StreamItem item, List<FieldOutput> out) {
        long gone = stream.offer(item);
        if (gone > 0) {
            out.add(new FieldOutput.Tell(new FieldFact.Dropped(stream.wish.overflow(), gone)));
        }
    }

    /// Nothing follows what waits: the stream ends once that is read.
    private void over(ViewedStream stream, String reason, List<FieldOutput> out) {
        stream.over = reason;
        if (handshake.capabilities().streamEnds() > 0) {
            offer(stream, new StreamItem.Ended(reason), out);
        }
        leave(stream, true, out);
    }

    /// The stream could not be opened, or can't go on.
    void refused(int number, FieldCode code, String words, double now, List<FieldOutput> out) {
        ViewedStream stream = streams.numbered(number);
        if (stream != null) {
            String refusal = stream.announced ? "error" : stream.isResumed() ? "resume_failed" : "subscribe_failed";
            out.add(new FieldOutput.Say(Replies.refusal(refusal, code, words, stream.id, now)));
            forget(stream, false, out);
        }
    }

    private void forget(ViewedStream stream, boolean comesBack, List<FieldOutput> out) {
        streams.remove(stream);
        if (stream.over == null) {
            leave(stream, comesBack, out);
        }
    }

    private static void leave(ViewedStream stream, boolean comesBack, List<FieldOutput> out) {
        String token = stream.token;
        out.add(new FieldOutput.Leave(stream.number, comesBack && token != null));
        if (token != null) {
            out.add(comesBack ? new FieldOutput.LimitToken(token) : new FieldOutput.ForgetToken(token));
        }
    }

    private void end(ViewedStream stream, String reason, boolean comesBack, double now, List<FieldOutput> out) {
        forget(stream, comesBack, out);
        out.add(new FieldOutput.Tell(new FieldFact.StreamEnded(stream.audit(reason, now))));
    }

    /// @param comeBack whether the client may, for those streams whose token it has
    void leaveAll(String reason, boolean comeBack, double now, List<FieldOutput> out) {
        for (ViewedStream stream : streams.all()) {
            end(stream, reason, comeBack, now, out);
        }
    }
}
