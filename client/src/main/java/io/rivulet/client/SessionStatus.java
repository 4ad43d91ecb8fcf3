// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;

/// What a session is doing.
///
/// @param revision how many updates it has had
/// @param residualNorm relative; NaN where none is known
/// @param json everything that was said: docs/reference/http.md#status
public record SessionStatus(
        String sessionId, String state, int rows, String method, long revision, double residualNorm, JsonNode json) {
    static SessionStatus of(JsonNode json) {
        return new SessionStatus(
                json.path("session_id").asText(),
                json.path("state").asText(),
                json.path("rows").asInt(),
                json.path("method").asText(),
                json.path("revision").asLong(),
                Json.number(json, "residual_norm"),
                json);
    }
}
