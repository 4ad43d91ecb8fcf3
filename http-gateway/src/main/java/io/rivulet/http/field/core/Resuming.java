// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import io.rivulet.actors.store.FieldStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Streams that a client takes up again by their tokens, one at a time.
/// **Thread** one.
final class Resuming {
    private final FieldLimits limits;
    private final Handshake handshake;
    private final StreamDoor door;
    private final StreamLives lives;
    private @Nullable Asked asked;

    private record Asked(String streamId, long lastSequence) {}

    Resuming(FieldLimits limits, Handshake handshake, StreamDoor door, StreamLives lives) {
        this.limits = limits;
        this.handshake = handshake;
        this.door = door;
        this.lives = lives;
    }

    /// Whether it is not known yet what a client wants to resume.
    boolean waiting() {
        return asked != null;
    }

    void resume(Payload payload, List<FieldOutput> out) throws Payload.Unfit {
        String id = payload.text("stream_id");
        String token = payload.text("resume_token");
        long last = payload.whole("last_sequence", -1, -1, Integer.MAX_VALUE);
        if (!handshake.capabilities().resume()) {
            throw new Payload.Unfit(FieldCode.NOT_AGREED, "resume was not agreed on at init");
        }
        door.requireRoom(id);
        asked = new Asked(id, last);
        out.add(new FieldOutput.TakeToken(token));
    }

    void found(FieldStore.@Nullable Token token, double now, List<FieldOutput> out) {
        Asked wanted = asked;
        asked = null;
        if (wanted == null) {
            return;
        }
        String id = wanted.streamId();
        try {
            ResumeNote note = token == null ? null : ResumeNote.read(token.content());
            if (token == null
                    || note == null
                    || !note.owner().equals(handshake.owner())
                    || !note.streamId().equals(id)) {
                throw new Payload.Unfit(FieldCode.RESUME_UNKNOWN, "nothing is to be resumed by this token");
            }
            if (token.expired()) {
                throw new Payload.Unfit(FieldCode.RESUME_EXPIRED, "the time to resume it is over: subscribe anew");
            }
            door.requireType(note.type());
            StreamWish wish = note.wish(limits.overflow());
            ViewedStream stream =
                    ViewedStream.resumed(door.number(), note, wish, wanted.lastSequence(), limits.queue(), now);
            lives.begin(stream, stream.lastStep, out);
        } catch (Payload.Unfit unfit) {
            out.add(new FieldOutput.Say(Replies.refusal("resume_failed", unfit.code(), unfit.words(), id, now)));
        }
    }
}
