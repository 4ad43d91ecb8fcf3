// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import java.io.IOException;

/// The object `race` of a `solution`.
final class RaceJson {
    private RaceJson() {}

    static void write(JsonGenerator json, RaceView race) throws IOException {
        json.writeStartObject();
        json.writeStringField("outcome", race.outcome());
        Json.nullableText(json, "winner", race.winner());
        json.writeArrayFieldStart("racers");
        for (RaceView.Racer racer : race.racers()) {
            write(json, racer);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, RaceView.Racer racer) throws IOException {
        Long iterations = racer.iterations();
        Integer votes = racer.votes();
        json.writeStartObject();
        Json.nullableText(json, "node", racer.node());
        Json.nullableText(json, "method", racer.method());
        Json.nullableText(json, "preconditioner", racer.preconditioner());
        json.writeStringField("outcome", racer.outcome());
        if (iterations != null) {
            json.writeNumberField("iterations", iterations);
        }
        if (racer.digest() != null) {
            Json.nullableNumber(json, "residual_norm", racer.residualNorm());
            Json.nullableNumber(json, "error_bound", racer.bound());
            json.writeStringField("digest", racer.digest());
        }
        if (votes != null) {
            json.writeNumberField("votes_for", votes);
        }
        if (racer.reason() != null) {
            json.writeStringField("reason", racer.reason());
        }
        json.writeEndObject();
    }
}
