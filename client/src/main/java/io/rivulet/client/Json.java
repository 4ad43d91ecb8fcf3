// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;

/// Fields of what the server says.
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static Optional<UUID> id(JsonNode json, String name) {
        JsonNode field = json.path(name);
        return field.isTextual() ? Optional.of(UUID.fromString(field.asText())) : Optional.empty();
    }

    static Instant time(JsonNode json) {
        JsonNode field = json.path("timestamp");
        return field.isTextual() ? Instant.parse(field.asText()) : Instant.EPOCH;
    }

    /// NaN where there is none.
    static double number(JsonNode json, String name) {
        return json.path(name).asDouble(Double.NaN);
    }

    static OptionalDouble optional(JsonNode json, String name) {
        JsonNode field = json.path(name);
        return field.isNumber() ? OptionalDouble.of(field.asDouble()) : OptionalDouble.empty();
    }

    static List<String> texts(JsonNode json, String name) {
        var texts = new ArrayList<String>();
        json.path(name).forEach(each -> texts.add(each.asText()));
        return List.copyOf(texts);
    }

    static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = array.get(k).asDouble();
        }
        return values;
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int k = 0; k < values.length; k++) {
            values[k] = array.get(k).asInt();
        }
        return values;
    }
}
