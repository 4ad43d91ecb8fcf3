// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.http.field.core.FieldFact.ConnectionAudit;
import io.rivulet.http.field.core.FieldFact.StreamAudit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection: everything that it decides. Each call tells what happened and when, in Unix milliseconds
/// with a fraction, and gives what is to be done, in order. `init`, `auth` and `subscribe` come in this
/// order; `pong`, `heartbeat` and `close` are taken at any time; what is wrong is answered and changes
/// nothing. **Thread** one. **Bounded by** [FieldLimits], and a rate of messages.
public final class FieldConversation {
    /// Malformed messages after which the connection ends.
    static final int MOST_MALFORMED = 5;

    private static final double MILLIS = 1000;
    private static final double HUNDREDTHS = 100;

    private final Endpoint endpoint;
    private final Handshake handshake;
    private final Liveness liveness;
    private final MessageRate rate;
    private final StreamTable streams = new StreamTable();
    private final StreamLives lives;
    private final StreamNews streamNews;
    private final Resuming resuming;
    private final Recordings recordings;
    private final Replays replays;
    private final Viewing viewing;
    private final double openedMillis;
    private long received;
    private int malformed;
    private boolean closed;

    /// @param texts makes texts that nobody can guess: names of runs, resume tokens
    public FieldConversation(
            Endpoint endpoint, FieldAuth auth, FieldLimits limits, Supplier<String> texts, double now) {
        this.endpoint = endpoint;
        this.handshake = new Handshake(auth, limits);
        this.liveness = new Liveness(limits, now);
        this.rate = new MessageRate(now);
        var door = new StreamDoor(endpoint, limits, streams);
        this.lives = new StreamLives(handshake, streams);
        this.streamNews = new StreamNews(limits, handshake, texts, streams, lives);
        this.resuming = new Resuming(limits, handshake, door, lives);
        this.recordings = new Recordings(limits.recordings(), handshake, texts, streams);
        this.replays = new Replays(handshake, recordings, streams, door, lives);
        this.viewing = new Viewing(limits, handshake, texts, streams, door, lives, resuming, recordings, replays);
        this.openedMillis = now;
    }

    /// Whether the next message has to wait, since what the last one asked for is not known yet.
    public boolean waiting() {
        return handshake.waiting() || resuming.waiting() || recordings.waiting() || replays.waiting();
    }

    public boolean authenticated() {
        return handshake.authenticated();
    }

    public int streams() {
        return streams.count();
    }

    public boolean closed() {
        return closed;
    }

    public List<FieldOutput> tick(double now) {
        List<FieldOutput> out = new ArrayList<>();
        if (!closed) {
            liveness.tick(now, out);
            recordings.tick(now, out);
        }
        return done(now, out);
    }

    /// The client said something that is no JSON object.
    public List<FieldOutput> unreadable(CloseCode why, double now) {
        received++;
        return closed ? List.of() : done(now, new ArrayList<>(List.of(new FieldOutput.Close(why))));
    }

    public List<FieldOutput> said(JsonNode message, double now) {
        List<FieldOutput> out = new ArrayList<>();
        if (closed) {
            return out;
        }
        received++;
        if (!rate.take(now)) {
            error(FieldCode.RATE_LIMITED, "too many messages", now, out);
            return out;
        }
        JsonNode type = message.path("type");
        if (!type.isTextual()) {
            malformed("type has to be a text", now, out);
        } else {
            carryOut(type.textValue(), message, now, out);
        }
        return done(now, out);
    }

    private void carryOut(String type, JsonNode message, double now, List<FieldOutput> out) {
        switch (type) {
            case "init" -> handshake.init(message, now, out);
            case "auth" -> {
                handshake.auth(message, now, out);
                authChanged(now, out);
            }
            case "pong" -> liveness.sign(now);
            case "heartbeat" -> {
                liveness.sign(now);
                out.add(new FieldOutput.Say(Replies.plain("pong", null, now)));
            }
            case "close" -> out.add(new FieldOutput.Close(CloseCode.NORMAL));
            case "subscribe",
                    "resume",
                    "unsubscribe",
                    "update_subscription",
                    "record_start",
                    "record_stop",
                    "record_list",
                    "record_delete",
                    "pause_stream",
                    "resume_stream",
                    "seek_stream" -> {
                try {
                    viewing.carryOut(type, message, now, out);
                } catch (Payload.Unfit unfit) {
                    malformed(unfit.words(), now, out);
                }
            }
            default -> error(FieldCode.UNKNOWN_TYPE, "there are no messages of this type", now, out);
        }
    }

    private void malformed(String words, double now, List<FieldOutput> out) {
        error(FieldCode.BAD_MESSAGE, words, now, out);
        if (++malformed >= MOST_MALFORMED) {
            out.add(new FieldOutput.Close(CloseCode.MALFORMED));
        }
    }

    private static void error(FieldCode code, String words, double now, List<FieldOutput> out) {
        out.add(new FieldOutput.Say(Replies.error(code, words, null, now)));
    }

    private void authChanged(double now, List<FieldOutput> out) {
        if (handshake.authenticated()) {
            liveness.authenticated(now);
        } else {
            lives.leaveAll("cancelled", false, now, out);
        }
    }

    /// Whether the `auth` of [FieldOutput.Remember] was the first of its kind.
    public List<FieldOutput> heard(boolean first, double now) {
        List<FieldOutput> out = new ArrayList<>();
        if (!closed) {
            handshake.heard(first, now, out);
            authChanged(now, out);
        }
        return done(now, out);
    }

    /// What [FieldOutput.KeepToken] came to.
    public List<FieldOutput> kept(int stream, boolean kept, double now) {
        List<FieldOutput> out = new ArrayList<>();
        streamNews.kept(stream, kept, now, out);
        return done(now, out);
    }

    /// What [FieldOutput.TakeToken] came to; null: nothing was kept under it.
    public List<FieldOutput> found(FieldStore.@Nullable Token token, double now) {
        List<FieldOutput> out = new ArrayList<>();
        if (!closed) {
            resuming.found(token, now, out);
        }
        return done(now, out);
    }

    public List<FieldOutput> news(int stream, FieldNews news, double now) {
        List<FieldOutput> out = new ArrayList<>();
        streamNews.news(stream, news, now, out);
        return done(now, out);
    }

    /// There is room for the stream of [FieldOutput.TakeSeat].
    public List<FieldOutput> seated(int stream, double now) {
        List<FieldOutput> out = new ArrayList<>();
        if (!closed) {
            replays.seated(stream, now, out);
        }
        return done(now, out);
    }

    /// What came of a [FieldOutput.Store].
    public List<FieldOutput> stored(RecordingAnswer answer, double now) {
        List<FieldOutput> out = new ArrayList<>();
        if (closed) {
            return out;
        }
        switch (answer) {
            case RecordingAnswer.Started(var outcome) -> recordings.started(outcome, false, now, out);
            case RecordingAnswer.Busy _ -> recordings.started(null, true, now, out);
            case RecordingAnswer.Written(String file, int _, var outcome) ->
                recordings.written(file, outcome, now, out);
            case RecordingAnswer.Listed(var all) -> recordings.listed(all, now, out);
            case RecordingAnswer.Deleted(var was) -> recordings.deleted(was, now, out);
            case RecordingAnswer.Found(var kept) -> replays.found(kept, now, out);
            case RecordingAnswer.Placed(int stream, var part) -> replays.placed(stream, part, now, out);
            case RecordingAnswer.Read(int stream, int turn, var lines) -> replays.read(stream, turn, lines, now, out);
        }
        return done(now, out);
    }

    /// Messages have left: what is wanted now.
    public List<FieldOutput> readOn() {
        List<FieldOutput> out = new ArrayList<>();
        replays.readOn(out);
        return out;
    }

    /// When a message is due that waits for its time; infinite where none does.
    public double dueMillis() {
        return streams.dueMillis();
    }

    /// The stream could not be opened.
    public List<FieldOutput> refused(int stream, FieldCode code, String words, double now) {
        List<FieldOutput> out = new ArrayList<>();
        lives.refused(stream, code, words, now, out);
        return done(now, out);
    }

    /// The node shuts down.
    public List<FieldOutput> drain(double now) {
        return closed ? List.of() : done(now, new ArrayList<>(List.of(new FieldOutput.Close(CloseCode.GOING_AWAY))));
    }

    /// The client is gone, with or without a word.
    public List<FieldOutput> gone(double now) {
        List<FieldOutput> out = new ArrayList<>();
        closed = true;
        lives.leaveAll("disconnected", true, now, out);
        recordings.gone(out);
        return out;
    }

    /// A message with data that leaves now.
    ///
    /// @param cbor how it is to be written
    /// @param compress whether that was agreed on, for connection and stream
    /// @param computedMillis when what it tells was computed; NaN for what is no update
    /// @param ended the figures of its stream, where it was the last one
    public record Data(
            ObjectNode message,
            boolean cbor,
            boolean compress,
            double computedMillis,
            @Nullable StreamAudit ended) {}

    /// The next one, in turn of the streams; null where nothing waits.
    public @Nullable Data take(double now) {
        StreamTable.Taken taken = streams.take(now);
        if (taken == null) {
            return null;
        }
        Capabilities agreed = handshake.capabilities();
        return new Data(
                taken.message(),
                agreed.cbor(),
                agreed.gzip() && taken.stream().compress(),
                taken.computedMillis(),
                taken.ended());
    }

    /// Whether binary messages of the client are read.
    public boolean binary() {
        return handshake.capabilities().binary();
    }

    public ConnectionAudit audit(double now) {
        return streams.audit(Math.round((now - openedMillis) / MILLIS * HUNDREDTHS) / HUNDREDTHS, received);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// Behind a close there is nothing more.
    private List<FieldOutput> done(double now, List<FieldOutput> out) {
        for (int k = 0; k < out.size(); k++) {
            if (out.get(k) instanceof FieldOutput.Close) {
                closed = true;
                List<FieldOutput> upTo = new ArrayList<>(out.subList(0, k + 1));
                List<FieldOutput> ends = new ArrayList<>();
                lives.leaveAll("disconnected", true, now, ends);
                // First what is left behind, then the last word.
                upTo.addAll(k, ends);
                return upTo;
            }
        }
        return out;
    }
}
