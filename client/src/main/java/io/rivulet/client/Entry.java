// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;

/// One entry of x.
///
/// @param boundKind `certified`, `statistical` or `none`
/// @param work entries of A that were read for it
public record Entry(int index, double value, OptionalDouble errorBound, String boundKind, long work, String method) {
    static Entry of(JsonNode json) {
        return new Entry(
                json.path("index").asInt(),
                Json.number(json, "value"),
                Json.optional(json, "error_bound"),
                json.path("bound_kind").asText(),
                json.path("work").asLong(),
                json.path("method").asText());
    }
}
