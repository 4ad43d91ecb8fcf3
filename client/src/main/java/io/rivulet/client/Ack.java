// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalDouble;

/// An update that is durable.
///
/// @param revision its own; of a repeat the present one
/// @param duplicate it was known, and is applied once
/// @param seq the stream's last number then: what it does is told after that
/// @param json everything that was said
public record Ack(String updateId, long revision, boolean duplicate, long seq, List<String> warnings, JsonNode json) {
    static Ack of(JsonNode json) {
        return new Ack(
                json.path("update_id").asText(),
                json.path("revision").asLong(),
                json.path("duplicate").asBoolean(),
                json.path("seq").asLong(),
                Json.texts(json, "warnings"),
                json);
    }

    /// What x did about it, of an update that was waited for.
    ///
    /// @param method `push`, `warm_restart`, `direct`; `none` where x answered it already
    /// @param changedEntries of x, by more than the deadband
    /// @param work entries of A that were read
    /// @param residualNorm relative, of that x; NaN where it is not said
    public record Applied(
            Ack ack,
            String method,
            int changedEntries,
            long work,
            double latencyMs,
            double residualNorm,
            OptionalDouble errorBound) {
        static Applied of(JsonNode json) {
            return new Applied(
                    Ack.of(json),
                    json.path("method").asText(),
                    json.path("changed_entries").asInt(),
                    json.path("work").asLong(),
                    Json.number(json, "latency_ms"),
                    Json.number(json, "residual_norm"),
                    Json.optional(json, "error_bound"));
        }
    }
}
