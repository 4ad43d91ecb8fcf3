// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.FieldUpdate;
import io.rivulet.http.field.core.FieldFact.ConnectionAudit;
import io.rivulet.http.field.core.FieldFact.StreamAudit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The streams that are open, read in turn, and the sums of all that ever were.
/// **Thread** one. **Bounded by** whoever adds; [#REMEMBERED] ids of those that have ended.
final class StreamTable {
    private static final int REMEMBERED = 64;

    private final Map<Integer, ViewedStream> open = new LinkedHashMap<>();
    private final Deque<Integer> turns = new ArrayDeque<>();
    private final Deque<String> ended = new ArrayDeque<>();
    private long streams;
    private long offered;
    private long sent;
    private long dropped;
    private long discarded;

    void add(ViewedStream stream) {
        open.put(stream.number, stream);
        turns.add(stream.number);
        streams++;
    }

    int count() {
        return open.size();
    }

    List<ViewedStream> all() {
        return List.copyOf(open.values());
    }

    @Nullable
    ViewedStream numbered(int number) {
        return open.get(number);
    }

    @Nullable
    ViewedStream named(String id) {
        return open.values().stream()
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    /// Whether a stream of this name was open not long ago.
    boolean wasOpen(String id) {
        return ended.contains(id);
    }

    void remove(ViewedStream stream) {
        open.remove(stream.number);
        turns.remove(stream.number);
        ended.add(stream.id);
        if (ended.size() > REMEMBERED) {
            ended.remove();
        }
        offered += stream.queue.offered();
        sent += stream.queue.taken();
        dropped += stream.queue.dropped();
        discarded += stream.queue.size();
    }

    /// A message that leaves.
    ///
    /// @param ended its stream's figures, where it was the last one
    record Taken(
            ViewedStream stream,
            ObjectNode message,
            double computedMillis,
            @Nullable StreamAudit ended) {}

    /// One message of the stream whose turn it is; null where nothing waits.
    @Nullable
    Taken take(double now) {
        for (int k = turns.size(); k > 0; k--) {
            Integer number = turns.remove();
            turns.add(number);
            ViewedStream stream = open.get(number);
            StreamItem item = stream != null && stream.announced ? stream.queue.take() : null;
            if (stream != null && item != null) {
                double computed = item instanceof StreamItem.Updated(FieldUpdate update, long _)
                        ? update.computedMillis()
                        : Double.NaN;
                return new Taken(stream, stream.message(item, now), computed, endedIfRead(stream, now));
            }
        }
        return null;
    }

    private @Nullable StreamAudit endedIfRead(ViewedStream stream, double now) {
        String over = stream.over;
        if (over == null || stream.queue.size() > 0) {
            return null;
        }
        remove(stream);
        return stream.audit(over, now);
    }

    ConnectionAudit audit(double seconds, long received) {
        long nowOffered = offered;
        long nowSent = sent;
        long nowDropped = dropped;
        long nowDiscarded = discarded;
        for (ViewedStream each : open.values()) {
            nowOffered += each.queue.offered();
            nowSent += each.queue.taken();
            nowDropped += each.queue.dropped();
            nowDiscarded += each.queue.size();
        }
        return new ConnectionAudit(seconds, streams, nowOffered, nowSent, nowDropped, nowDiscarded, received);
    }
}
