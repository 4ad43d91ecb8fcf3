// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.http.field.core.FieldFact.StreamAudit;
import org.jspecify.annotations.Nullable;

/// One stream of a connection, as the table of them knows it.
/// **Thread** one.
abstract sealed class OpenStream permits ViewedStream, ReplayedStream {
    private static final double MILLIS = 1000;
    private static final double HUNDREDTHS = 100;

    /// No other stream of the connection has it.
    final int number;

    final String id;
    private final double begunMillis;
    /// The client has been told that it is on: data may leave.
    boolean announced;
    /// Why nothing follows what waits, or null.
    @Nullable
    String over;

    OpenStream(int number, String id, double nowMillis) {
        this.number = number;
        this.id = id;
        this.begunMillis = nowMillis;
    }

    /// A message that leaves.
    ///
    /// @param computedMillis when what it tells was computed; NaN for what is no update
    record Leaving(ObjectNode message, double computedMillis) {}

    /// Messages so far: `offered = sent + dropped + waiting`.
    record Counts(long offered, long sent, long dropped, long waiting) {}

    abstract StreamType type();

    /// Whether its data may be compressed.
    abstract boolean compress();

    /// Null where nothing is to leave now.
    abstract @Nullable Leaving next(double nowMillis);

    abstract Counts counts();

    /// When the next message is due that waits for its time; infinite where none does.
    double dueMillis() {
        return Double.POSITIVE_INFINITY;
    }

    /// What its client is told where it could not be opened, or can't go on.
    String refusal() {
        return announced ? "error" : "subscribe_failed";
    }

    StreamAudit audit(String reason, double nowMillis) {
        Counts counts = counts();
        return new StreamAudit(
                id,
                type(),
                reason,
                Math.round((nowMillis - begunMillis) / MILLIS * HUNDREDTHS) / HUNDREDTHS,
                counts.offered(),
                counts.sent(),
                counts.dropped(),
                counts.waiting());
    }
}
