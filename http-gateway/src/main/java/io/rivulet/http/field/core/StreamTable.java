// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    private final Map<Integer, OpenStream> open = new LinkedHashMap<>();
    private final Deque<Integer> turns = new ArrayDeque<>();
    private final Deque<String> ended = new ArrayDeque<>();
    private long streams;
    private long offered;
    private long sent;
    private long dropped;
    private long discarded;

    void add(OpenStream stream) {
        open.put(stream.number, stream);
        turns.add(stream.number);
        streams++;
    }

    int count() {
        return open.size();
    }

    List<OpenStream> all() {
        return List.copyOf(open.values());
    }

    @Nullable
    OpenStream numbered(int number) {
        return open.get(number);
    }

    @Nullable
    OpenStream named(String id) {
        return open.values().stream()
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElse(null);
    }

    /// Whether a stream of this name was open not long ago.
    boolean wasOpen(String id) {
        return ended.contains(id);
    }

    void remove(OpenStream stream) {
        open.remove(stream.number);
        turns.remove(stream.number);
        ended.add(stream.id);
        if (ended.size() > REMEMBERED) {
            ended.remove();
        }
        OpenStream.Counts counts = stream.counts();
        offered += counts.offered();
        sent += counts.sent();
        dropped += counts.dropped();
        discarded += counts.waiting();
    }

    /// A message that leaves.
    ///
    /// @param ended its stream's figures, where it was the last one
    record Taken(
            OpenStream stream,
            ObjectNode message,
            double computedMillis,
            @Nullable StreamAudit ended) {}

    /// One message of the stream whose turn it is; null where nothing waits.
    @Nullable
    Taken take(double now) {
        for (int k = turns.size(); k > 0; k--) {
            Integer number = turns.remove();
            turns.add(number);
            OpenStream stream = open.get(number);
            OpenStream.Leaving leaving = stream != null && stream.announced ? stream.next(now) : null;
            if (stream != null && leaving != null) {
                return new Taken(stream, leaving.message(), leaving.computedMillis(), endedIfRead(stream, now));
            }
        }
        return null;
    }

    private @Nullable StreamAudit endedIfRead(OpenStream stream, double now) {
        String over = stream.over;
        if (over == null || stream.counts().waiting() > 0) {
            return null;
        }
        remove(stream);
        return stream.audit(over, now);
    }

    /// When the next message is due that waits for its time; infinite where none does.
    double dueMillis() {
        double due = Double.POSITIVE_INFINITY;
        for (OpenStream each : open.values()) {
            due = Math.min(due, each.dueMillis());
        }
        return due;
    }

    ConnectionAudit audit(double seconds, long received) {
        long nowOffered = offered;
        long nowSent = sent;
        long nowDropped = dropped;
        long nowDiscarded = discarded;
        for (OpenStream each : open.values()) {
            OpenStream.Counts counts = each.counts();
            nowOffered += counts.offered();
            nowSent += counts.sent();
            nowDropped += counts.dropped();
            nowDiscarded += counts.waiting();
        }
        return new ConnectionAudit(seconds, streams, nowOffered, nowSent, nowDropped, nowDiscarded, received);
    }
}
