// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemJson;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// What the lines of a request are answered that stays open: lines of type `ack` among those of the session, without
/// `seq`, which is that of its lines.
public final class AckJson {
    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private AckJson() {}

    /// @param afterSeq the stream's last number when it became durable: what it does is told after that
    public static byte[] update(
            UUID session,
            long epochMillis,
            UUID updateId,
            long revision,
            boolean duplicate,
            long afterSeq,
            List<String> warnings) {
        return ack(session, epochMillis, true, json -> {
            json.writeStringField("update_id", updateId.toString());
            json.writeNumberField("revision", revision);
            json.writeBooleanField("duplicate", duplicate);
            json.writeNumberField("after_seq", afterSeq);
            if (!warnings.isEmpty()) {
                Json.texts(json, "warnings", warnings);
            }
        });
    }

    /// @param state of the session after it
    public static byte[] command(UUID session, long epochMillis, String command, String state) {
        return ack(session, epochMillis, true, json -> {
            json.writeStringField("command", command);
            json.writeStringField("state", state);
        });
    }

    public static byte[] rejected(UUID session, long epochMillis, Problem problem) {
        return ack(session, epochMillis, false, json -> {
            json.writeFieldName("problem");
            ProblemJson.writeTo(json, problem);
        });
    }

    private static byte[] ack(UUID session, long epochMillis, boolean accepted, Fields fields) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("type", "ack");
            json.writeStringField("session_id", session.toString());
            Json.time(json, "timestamp", epochMillis);
            json.writeBooleanField("accepted", accepted);
            fields.writeTo(json);
            json.writeEndObject();
        });
    }
}
