// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What-if and fork before real sessions.
class BranchesOverHttpTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static String open() throws Exception {
        HttpResponse<Stream<String>> stream = node.stream(node.request("/api/v1/solve-stream")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(SmallSystem.LIVE)));
        try (Stream<String> lines = stream.body()) {
            Iterator<String> each = lines.iterator();
            while (!each.next().contains("\"solution\"")) {
                // Until x is there.
            }
        }
        return stream.headers().firstValue("X-Session-Id").orElseThrow();
    }

    private static HttpResponse<String> whatIf(String session, String body) throws Exception {
        return node.postJson("/api/v1/sessions/" + session + "/what-if", body);
    }

    private static HttpResponse<String> fork(String session, String body) throws Exception {
        return node.postJson("/api/v1/sessions/" + session + "/fork", body);
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return OneNode.JSON.readTree(answer.body());
    }

    @Test
    void aWhatIfGivesTheXOfTheChangedProblem() throws Exception {
        String session = open();
        // x becomes (2, 2, 2): b is twice what it was.
        HttpResponse<String> answer =
                whatIf(session, "{\"delta_costs\":{\"indices\":[0,1,2],\"values\":[1.5,0.5,1.5]}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode tried = json(answer);
        assertThat(tried.get("session_id").asText()).isEqualTo(session);
        assertThat(tried.get("revision").asLong()).isZero();
        assertThat(tried.get("x")).hasSize(3);
        double bound = tried.get("error_bound").asDouble();
        for (JsonNode x : tried.get("x")) {
            assertThat(x.asDouble()).isCloseTo(2, within(bound));
        }
        assertThat(bound).isLessThan(1e-6);
        assertThat(tried.get("error_bound_kind").asText()).isEqualTo("certified");
        assertThat(tried.get("verified").asBoolean()).isTrue();
        assertThat(tried.get("residual_norm").asDouble()).isLessThanOrEqualTo(1e-8);
        assertThat(tried.get("changed_entries").asInt()).isEqualTo(3);
        assertThat(tried.get("x_partial").get("indices")).hasSize(3);
        assertThat(tried.get("stop_reason").asText()).isEqualTo("converged");
        assertThat(tried.get("work").asLong()).isPositive();
        assertThat(tried.get("warnings")).isEmpty();
        JsonNode some = json(whatIf(
                session,
                "{\"matrix_updates\":[{\"row\":0,\"col\":0,\"old_value\":2.5,\"new_value\":5}],\"x_indices\":[2,0],"
                        + "\"update_id\":\"x\"}"));
        assertThat(some.get("x").get("indices").toString()).isEqualTo("[2,0]");
        assertThat(some.get("x").get("values").get(1).asDouble()).isCloseTo(10.625 / 23.75, within(1e-7));
        assertThat(some.get("warnings").get(0).asText())
                .isEqualTo("unknown_field: /update_id is not known and was ignored");
        JsonNode solution = json(node.get("/api/v1/sessions/" + session + "/solution"));
        assertThat(solution.get("revision").asLong()).isZero();
        assertThat(solution.get("x").get(0).asDouble()).isCloseTo(1, within(1e-7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|422|missing_field|/delta_costs",
                "{\"delta_costs\":{\"indices\":[3],\"values\":[1]}}|422|index_out_of_range|/delta_costs/indices/0",
                "{\"delta_costs\":{\"indices\":[0],\"values\":[NaN]}}|400|malformed_json|",
                "{\"delta_costs\":{\"indices\":[0],\"values\":[1e999]}}|422|non_finite_value|/delta_costs/values/0",
                "{\"delta_costs\":{\"indices\":[0,0],\"values\":[1.7e308,1.7e308]}}|422|non_finite_value|/delta_costs/values/1",
                "{\"vector\":[1]}|422|dimension_mismatch|/vector",
                "{\"vector\":[1,1,1],\"x_indices\":[3]}|422|index_out_of_range|/x_indices/0",
                "{\"matrix_updates\":[{\"row\":0,\"col\":0,\"old_value\":2,\"new_value\":5}]}|409|stale_update|/matrix_updates/0/old_value",
                "{\"matrix_updates\":[{\"row\":0,\"col\":0,\"new_value\":0},{\"row\":0,\"col\":1,\"new_value\":0}]}|422|structurally_singular|/matrix_updates",
            })
    void aChangeThatDoesNotFitIsRefused(String body, int status, String code, String pointer) throws Exception {
        HttpResponse<String> answer = whatIf(open(), body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).get("code").asText()).isEqualTo(code);
        if (pointer != null) {
            assertThat(json(answer).get("pointer").asText()).isEqualTo(pointer);
        }
    }

    @Test
    void aForkIsASessionOfItsOwn() throws Exception {
        String session = open();
        HttpResponse<String> answer = fork(
                session, "{\"name\":\"plan b\",\"labels\":{\"case\":\"b\"},\"options\":{\"live\":true},\"colour\":1}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        JsonNode opened = json(answer);
        String id = opened.get("session_id").asText();
        assertThat(answer.headers().firstValue("Location")).contains("/api/v1/status/" + id);
        assertThat(opened.get("type").asText()).isEqualTo("session_opened");
        assertThat(opened.get("forked_from").get("session_id").asText()).isEqualTo(session);
        assertThat(opened.get("forked_from").get("revision").asLong()).isZero();
        assertThat(opened.get("revision").asLong()).isZero();
        assertThat(opened.get("rows").asInt()).isEqualTo(3);
        assertThat(opened.get("nnz").asInt()).isEqualTo(7);
        assertThat(opened.get("matrix_class").get("symmetric").asBoolean()).isTrue();
        assertThat(opened.get("resume_token").asText()).isNotEmpty();
        assertThat(opened.get("warnings").get(0).asText())
                .isEqualTo("unknown_field: /colour is not known and was ignored");
        String update = "{\"session_id\":\"" + id + "\",\"set_costs\":{\"indices\":[0,1,2],\"values\":[3,1,3]}}";
        assertThat(node.postJson("/api/v1/swarm/costs?wait=applied", update).statusCode())
                .isEqualTo(200);
        assertThat(json(node.get("/api/v1/sessions/" + id + "/solution"))
                        .get("x")
                        .get(0)
                        .asDouble())
                .isCloseTo(2, within(1e-7));
        assertThat(json(node.get("/api/v1/sessions/" + session + "/solution"))
                        .get("x")
                        .get(0)
                        .asDouble())
                .isCloseTo(1, within(1e-7));
        assertThat(json(node.get("/api/v1/sessions?label=case:b")).get("sessions"))
                .hasSize(1);
        // Named again it is the same one.
        HttpResponse<String> again = fork(session, "{\"session_id\":\"" + id + "\"}");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).get("revision").asLong()).isEqualTo(1);
    }

    @Test
    void aForkNeedsNoBodyAndTakesNoneOfAnotherType() throws Exception {
        String session = open();
        String path = "/api/v1/sessions/" + session + "/fork";
        assertThat(node.send(node.request(path).POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(201);
        assertThat(node.post(path, "text/plain", "x").statusCode()).isEqualTo(415);
        assertThat(json(fork(session, "{\"method\":\"cg\"}")).get("pointer").asText())
                .isEqualTo("/method");
        assertThat(node.get(path).statusCode()).isEqualTo(405);
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        String nobody = UUID.randomUUID().toString();
        String change = "{\"delta_costs\":{\"indices\":[0],\"values\":[1]}}";
        assertThat(whatIf(nobody, change).statusCode()).isEqualTo(404);
        assertThat(fork(nobody, "").statusCode()).isEqualTo(404);
        assertThat(whatIf("x", change).statusCode()).isEqualTo(400);
        String ended = open();
        node.send(node.request("/api/v1/sessions/" + ended).DELETE());
        assertThat(whatIf(ended, change).statusCode()).isEqualTo(404);
        assertThat(fork(ended, "{}").statusCode()).isEqualTo(404);
    }
}
