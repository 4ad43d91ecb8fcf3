// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

/// What is counted and logged of connections.
public sealed interface FieldFact {
    record Authenticated(String keyId, boolean signed) implements FieldFact {}

    /// @param code what the client was told
    record AuthRefused(FieldCode code) implements FieldFact {}

    record HeartbeatMissed() implements FieldFact {}

    record Dropped(Overflow strategy, long messages) implements FieldFact {}

    record StreamEnded(StreamAudit audit) implements FieldFact {}

    /// @param offered = `sent` + `dropped` + `discarded`: those that waited when the stream ended
    record StreamAudit(
            String streamId,
            StreamType type,
            String reason,
            double seconds,
            long offered,
            long sent,
            long dropped,
            long discarded) {}

    /// @param offered data of all streams = `sent` + `dropped` + `discarded`
    /// @param received messages of the client
    record ConnectionAudit(
            double seconds, long streams, long offered, long sent, long dropped, long discarded, long received) {
        /// Percent of what was sent, two decimals.
        public double dropRatePercent() {
            return Math.round(10_000.0 * dropped / Math.max(1, sent)) / 100.0;
        }
    }
}
