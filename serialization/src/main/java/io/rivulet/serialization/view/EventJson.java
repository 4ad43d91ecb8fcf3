// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemJson;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lines of `GET /api/v1/events`, each with the break that ends it.
public final class EventJson {
    private static final int BYTES_PER_ROW = 700;

    private EventJson() {}

    /// Which node has a shard.
    public record Shard(String shard, String node, long memoryBytes) {}

    private static byte[] line(String type, long atMillis, int sizeHint, Json.Value fields) {
        return Json.encode(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", type);
                    Json.time(json, "timestamp", atMillis);
                    fields.writeTo(json);
                    json.writeEndObject();
                    json.writeRaw('\n');
                },
                sizeHint);
    }

    /// The first: who the caller is, as this server sees it.
    public static byte[] hello(String principal, String role, long atMillis) {
        return line("hello", atMillis, 256, json -> {
            json.writeStringField("principal", principal);
            json.writeStringField("role", role);
        });
    }

    public static byte[] cluster(NodeStatusView status, List<Shard> shards, long atMillis) {
        return line("cluster", atMillis, 1_024 + 80 * shards.size(), json -> {
            Json.encoded(json, "status", ViewJson.node(status));
            json.writeArrayFieldStart("shards");
            for (Shard shard : shards) {
                json.writeStartObject();
                json.writeStringField("shard", shard.shard());
                json.writeStringField("node", shard.node());
                json.writeNumberField("memory_bytes", shard.memoryBytes());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /// What has changed in the list of the caller's sessions.
    ///
    /// @param whole whether `rows` are all there are
    /// @param more whether there are sessions beyond those that are listed
    public static byte[] sessions(boolean whole, List<LiveSession> rows, List<UUID> gone, boolean more, long atMillis) {
        return line("sessions", atMillis, 128 + BYTES_PER_ROW * rows.size(), json -> {
            json.writeBooleanField("whole", whole);
            json.writeBooleanField("more", more);
            json.writeArrayFieldStart("rows");
            for (LiveSession session : rows) {
                json.writeStartObject();
                ViewJson.rowFields(json, session.row());
                json.writeStringField("owner", session.row().owner());
                now(json, session.now());
                json.writeEndObject();
            }
            json.writeEndArray();
            Json.texts(json, "gone", gone.stream().map(UUID::toString).toList());
        });
    }

    private static void now(JsonGenerator json, LiveSession.@Nullable Now now) throws IOException {
        json.writeFieldName("now");
        if (now == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("state", now.state());
        json.writeStringField("method", now.method());
        json.writeNumberField("revision", now.revision());
        json.writeNumberField("iterations", now.iterations());
        Json.nullableNumber(json, "residual_norm", now.residualNorm());
        Json.nullableNumber(json, "error_bound", now.errorBound());
        json.writeBooleanField("verified", now.verified());
        json.writeArrayFieldStart("residuals");
        for (Double residual : now.residuals()) {
            Json.number(json, residual);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /// Something could not be read this time; the next one may be.
    public static byte[] failed(Problem problem, long atMillis) {
        return line("error", atMillis, 512, json -> {
            json.writeFieldName("problem");
            ProblemJson.writeTo(json, problem);
        });
    }

    /// The last, where the server ends the stream.
    public static byte[] closed(String reason, long atMillis) {
        return line("closed", atMillis, 128, json -> json.writeStringField("reason", reason));
    }
}
