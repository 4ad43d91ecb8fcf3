// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.store.FieldRecordings.Kept;
import io.rivulet.http.field.core.FieldFact.StreamAudit;
import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.RecordingLines;
import io.rivulet.serialization.recording.ReplayPlan;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// A recording that is played as a stream: each message when it is due, or later where its client reads slowly.
/// Nothing is left out. **Thread** one. **Bounded by** one part of the recording, and [#FEW] messages of the one
/// before.
final class ReplayedStream extends OpenStream {
    /// With no more messages than these the next part is asked for.
    static final int FEW = 32;

    private static final double NANOS_PER_MILLI = 1e6;

    final Kept kept;
    private final ReplayWish wish;
    private final boolean differences;
    private final Deque<RecordedFrame> frames = new ArrayDeque<>();
    private ReplayPlan plan;
    private int turn;
    private int nextPart;
    private boolean asked;
    private boolean all;
    private boolean paused;
    private boolean endSaid;
    private boolean deleted;
    private long round;
    private long sent;
    private double baseMillis = Double.NaN;
    private double firstMillis;

    ReplayedStream(int number, String id, Kept kept, JsonNode params, ReplayWish wish, double now) {
        super(number, id, now);
        this.kept = kept;
        this.wish = wish;
        this.plan = wish.plan();
        this.differences = "delta".equals(params.path("field").asText());
    }

    @Override
    StreamType type() {
        return StreamType.REPLAY;
    }

    @Override
    boolean compress() {
        return wish.compress();
    }

    int turn() {
        return turn;
    }

    /// The part that is to be read now; −1 where none is.
    int wanted() {
        if (!announced || asked || all || over != null || frames.size() > FEW) {
            return -1;
        }
        asked = true;
        return nextPart;
    }

    /// Another place: what was on its way does not count.
    ///
    /// @param part null where there is nothing to be read
    /// @param plan what is played from there on
    void goTo(@Nullable Integer part, ReplayPlan newPlan) {
        turn++;
        frames.clear();
        asked = false;
        all = part == null;
        nextPart = part == null ? 0 : part;
        plan = newPlan;
        baseMillis = Double.NaN;
    }

    /// What was to be read.
    void read(@Nullable RecordingLines lines) {
        asked = false;
        if (lines == null) {
            deleted = kept.sha256() != null;
            all = true;
            return;
        }
        nextPart++;
        all = lines.last();
        for (RecordedFrame frame : lines.frames()) {
            if (plan.plays(frame)) {
                frames.add(frame);
            } else if (sequence(frame) > plan.to()) {
                all = true;
            }
        }
    }

    private static long sequence(RecordedFrame frame) {
        return frame.message().path("payload").path("sequence").asLong(Long.MIN_VALUE);
    }

    /// Whether the part that was read last has something to play, or nothing is left to be read.
    boolean ready() {
        return !frames.isEmpty() || all;
    }

    /// The first sequence that is to come; null where there is none.
    @Nullable
    Long sequence() {
        return frames.stream()
                .map(ReplayedStream::sequence)
                .filter(each -> each != Long.MIN_VALUE)
                .findFirst()
                .orElse(null);
    }

    /// What is to be played from this sequence on. Differences are of use only from a whole field on: there it is
    /// all of the part.
    ReplayPlan from(long sequence) {
        return new ReplayPlan(
                wish.plan().speed(), differences ? -1 : sequence, wish.plan().to());
    }

    ReplayPlan plan() {
        return plan;
    }

    ReplayWish wish() {
        return wish;
    }

    void pause() {
        paused = true;
    }

    void goOn() {
        paused = false;
        baseMillis = Double.NaN;
    }

    /// Whether all of it was played and it begins anew.
    boolean startsAnew() {
        return announced && over == null && all && frames.isEmpty() && wish.loop() && round > 0;
    }

    void newRound() {
        round = 0;
    }

    @Override
    double dueMillis() {
        RecordedFrame first = frames.peek();
        if (first == null || paused || over != null || !announced || Double.isNaN(baseMillis)) {
            return Double.POSITIVE_INFINITY;
        }
        return baseMillis + plan.dueNanos(first, firstMillis) / NANOS_PER_MILLI;
    }

    @Override
    @Nullable
    Leaving next(double now) {
        if (over != null) {
            return end(over, now);
        }
        RecordedFrame first = frames.peek();
        if (paused || first == null) {
            if (first == null && all && !asked && !(wish.loop() && round > 0)) {
                over = deleted ? "deleted" : kept.sha256() == null ? "unfinished" : "complete";
                return end(over, now);
            }
            return null;
        }
        if (Double.isNaN(baseMillis)) {
            baseMillis = now;
            firstMillis = first.millis();
        }
        if (dueMillis() > now) {
            return null;
        }
        frames.remove();
        sent++;
        round++;
        ObjectNode message = ReplayPlan.played(first, now).put("stream_id", id);
        if (message.get("payload") instanceof ObjectNode payload && payload.has("stream_id")) {
            payload.put("stream_id", id);
        }
        return new Leaving(message.put("t", first.millis()), Double.NaN);
    }

    private @Nullable Leaving end(String reason, double now) {
        if (endSaid) {
            return null;
        }
        endSaid = true;
        sent++;
        StreamAudit audit = audit(reason, now);
        ObjectNode payload = Replies.object()
                .put("reason", reason)
                .put("packets_sent", audit.sent() - 1)
                .put("dropped_frames", 0)
                .put("duration_seconds", audit.seconds());
        return new Leaving(Replies.with("stream_end", id, now, payload), Double.NaN);
    }

    @Override
    Counts counts() {
        // What is still to be played was never made: it waits in the store.
        return new Counts(sent, sent, 0, 0);
    }
}
