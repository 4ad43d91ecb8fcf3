// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.Cadence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How streams of one connection begin and end, and what they leave behind.
/// **Thread** one.
final class StreamLives {
    private final Handshake handshake;
    private final StreamTable streams;

    StreamLives(Handshake handshake, StreamTable streams) {
        this.handshake = handshake;
        this.streams = streams;
    }

    void begin(ViewedStream stream, long after, List<FieldOutput> out) {
        streams.add(stream);
        out.add(new FieldOutput.Watch(stream.number, stream.simulation, stream.wish, after));
    }

    /// Changes hold from the step after this one on: they are answered.
    void changed(ViewedStream stream, long step, double now, List<FieldOutput> out) {
        Cadence cadence = stream.cadence;
        if (cadence == null || stream.changes.isEmpty()) {
            return;
        }
        StreamWish wish = stream.changes.getLast().wish();
        if (wish.every() != cadence.every()) {
            long behind = Math.max(step, stream.lastStep);
            stream.nextSequence = Math.max(stream.nextSequence, cadence.next(behind, false));
            stream.cadence = cadence.changed(wish.every(), behind, stream.nextSequence);
            stream.lastStep = behind;
        }
        stream.wish = wish;
        for (ViewedStream.Change each : stream.changes) {
            ObjectNode answer = Replies.object().put("effective_from_sequence", stream.nextSequence);
            answer.set("params", each.params());
            out.add(new FieldOutput.Say(Replies.with("update_subscription_success", stream.id, now, answer)));
        }
        stream.changes.clear();
        keepToken(stream, stream.cadence, out);
    }

    /// What the stream's token stands for from now on.
    void keepToken(ViewedStream stream, @Nullable Cadence cadence, List<FieldOutput> out) {
        String token = stream.token;
        if (token != null && cadence != null) {
            var note = new ResumeNote(
                    handshake.owner(), stream.id, stream.wish.type(), stream.simulation, stream.params, cadence);
            out.add(new FieldOutput.KeepToken(stream.number, token, note.bytes()));
        }
    }

    static void offer(ViewedStream stream, StreamItem item, double now, List<FieldOutput> out) {
        StreamRecording recording = stream.recording;
        if (recording != null) {
            recording.add(item, stream.wish, now, out);
        }
        long gone = stream.offer(item);
        if (gone > 0) {
            out.add(new FieldOutput.Tell(new FieldFact.Dropped(stream.wish.overflow(), gone)));
        }
    }

    /// Nothing follows what waits: the stream ends once that is read.
    void over(ViewedStream stream, String reason, double now, List<FieldOutput> out) {
        stream.over = reason;
        if (handshake.capabilities().streamEnds() > 0) {
            offer(stream, new StreamItem.Ended(reason), now, out);
        }
        leave(stream, true, reason, now, out);
    }

    /// The stream could not be opened, or can't go on.
    void refused(int number, FieldCode code, String words, double now, List<FieldOutput> out) {
        OpenStream stream = streams.numbered(number);
        if (stream != null) {
            out.add(new FieldOutput.Say(Replies.refusal(stream.refusal(), code, words, stream.id, now)));
            forget(stream, false, "error", now, out);
        }
    }

    void forget(OpenStream stream, boolean comesBack, String reason, double now, List<FieldOutput> out) {
        streams.remove(stream);
        if (stream.over == null) {
            leave(stream, comesBack, reason, now, out);
        }
    }

    private static void leave(OpenStream stream, boolean comesBack, String reason, double now, List<FieldOutput> out) {
        String token = null;
        if (stream instanceof ViewedStream viewed) {
            token = viewed.token;
            if (viewed.recording != null) {
                viewed.recording.end(reason, now, out);
            }
        }
        out.add(new FieldOutput.Leave(stream.number, comesBack && token != null));
        if (token != null) {
            out.add(comesBack ? new FieldOutput.LimitToken(token) : new FieldOutput.ForgetToken(token));
        }
    }

    void end(OpenStream stream, String reason, boolean comesBack, double now, List<FieldOutput> out) {
        forget(stream, comesBack, reason, now, out);
        out.add(new FieldOutput.Tell(new FieldFact.StreamEnded(stream.audit(reason, now))));
    }

    /// @param comeBack whether the client may, for those streams whose token it has
    void leaveAll(String reason, boolean comeBack, double now, List<FieldOutput> out) {
        for (OpenStream stream : streams.all()) {
            end(stream, reason, comeBack, now, out);
        }
    }
}
