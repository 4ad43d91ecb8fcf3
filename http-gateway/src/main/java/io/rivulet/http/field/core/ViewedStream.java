// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.Cadence;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.fields.features.StreamedFeatures;
import io.rivulet.http.field.core.FieldFact.StreamAudit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One stream of a connection: what is wanted, where it stands, what waits.
/// **Thread** one.
final class ViewedStream extends OpenStream {
    final String simulation;
    /// As the client gave them, with its later changes.
    final ObjectNode params;
    final OutboundQueue<StreamItem> queue;
    /// The first sequence that is to come, where its client comes back; −1 where it is new.
    final long resumedFrom;
    private final StreamMessages messages;
    private boolean pictureWaits;
    StreamWish wish;
    /// Changes whose answers wait until they hold; the last one counts.
    final List<Change> changes = new ArrayList<>();
    private @Nullable StreamedFeatures toldLast;
    private long droppedBefore;
    /// Null until it has joined.
    @Nullable
    Cadence cadence;
    /// The step of the last update that was told, or was not wanted.
    long lastStep;
    long nextSequence;
    /// Updates between the one that the client has seen and the present, when it came back.
    long missed;
    /// The run was over when it joined: the next picture is the end.
    boolean finishing;

    @Nullable
    String token;
    /// What is made of it, or was; null where it was never asked for.
    @Nullable
    StreamRecording recording;

    /// @param params all of them
    record Change(StreamWish wish, ObjectNode params) {}

    private ViewedStream(
            int number,
            String id,
            String simulation,
            ObjectNode params,
            StreamWish wish,
            int capacity,
            long resumedFrom,
            double nowMillis) {
        super(number, id, nowMillis);
        this.simulation = simulation;
        this.params = params;
        this.wish = wish;
        this.resumedFrom = resumedFrom;
        this.messages = new StreamMessages(id);
        this.queue = new OutboundQueue<>(capacity, FieldLimits.QUEUE_BYTES, StreamItem::mustArrive, StreamItem::bytes);
    }

    static ViewedStream begun(
            int number, String id, String simulation, ObjectNode params, StreamWish wish, int capacity, double now) {
        return new ViewedStream(number, id, simulation, params, wish, capacity, -1, now);
    }

    /// @param seen the last sequence that its client has, −1 for none
    static ViewedStream resumed(int number, ResumeNote note, StreamWish wish, long seen, int capacity, double now) {
        Cadence cadence = note.cadence();
        long last = Math.max(seen, cadence.baseSequence() - 1);
        var stream = new ViewedStream(
                number, note.streamId(), note.simulation(), note.params(), wish, capacity, last + 1, now);
        stream.cadence = cadence;
        stream.nextSequence = last + 1;
        stream.lastStep = Math.max(cadence.baseStep(), cadence.step(last));
        return stream;
    }

    boolean isResumed() {
        return resumedFrom >= 0;
    }

    /// **Returns** how many messages gave way. While a picture waits for its reader no other one is kept: they never
    /// give way, so that more of them would fill the memory.
    long offer(StreamItem item) {
        if (item instanceof StreamItem.Pictured) {
            if (pictureWaits) {
                return 0;
            }
            pictureWaits = true;
        }
        return queue.offer(item, wish.overflow());
    }

    /// Whether this update is one of those wanted.
    boolean wants(FieldUpdate update) {
        Cadence now = cadence;
        return now != null && over == null && update.step() > lastStep && now.tells(update.step(), update.last());
    }

    /// Whether it is not within the deadband of the last one that was.
    boolean isNews(FieldUpdate update) {
        StreamedFeatures told = toldLast;
        if (told != null && wish.deadband().within(told, update.features())) {
            return false;
        }
        toldLast = update.features();
        return true;
    }

    ObjectNode message(StreamItem item, double nowMillis) {
        pictureWaits &= !(item instanceof StreamItem.Pictured);
        ObjectNode message = messages.message(item, wish, nowMillis);
        if (item instanceof StreamItem.Updated
                && !wish.deadband().isEmpty()
                && message.get("payload") instanceof ObjectNode payload) {
            // Numbers that are missing do not say it here.
            payload.put("dropped", queue.dropped() - droppedBefore);
        }
        if (item instanceof StreamItem.Updated) {
            droppedBefore = queue.dropped();
        }
        if (item instanceof StreamItem.Ended(String reason) && message.get("payload") instanceof ObjectNode payload) {
            StreamAudit audit = audit(reason, nowMillis);
            // Those before this one.
            payload.put("packets_sent", audit.sent() - 1)
                    .put("dropped_frames", audit.dropped())
                    .put("duration_seconds", audit.seconds());
        }
        return message;
    }

    @Override
    StreamType type() {
        return wish.type();
    }

    @Override
    boolean compress() {
        return wish.compress();
    }

    @Override
    String refusal() {
        return isResumed() && !announced ? "resume_failed" : super.refusal();
    }

    @Override
    @Nullable
    Leaving next(double nowMillis) {
        StreamItem item = queue.take();
        if (item == null) {
            return null;
        }
        double computed = item instanceof StreamItem.Updated(var update, long _) ? update.computedMillis() : Double.NaN;
        return new Leaving(message(item, nowMillis), computed);
    }

    @Override
    Counts counts() {
        return new Counts(queue.offered(), queue.taken(), queue.dropped(), queue.size());
    }
}
