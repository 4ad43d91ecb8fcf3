// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/// Why the server refused something.
///
/// @param code stable, as in docs/reference/problems.md; empty where something before the server answered
/// @param retryAfter from which time on it may be asked again
/// @param json everything that it said
public record Problem(int status, String code, String detail, Optional<Duration> retryAfter, JsonNode json) {
    static Problem of(int status, Optional<Duration> header, JsonNode json) {
        JsonNode millis = json.path("retry_after_ms");
        return new Problem(
                status,
                json.path("code").asText(),
                json.path("detail").asText(),
                millis.isNumber() ? Optional.of(Duration.ofMillis(millis.asLong())) : header,
                json);
    }

    static Problem of(JsonNode json) {
        return of(json.path("status").asInt(), Optional.empty(), json);
    }

    /// JSON pointer of the first fault in what was sent.
    public Optional<String> pointer() {
        return text("pointer");
    }

    /// What to do.
    public Optional<String> hint() {
        return text("hint");
    }

    private Optional<String> text(String name) {
        return json.path(name).isTextual() ? Optional.of(json.path(name).asText()) : Optional.empty();
    }
}
