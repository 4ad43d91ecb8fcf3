// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static io.rivulet.serialization.schema.AnswerSchemas.measure;

import io.rivulet.serialization.view.SessionStates;

/// How a session or a node does, in parts.
public final class StatusSchemas {
    private StatusSchemas() {}

    static Schema performance() {
        return Schema.object()
                .required("iteration_time_ms", measure())
                .required("memory_usage_mb", measure())
                .required("flops", measure());
    }

    /// Of a session's status: how its x is watched.
    static Schema verification() {
        return Schema.object()
                .required("interval", Schema.whole().says("iterations between two checks, before adaption"))
                .required("multiplier", measure())
                .required("last_revision", Schema.whole())
                .required("last_iteration", Schema.whole())
                .required("next_due", Schema.whole())
                .required(
                        "drift",
                        Schema.object()
                                .required("baseline", measure())
                                .required("ewma", measure())
                                .required("severity", measure()))
                .required("stagnation", Schema.truth())
                .required("stagnation_by_variance", Schema.truth())
                .required("corrections", Schema.whole())
                .required("last", Schema.either(AnswerSchemas.verificationFields(), Schema.nothing()));
    }

    /// Of a session that is to be solved in parts.
    static Schema partitions() {
        Schema part = Schema.object()
                .required("part", Schema.whole())
                .required("node", Schema.text())
                .required("placements", Schema.whole())
                .required("rows", Schema.whole())
                .required("halo", Schema.whole())
                .required("frames", Schema.whole())
                .required("frame_bytes", Schema.whole())
                .required("answers", Schema.whole())
                .required("answer_bytes", Schema.whole());
        return Schema.object()
                .required("asked", Schema.whole())
                .required("active", Schema.truth())
                .required("method", Schema.text())
                .required("topology", Schema.text())
                .required("refusal", Schema.text().orNull().says("why it is solved by one node"))
                .required("parts", Schema.array(part));
    }

    /// Of the node that answers, and of its cluster.
    public static Schema node() {
        Schema member = Schema.object()
                .required("node", Schema.text())
                .required("address", Schema.text())
                .required("version", Schema.text())
                .required("roles", Schema.array(Schema.text()))
                .required("state", Schema.text())
                .required("shards", Schema.whole())
                .required("sessions", Schema.whole())
                .required("cpu", measure().says("load of the process, 0 to 1"))
                .required("heap", measure().says("used part, 0 to 1"));
        return Schema.object()
                .required("node", Schema.text())
                .required("version", Schema.text())
                .required("uptime_ms", Schema.whole())
                .required("transport", Schema.text())
                .required("members", Schema.array(member))
                .required(
                        "sessions",
                        Schema.mapOf(Schema.whole()).says("by state: " + String.join(", ", SessionStates.NAMES)))
                .required(
                        "rates",
                        Schema.object()
                                .says("per second")
                                .required("iterations", measure())
                                .required("updates", measure())
                                .required("probes", measure())
                                .required("lines", measure()))
                .required("kernel_provider", Schema.text())
                .required("database", Schema.text());
    }
}
