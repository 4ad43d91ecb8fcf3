// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static io.rivulet.serialization.schema.AnswerSchemas.measure;

import java.util.LinkedHashMap;
import java.util.Map;

/// Lines of `GET /api/v1/events`.
public final class EventSchemas {
    private EventSchemas() {}

    /// By their `type`.
    public static Map<String, Schema> all() {
        var all = new LinkedHashMap<String, Schema>();
        all.put(
                "hello",
                line("hello")
                        .required("principal", Schema.text().says("who the caller is"))
                        .required("role", Schema.choice("user", "operator", "admin")));
        all.put(
                "cluster",
                line("cluster")
                        .required("status", StatusSchemas.node())
                        .required("shards", Schema.array(shard()).says("of sessions, as the nodes last told")));
        all.put(
                "sessions",
                line("sessions")
                        .required("whole", Schema.truth().says("`rows` are all of them, not those that changed"))
                        .required("more", Schema.truth().says("there are more sessions than are listed"))
                        .required("rows", Schema.array(row()))
                        .required("gone", Schema.array(Schema.id())));
        all.put("error", line("error").required("problem", ProblemSchemas.problem()));
        all.put("closed", line("closed").required("reason", Schema.choice("drained", "revoked")));
        return all;
    }

    public static Schema any() {
        return Schema.either(all().values().toArray(Schema[]::new));
    }

    private static Schema line(String type) {
        return Schema.object().required("type", Schema.constant(type)).required("timestamp", Schema.time());
    }

    private static Schema shard() {
        return Schema.object()
                .required("shard", Schema.text())
                .required("node", Schema.text())
                .required("memory_bytes", Schema.whole().says("that its sessions have reserved"));
    }

    private static Schema row() {
        Schema now = Schema.object()
                .required("state", AnswerSchemas.state())
                .required("method", Schema.text())
                .required("revision", Schema.whole())
                .required("iterations", Schema.whole())
                .required("residual_norm", measure())
                .required("error_bound", measure())
                .required("verified", Schema.truth())
                .required("residuals", Schema.array(measure()).says("over its life, at most 40"));
        return AnswerSchemas.row()
                .required("owner", Schema.text())
                .required("now", now.orNull().says("what it says of itself, where it computes or is live"));
    }
}
