// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.actors.field.core.Cadence;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;

/// What is kept of a stream, so that any node can take it up again.
record ResumeNote(
        String owner, String streamId, StreamType type, String simulation, ObjectNode params, Cadence cadence) {
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY.copy());

    StreamWish wish(Overflow usual) throws Payload.Unfit {
        return StreamWish.read(type, new Payload(params), usual);
    }

    byte[] bytes() {
        ObjectNode json = Replies.object()
                .put("owner", owner)
                .put("stream_id", streamId)
                .put("type", type.wireName())
                .put("simulation", simulation)
                .put("every", cadence.every())
                .put("base_step", cadence.baseStep())
                .put("base_sequence", cadence.baseSequence());
        json.set("params", params);
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (IOException e) {
            throw new UncheckedIOException("our own JSON can't be written", e);
        }
    }

    /// **Errors** what is not one of ours is [FieldCode#RESUME_UNKNOWN].
    static ResumeNote read(byte[] bytes) throws Payload.Unfit {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            return new ResumeNote(
                    json.path("owner").asText(),
                    json.path("stream_id").asText(),
                    StreamType.named(json.path("type").asText()).orElseThrow(ResumeNote::unknown),
                    json.path("simulation").asText(),
                    StreamWish.known(json.path("params")),
                    new Cadence(
                            json.path("every").asInt(),
                            json.path("base_step").asLong(),
                            json.path("base_sequence").asLong()));
        } catch (IOException | IllegalArgumentException unreadable) {
            throw unknown();
        }
    }

    private static Payload.Unfit unknown() {
        return new Payload.Unfit(FieldCode.RESUME_UNKNOWN, "nothing is to be resumed by this token");
    }
}
