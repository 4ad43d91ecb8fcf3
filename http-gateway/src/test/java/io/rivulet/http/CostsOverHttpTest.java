// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Updates of costs, one by one and in lines: one node in this process.
class CostsOverHttpTest {
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";
    private static final String COSTS = "/api/v1/swarm/costs";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    @Test
    void anUpdateIsAcknowledgedOnceAndTheSolutionFollows() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        String update = "{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID()
                + "\",\"set_costs\":{\"indices\":[0,1,2],\"values\":[3,1,3]}}";
        HttpResponse<String> first = node.postJson(COSTS, update);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        JsonNode acknowledged = OneNode.JSON.readTree(first.body());
        assertThat(acknowledged.get("revision").asLong()).isEqualTo(1);
        assertThat(acknowledged.get("duplicate").asBoolean()).isFalse();
        JsonNode again = OneNode.JSON.readTree(node.postJson(COSTS, update).body());
        assertThat(again.get("duplicate").asBoolean()).isTrue();
        HttpResponse<String> applied = node.postJson(
                COSTS + "?wait=applied",
                "{\"session_id\":\"" + session + "\",\"delta_costs\":{\"indices\":[0],\"values\":[0]}}");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        assertThat(OneNode.JSON.readTree(applied.body()).has("residual_norm")).isTrue();
        assertThat(applied.body()).contains("not_identified");
        JsonNode solution = OneNode.JSON.readTree(node.get("/api/v1/sessions/" + session + "/solution?min_revision=2")
                .body());
        assertThat(SmallSystem.doubles(solution.get("x")))
                .allSatisfy(x -> assertThat(x).isCloseTo(2, within(1e-7)));
        assertThat(solution.get("revision").asLong()).isEqualTo(2);
    }

    @Test
    void aVectorLargerThanABatchIsOneUpdateAlone() throws Exception {
        int n = 40_000;
        String session = node.solve(
                        "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":200,\"ny\":200,"
                                + "\"leak\":4}}},\"options\":{\"stream\":{\"x\":\"none\"}}}")
                .getFirst()
                .get("session_id")
                .asText();
        String all = "7.25" + ",7.25".repeat(n - 1);
        String lines = SmallSystem.update(session, 0) + "\n{\"session_id\":\"" + session + "\",\"update_id\":\""
                + UUID.randomUUID() + "\",\"vector\":[" + all + "]}\n" + SmallSystem.update(session, n - 1) + "\n";
        List<JsonNode> answers =
                OneNode.lines(node.post(COSTS, "application/x-ndjson", lines).body());
        assertThat(answers).extracting(line -> line.path("revision").asLong()).containsExactly(1L, 2L, 3L);
        JsonNode applied = OneNode.JSON.readTree(
                node.postJson(COSTS + "?wait=applied", "{\"session_id\":\"" + session + "\",\"vector\":[" + all + "]}")
                        .body());
        assertThat(applied.path("revision").asLong()).isEqualTo(4);
        assertThat(applied.path("residual_norm").asDouble(1)).isLessThanOrEqualTo(1e-8);
        JsonNode solution = OneNode.JSON.readTree(node.get("/api/v1/sessions/" + session + "/solution?min_revision=4")
                .body());
        assertThat(solution.path("verified").asBoolean()).isTrue();
        // Far from the edge the grid's Laplacian of a constant is nothing, and only the leak remains.
        assertThat(solution.path("x").get(n / 2 + 100).asDouble()).isCloseTo(7.25 / 4, within(1e-6));
    }

    @Test
    void refusedUpdatesAreProblems() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        OneNode.assertProblem(node.postJson(COSTS, SmallSystem.update(session, 99)), 422, "index_out_of_range");
        OneNode.assertProblem(node.postJson(COSTS, SmallSystem.update(NOBODY, 0)), 404, "session_not_found");
        OneNode.assertProblem(node.postJson(COSTS, "{"), 400, "malformed_json");
        OneNode.assertProblem(
                node.postJson(COSTS + "?wait=ever", SmallSystem.update(session, 0)), 422, "unsupported_value");
        OneNode.assertProblem(node.post(COSTS, "text/csv", "1,2"), 415, "unsupported_media_type");
    }

    @Test
    void aStaleUpdateAndATakenIdAreConflicts() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        String change = "{\"session_id\":\"" + session + "\",\"delta_costs\":{\"indices\":[0],\"values\":[1]},"
                + "\"matrix_updates\":[{\"row\":0,\"col\":0,\"old_value\":2.4,\"new_value\":3}]}";
        OneNode.assertProblem(node.postJson(COSTS, change), 409, "stale_update");
        JsonNode status =
                OneNode.JSON.readTree(node.get("/api/v1/status/" + session).body());
        assertThat(status.get("revision").asLong())
                .as("nothing of it was applied")
                .isZero();
        String other = SmallSystem.SOLVE
                .replace("{\"matrix\"", "{\"session_id\":\"" + session + "\",\"matrix\"")
                .replace("2.5", "2.75");
        OneNode.assertProblem(node.postJson(SOLVE_STREAM, other), 409, "session_exists");
    }

    @Test
    void manyUpdatesAreAnsweredLineByLine() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        var body = new StringBuilder();
        for (int k = 0; k < 2000; k++) {
            body.append(SmallSystem.update(session, k % 100 == 99 ? 50 : k % 3)).append('\n');
        }
        HttpResponse<String> answer = node.post(COSTS, "application/x-ndjson", body.toString());
        List<JsonNode> lines = OneNode.lines(answer.body());
        assertThat(lines).hasSize(2000);
        for (int k = 0; k < 2000; k++) {
            assertThat(lines.get(k).get("accepted").asBoolean()).isEqualTo(k % 100 != 99);
        }
        assertThat(lines.getLast().get("problem").get("code").asText()).isEqualTo("index_out_of_range");
        assertThat(lines.get(1998).get("revision").asLong()).isEqualTo(1980);
    }
}
