// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.line.XJson;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/// Answers about swarms, as UTF-8 JSON objects.
public final class SwarmJson {
    private SwarmJson() {}

    /// `POST /api/v1/swarm/join`
    public static byte[] joined(
            String coordinator,
            long epoch,
            long heartbeatMillis,
            List<String> neighbours,
            List<String> sessions,
            List<String> warnings) {
        return Json.encode(json -> {
            json.writeStartObject();
            joinedFields(json, coordinator, epoch, heartbeatMillis, neighbours, sessions);
            if (!warnings.isEmpty()) {
                Json.texts(json, "warnings", warnings);
            }
            json.writeEndObject();
        });
    }

    /// The fields alone, for a frame that has others beside them.
    public static void joinedFields(
            JsonGenerator json,
            String coordinator,
            long epoch,
            long heartbeatMillis,
            List<String> neighbours,
            List<String> sessions)
            throws IOException {
        json.writeStringField("coordinator_id", coordinator);
        json.writeNumberField("member_epoch", epoch);
        json.writeNumberField("heartbeat_interval_ms", heartbeatMillis);
        Json.texts(json, "neighbours", neighbours);
        Json.texts(json, "assigned_streams", sessions);
    }

    /// `GET /api/v1/swarm`, `GET /api/v1/swarm/{id}`
    public static byte[] swarm(SwarmView v) {
        return Json.encode(json -> {
            json.writeStartObject();
            UUID session = v.session();
            if (session != null) {
                json.writeStringField("session_id", session.toString());
            }
            json.writeNumberField("member_epoch", v.epoch());
            json.writeArrayFieldStart("members");
            for (SwarmView.Member member : v.members()) {
                member(json, member);
            }
            json.writeEndArray();
            json.writeStringField("topology", v.topology());
            json.writeArrayFieldStart("edges");
            for (SwarmView.Edge edge : v.edges()) {
                json.writeStartArray();
                json.writeString(edge.from());
                json.writeString(edge.to());
                json.writeEndArray();
            }
            json.writeEndArray();
            SwarmView.Aggregation aggregation = v.aggregation();
            json.writeObjectFieldStart("aggregation");
            if (aggregation != null) {
                aggregation(json, aggregation);
            }
            json.writeEndObject();
            json.writeNumberField("quorum", v.quorum());
            json.writeNumberField("tolerated_faults", v.toleratedFaults());
            if (session != null) {
                json.writeArrayFieldStart("propagation");
                for (SwarmView.Traffic traffic : v.propagation()) {
                    traffic(json, traffic);
                }
                json.writeEndArray();
            }
            if (!v.warnings().isEmpty()) {
                Json.texts(json, "warnings", v.warnings());
            }
            json.writeEndObject();
        });
    }

    /// The frame that tells a member of changed costs: the same bytes for each.
    ///
    /// @param node that has the session
    public static byte[] costDelta(CostDelta delta, UUID session, String node, long epochMillis) {
        return Json.encode(json -> {
            json.writeStartObject();
            json.writeStringField("type", "cost_delta");
            json.writeStringField("session_id", session.toString());
            Json.time(json, "timestamp", epochMillis);
            json.writeStringField("origin", node);
            json.writeNumberField("first_revision", delta.firstRevision());
            json.writeNumberField("revision", delta.revision());
            json.writeNumberField("updates", delta.updates());
            json.writeStringField("update_id", delta.updateId());
            Json.nullableText(json, "source_node", delta.sourceNode());
            json.writeNumberField("entries", delta.entries());
            json.writeBooleanField("omitted", delta.change() == null);
            for (CostDelta.Part part : delta.parts()) {
                if (!part.entries().isEmpty()) {
                    json.writeObjectFieldStart(part.name());
                    XJson.write(json, part.entries());
                    json.writeEndObject();
                }
            }
            json.writeEndObject();
        });
    }

    private static void traffic(JsonGenerator json, SwarmView.Traffic t) throws IOException {
        json.writeStartObject();
        json.writeStringField("node_id", t.node());
        json.writeNumberField("links_epoch", t.epoch());
        json.writeNumberField("revision", t.revision());
        json.writeNumberField("sent_messages", t.sent());
        json.writeNumberField("sent_bytes", t.sentBytes());
        json.writeNumberField("received_messages", t.received());
        json.writeNumberField("received_bytes", t.receivedBytes());
        json.writeNumberField("delivered", t.delivered());
        json.writeNumberField("duplicates", t.duplicates());
        json.writeNumberField("stale_epoch", t.staleEpoch());
        json.writeNumberField("strangers", t.strangers());
        json.writeNumberField("lost", t.lost());
        json.writeNumberField("told_members", t.told());
        json.writeNumberField("untold_members", t.untold());
        json.writeEndObject();
    }

    private static void member(JsonGenerator json, SwarmView.Member member) throws IOException {
        json.writeStartObject();
        json.writeStringField("node_id", member.described().nodeId());
        Json.texts(
                json,
                "roles",
                member.described().roles().stream().map(MemberRole::wireName).toList());
        json.writeNumberField("epoch", member.described().epoch());
        Json.time(json, "last_seen", member.lastSeenMillis());
        json.writeBooleanField("node", member.node());
        Json.texts(json, "capabilities", member.described().capabilities());
        json.writeStringField("version", member.described().version());
        json.writeEndObject();
    }

    private static void aggregation(JsonGenerator json, SwarmView.Aggregation a) throws IOException {
        json.writeStringField("rule", a.rule());
        json.writeArrayFieldStart("reporters");
        for (SwarmView.Reporter reporter : a.reporters()) {
            json.writeStartObject();
            json.writeStringField("node_id", reporter.nodeId());
            json.writeNumberField("reports", reporter.reports());
            json.writeNumberField("outside", reporter.outside());
            json.writeBooleanField("distrusted", reporter.distrusted());
            json.writeNumberField("estimates", reporter.estimates());
            Json.number(json, "network_latency", reporter.latencyMs());
            json.writeEndObject();
        }
        json.writeEndArray();
        Json.texts(
                json,
                "distrusted",
                a.reporters().stream()
                        .filter(SwarmView.Reporter::distrusted)
                        .map(SwarmView.Reporter::nodeId)
                        .toList());
    }
}
