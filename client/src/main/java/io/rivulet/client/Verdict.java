// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;

/// What a verification found.
///
/// @param confidence 1 − the probability that a wrong x would have passed
public record Verdict(boolean verified, String strategy, double maxError, double confidence, JsonNode json) {
    static Verdict of(JsonNode json) {
        return new Verdict(
                json.path("verified").asBoolean(),
                json.path("strategy").asText(),
                Json.number(json, "max_error"),
                Json.number(json, "confidence"),
                json);
    }
}
