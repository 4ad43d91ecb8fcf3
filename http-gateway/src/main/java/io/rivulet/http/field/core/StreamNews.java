// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.Cadence;
import io.rivulet.actors.field.core.FieldNews;
import io.rivulet.actors.field.core.FieldSnapshot;
import io.rivulet.actors.field.core.FieldUpdate;
import java.util.List;
import java.util.function.Supplier;

/// What becomes of news for the streams of one connection.
/// **Thread** one.
final class StreamNews {
    private final FieldLimits limits;
    private final Handshake handshake;
    private final Supplier<String> texts;
    private final StreamTable streams;
    private final StreamLives lives;

    StreamNews(
            FieldLimits limits, Handshake handshake, Supplier<String> texts, StreamTable streams, StreamLives lives) {
        this.limits = limits;
        this.handshake = handshake;
        this.texts = texts;
        this.streams = streams;
        this.lives = lives;
    }

    void news(int number, FieldNews news, double now, List<FieldOutput> out) {
        if (!(streams.numbered(number) instanceof ViewedStream stream) || stream.over != null) {
            return;
        }
        switch (news) {
            case FieldNews.Joined joined -> joined(stream, joined, now, out);
            case FieldNews.Updated(FieldUpdate update) -> updated(stream, update, now, out);
            case FieldNews.Changed(long step, int every) -> {
                if (!stream.changes.isEmpty() && stream.changes.getLast().wish().every() == every) {
                    lives.changed(stream, step, now, out);
                }
            }
            case FieldNews.Pictured(FieldSnapshot snapshot) -> pictured(stream, snapshot, now, out);
            case FieldNews.Failed(String words) -> failed(stream, words, now, out);
        }
    }

    private void failed(ViewedStream stream, String words, double now, List<FieldOutput> out) {
        if (stream.announced) {
            StreamLives.offer(stream, new StreamItem.Failed(FieldCode.STREAM_ERROR, words), now, out);
            lives.over(stream, "error", now, out);
        } else {
            lives.refused(stream.number, FieldCode.SUBSCRIBE_FAILED, words, now, out);
        }
    }

    private void joined(ViewedStream stream, FieldNews.Joined joined, double now, List<FieldOutput> out) {
        if (stream.announced) {
            // It has moved to another node; what is missing shows in the numbers.
            return;
        }
        Cadence cadence = stream.cadence;
        boolean complete = stream.wish.settings().isLast(joined.step());
        if (cadence == null) {
            // Whoever comes when it is over is told how it ended.
            long behind = complete ? joined.step() - 1 : joined.step();
            stream.cadence = new Cadence(stream.wish.every(), behind, 0);
            stream.lastStep = behind;
        } else {
            long next = cadence.next(joined.step(), complete);
            stream.missed = Math.max(0, next - stream.nextSequence);
            if (!joined.covered()) {
                ObjectNode refusal = Replies.refusal(
                        "resume_failed", FieldCode.RESUME_GAP, "updates since then are not kept", stream.id, now);
                ((ObjectNode) refusal.get("payload")).put("oldest_sequence", next);
                out.add(new FieldOutput.Say(refusal));
                lives.forget(stream, false, "error", now, out);
                return;
            }
        }
        if (complete) {
            stream.finishing = true;
            out.add(new FieldOutput.Picture(stream.number));
        }
        if (handshake.capabilities().resume()) {
            stream.token = texts.get();
            lives.keepToken(stream, stream.cadence, out);
        } else {
            announce(stream, now, out);
        }
    }

    void kept(int number, boolean kept, double now, List<FieldOutput> out) {
        if (!(streams.numbered(number) instanceof ViewedStream stream) || stream.announced) {
            return;
        }
        if (kept) {
            announce(stream, now, out);
        } else {
            lives.refused(number, FieldCode.SUBSCRIBE_FAILED, "the store is not available", now, out);
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

    private void updated(ViewedStream stream, FieldUpdate update, double now, List<FieldOutput> out) {
        Cadence cadence = stream.cadence;
        if (cadence == null || !stream.wants(update)) {
            return;
        }
        long sequence = cadence.sequence(update.step());
        stream.lastStep = update.step();
        stream.nextSequence = sequence + 1;
        if (update.last() || stream.isNews(update)) {
            StreamLives.offer(stream, new StreamItem.Updated(update, sequence), now, out);
        }
        long pictures = stream.wish.snapshotEvery();
        if (pictures > 0 && handshake.capabilities().snapshots() && update.step() % pictures == 0) {
            out.add(new FieldOutput.Picture(stream.number));
        }
        if (update.last()) {
            complete(stream, update, now, out);
        }
    }

    private void complete(ViewedStream stream, FieldUpdate last, double now, List<FieldOutput> out) {
        if (stream.wish.type() == StreamType.LIVE) {
            StreamLives.offer(stream, new StreamItem.Completed(last), now, out);
        }
        lives.over(stream, "complete", now, out);
    }

    private void pictured(ViewedStream stream, FieldSnapshot snapshot, double now, List<FieldOutput> out) {
        Cadence cadence = stream.cadence;
        if (cadence == null) {
            return;
        }
        FieldUpdate update = snapshot.update();
        if (handshake.capabilities().snapshots()) {
            long sequence = cadence.next(update.step(), update.last()) - 1;
            StreamLives.offer(stream, new StreamItem.Pictured(snapshot, sequence), now, out);
        }
        if (stream.finishing && update.last()) {
            FieldUpdate whole = stream.wish.wantsField() ? update.with(snapshot.potential()) : update;
            if (stream.wants(whole)) {
                updated(stream, whole, now, out);
            } else {
                complete(stream, whole, now, out);
            }
        }
    }
}
