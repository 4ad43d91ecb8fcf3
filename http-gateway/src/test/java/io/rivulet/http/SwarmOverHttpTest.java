// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Swarms as clients see them.
class SwarmOverHttpTest {
    private static final String COSTS = "/api/v1/swarm/costs";
    private static final String JOIN = "/api/v1/swarm/join";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static String open(String rule, String topology) throws Exception {
        return node.solve("""
                {"matrix": {"data": {"gallery": {"name": "grid_plus_leak", "nx": 4, "ny": 4, "leak": 1}}},
                 "options": {"swarm_enabled": true},
                 "flow_nexus": {"cost_aggregation": "%s", "swarm_topology": "%s"}}
                """.formatted(rule, topology))
                .getFirst()
                .get("session_id")
                .asText();
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return OneNode.JSON.readTree(answer.body());
    }

    private static JsonNode join(String id, String session, String role) throws Exception {
        return json(
                node.postJson(
                        JOIN,
                        "{\"node_id\":\"%s\",%s\"roles\":[\"%s\"],\"version\":\"1\"}"
                                .formatted(id, session.isEmpty() ? "" : "\"session_id\":\"" + session + "\",", role)),
                200);
    }

    private static String report(String session, String id, long millis, double value) {
        return ("{\"type\":\"cost_report\",\"session_id\":\"%s\",\"node_id\":\"%s\",\"timestamp\":%d,"
                        + "\"local_costs\":{\"indices\":[3],\"values\":[%s]},\"computation_confidence\":1,"
                        + "\"network_latency\":2.5}")
                .formatted(session, id, millis, value);
    }

    @Test
    void membersAreListedWithTheirLinks() throws Exception {
        String session = open("median", "ring");
        for (int k = 0; k < 4; k++) {
            JsonNode joined = join("r" + k, session, "reporter");
            assertThat(joined.path("member_epoch").asInt()).isEqualTo(k + 1);
            assertThat(joined.path("coordinator_id").asText()).isEqualTo("test-node");
            assertThat(joined.path("heartbeat_interval_ms").asInt()).isEqualTo(15_000);
            assertThat(joined.path("assigned_streams").path(0).asText()).isEqualTo(session);
            assertThat(joined.path("neighbours")).hasSize(k == 0 ? 1 : 2);
        }
        JsonNode swarm = json(node.get("/api/v1/swarm/" + session), 200);
        assertThat(swarm.path("members").findValuesAsText("node_id"))
                .containsExactly("test-node", "r0", "r1", "r2", "r3");
        assertThat(swarm.path("topology").asText()).isEqualTo("ring");
        assertThat(swarm.path("edges")).hasSize(5);
        assertThat(swarm.path("edges").path(0).path(0).asText()).isEqualTo("test-node");
        assertThat(swarm.path("quorum").asInt()).isEqualTo(1);
        assertThat(swarm.path("tolerated_faults").asInt()).isZero();
        assertThat(json(node.get("/api/v1/status/" + session), 200)
                        .path("swarm_members")
                        .asInt())
                .isEqualTo(4);
        join("everywhere", "", "solver");
        assertThat(json(node.get("/api/v1/swarm"), 200).path("members").findValuesAsText("node_id"))
                .contains("test-node", "everywhere");
        assertThat(json(node.get("/api/v1/swarm/" + session), 200).path("edges"))
                .hasSize(6);
    }

    @Test
    void aMeshOfManyMembersIsWarnedOf() throws Exception {
        String session = open("median", "mesh");
        // There may be a member of the cluster beside these.
        for (int k = 1; k < 16; k++) {
            JsonNode joined = join("m" + k, session, "reporter");
            assertThat(k < 15 && joined.has("warnings")).isFalse();
        }
        assertThat(json(node.get("/api/v1/swarm/" + session), 200).path("propagation"))
                .hasSize(1);
        String warning =
                join("m16", session, "reporter").path("warnings").path(0).asText();
        assertThat(warning).startsWith("large_mesh: 1");
        assertThat(json(node.get("/api/v1/swarm/" + session), 200)
                        .path("warnings")
                        .path(0)
                        .asText())
                .isEqualTo(warning);
    }

    @Test
    void aLiarIsNamedInTheSwarmAndInTheStatus() throws Exception {
        String session = open("weighted_average", "star");
        for (String id : List.of("a", "b", "c", "liar")) {
            join(id, session, "reporter");
        }
        long now = System.currentTimeMillis();
        List<String> lines = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String id : List.of("a", "b", "c", "liar")) {
                lines.add(report(session, id, now + round, id.equals("liar") ? 5_000 + round : 7));
            }
        }
        lines.add(report(session, "a", now, 7));
        lines.add(report(session, "stranger", now, 7));
        HttpResponse<String> answers =
                node.post(COSTS + "?wait=applied", "application/x-ndjson", String.join("\n", lines) + "\n");
        List<JsonNode> each = OneNode.lines(answers.body());
        assertThat(each).hasSize(14);
        assertThat(each.subList(0, 13))
                .allMatch(answer -> answer.path("accepted").asBoolean());
        assertThat(each.get(12).path("duplicate").asBoolean()).isTrue();
        assertThat(each.get(13).path("problem").path("code").asText()).isEqualTo("forbidden");
        JsonNode aggregation = json(node.get("/api/v1/swarm/" + session), 200).path("aggregation");
        assertThat(aggregation.path("rule").asText()).isEqualTo("weighted_average");
        assertThat(aggregation.path("distrusted")).hasSize(1);
        assertThat(aggregation.path("distrusted").path(0).asText()).isEqualTo("liar");
        JsonNode status = json(node.get("/api/v1/status/" + session), 200);
        assertThat(status.path("distrusted_reporters").path(0).asText()).isEqualTo("liar");
        JsonNode applied = json(node.postJson(COSTS + "?wait=applied", report(session, "b", now + 9, 7.5)), 200);
        assertThat(applied.path("source_node").asText()).isEqualTo("cost-aggregator");
        assertThat(applied.path("solved_revision").asLong())
                .isEqualTo(applied.path("revision").asLong());
    }

    @Test
    void whatIsWrongIsSaidAtItsPlace() throws Exception {
        String session = open("latest", "mesh");
        JsonNode stranger = json(node.postJson(COSTS, report(session, "x", 5, 1)), 403);
        assertThat(stranger.path("code").asText()).isEqualTo("forbidden");
        assertThat(stranger.path("hint").asText()).contains(JOIN);
        assertThat(stranger.path("session_id").asText()).isEqualTo(session);
        String other = session.substring(0, 35) + (session.endsWith("0") ? "1" : "0");
        assertThat(json(node.get("/api/v1/swarm/" + other), 404).path("code").asText())
                .isEqualTo("session_not_found");
        assertThat(json(node.get("/api/v1/swarm/x"), 400).path("code").asText()).isEqualTo("invalid_id");
        assertThat(node.get(JOIN).statusCode()).isEqualTo(405);
        assertThat(json(node.postJson(JOIN, "{\"node_id\":\"test-node\",\"roles\":[\"solver\"]}"), 422)
                        .path("pointer")
                        .asText())
                .isEqualTo("/node_id");
    }
}
