// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Workflows as clients see them.
class WorkflowsOverHttpTest {
    private static final String WORKFLOWS = "/api/v1/workflows";
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";
    private static final String YAML = "application/yaml";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static String document(String name, String spec) {
        return """
                apiVersion: flow-nexus.ruv.io/v1
                kind: SolverWorkflow
                metadata: {name: %s, description: "of a test"}
                spec:
                  %s
                """.formatted(name, spec.strip().replace("\n", "\n  "));
    }

    /// Up to the last one.
    private static List<String> linesOfASocket(String session) throws Exception {
        var arrived = new LinkedBlockingQueue<String>();
        WebSocket socket = node.client
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws/solver"), new WebSocket.Listener() {
                    private final StringBuilder text = new StringBuilder();

                    @Override
                    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
                        text.append(data);
                        if (last) {
                            arrived.add(text.toString());
                            text.setLength(0);
                        }
                        webSocket.request(1);
                        return null;
                    }
                })
                .join();
        socket.sendText("{\"type\":\"subscribe\",\"session_id\":\"" + session + "\"}", true);
        var lines = new ArrayList<String>();
        while (lines.isEmpty() || !lines.getLast().contains("session_closed")) {
            String line = arrived.poll(30, TimeUnit.SECONDS);
            assertThat(line).as("the lines go on after %s", lines).isNotNull();
            assertThat(lines).as("heartbeats of a second").hasSizeLessThan(30);
            lines.add(line);
        }
        socket.abort();
        return lines;
    }

    private static JsonNode apply(String name, String spec, int status) throws Exception {
        return json(node.post(WORKFLOWS, YAML, document(name, spec)), status);
    }

    private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return OneNode.JSON.readTree(answer.body());
    }

    private static String under(String name, String more) {
        return "{" + SmallSystem.MATRIX + ",\"workflow\":\"" + name + "\"" + more + "}";
    }

    private static JsonNode status(JsonNode opened) throws Exception {
        return json(node.get("/api/v1/status/" + opened.get("session_id").asText()), 200);
    }

    @Test
    void aWorkflowIsAppliedReplacedListedReadAndDeleted() throws Exception {
        HttpResponse<String> first = node.post(WORKFLOWS, YAML, document("kept", "topology: ring"));
        assertThat(first.headers().firstValue("Location")).contains(WORKFLOWS + "/kept");
        assertThat(json(first, 201)
                        .path("document")
                        .path("spec")
                        .path("topology")
                        .asText())
                .isEqualTo("ring");
        JsonNode second = apply("kept", """
                topology: star
                colour: red
                agents:
                - {name: s, type: solver, replicas: 90}
                - {name: c, type: coordinator}
                """, 200);
        assertThat(second.path("document").path("spec").path("topology").asText())
                .isEqualTo("star");
        JsonNode read = json(node.get(WORKFLOWS + "/kept"), 200);
        assertThat(read).isEqualTo(second);
        assertThat(read.path("warnings").toString())
                .contains("unknown_field: /spec/colour", "90 of type solver are asked for, 1 are there");
        JsonNode solvers = read.path("agents").path(0);
        assertThat(solvers.path("desired").asInt()).isEqualTo(90);
        assertThat(solvers.path("actual").asInt()).isEqualTo(1);
        assertThat(read.path("agents").path(1).path("actual").asInt()).isEqualTo(1);
        assertThat(read.path("resources").path("actual").path("memory_bytes").asLong())
                .isPositive();
        JsonNode listed = json(node.get(WORKFLOWS), 200).path("workflows");
        assertThat(listed.findValuesAsText("name")).containsOnlyOnce("kept");
        assertThat(node.send(node.request(WORKFLOWS + "/kept").DELETE()).statusCode())
                .isEqualTo(204);
        OneNode.assertProblem(node.get(WORKFLOWS + "/kept"), 404, "workflow_not_found");
        assertThat(node.send(node.request(WORKFLOWS + "/kept").DELETE()).statusCode())
                .isEqualTo(204);
    }

    @Test
    void jsonAndOtherTypesAndMistakes() throws Exception {
        String json = "{\"apiVersion\":\"flow-nexus.ruv.io/v1\",\"kind\":\"SolverWorkflow\","
                + "\"metadata\":{\"name\":\"json\"},\"spec\":{}}";
        json(node.postJson(WORKFLOWS, json), 201);
        OneNode.assertProblem(node.post(WORKFLOWS, "text/plain", json), 415, "unsupported_media_type");
        OneNode.assertProblem(node.postJson(WORKFLOWS, "a: 1"), 400, "malformed_json");
        HttpResponse<String> wrong = node.post(WORKFLOWS, YAML, document("x", "topology: torus"));
        OneNode.assertProblem(wrong, 422, "unsupported_value");
        assertThat(wrong.body()).contains("\"pointer\":\"/spec/topology\"");
        OneNode.assertProblem(node.post(WORKFLOWS, YAML, "#".repeat(70_000)), 413, "body_too_large");
        JsonNode schema = json(node.get("/schemas/solver-workflow.json"), 200);
        assertThat(schema.path("title").asText()).isEqualTo("SolverWorkflow");
    }

    /// How a session is checked that nobody tells how.
    private static String strategy(JsonNode opened) throws Exception {
        String asked = "{\"session_id\":\"" + opened.get("session_id").asText() + "\"}";
        return json(node.postJson("/api/v1/verify", asked), 200)
                .path("strategy")
                .asText();
    }

    @Test
    void aSessionTakesItsDefaultsAndItsRequestWins() throws Exception {
        apply("defaults", """
                topology: ring
                verification: {interval: 7, auto_correction: false}
                swarm: {consensus_mechanism: byzantine}
                """, 201);
        List<JsonNode> lines = node.solve(under("defaults", ""));
        JsonNode opened = lines.getFirst();
        assertThat(opened.path("warnings").toString()).contains("tolerated_faults 0");
        assertThat(strategy(opened)).isEqualTo("consensus");
        JsonNode status = status(opened);
        assertThat(status.path("workflow").asText()).isEqualTo("defaults");
        assertThat(status.path("verification").path("interval").asInt()).isEqualTo(7);
        assertThat(json(node.get("/api/v1/swarm/" + opened.get("session_id").asText()), 200)
                        .path("topology")
                        .asText())
                .isEqualTo("ring");
        List<JsonNode> other = node.solve(under(
                "defaults",
                ",\"options\":{\"verification\":{\"interval\":9}},"
                        + "\"flow_nexus\":{\"verification_strategy\":\"projection\"}"));
        assertThat(strategy(other.getFirst())).isEqualTo("projection");
        assertThat(status(other.getFirst())
                        .path("verification")
                        .path("interval")
                        .asInt())
                .isEqualTo(9);
        long sessions = 0;
        for (JsonNode count : json(node.get(WORKFLOWS + "/defaults"), 200).path("sessions")) {
            sessions += count.asLong();
        }
        assertThat(sessions).isEqualTo(2);
        assertThat(status(node.solve(SmallSystem.SOLVE).getFirst())
                        .path("workflow")
                        .isNull())
                .isTrue();
        node.send(node.request(WORKFLOWS + "/defaults").DELETE());
        assertThat(status(opened).path("workflow").asText()).isEqualTo("defaults");
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() throws Exception {
        apply("one-that-is", "topology: ring", 201);
        HttpResponse<String> refused = node.postJson(SOLVE_STREAM, under("nowhere", ""));
        OneNode.assertProblem(refused, 422, "unsupported_value");
        JsonNode problem = OneNode.JSON.readTree(refused.body());
        assertThat(problem.path("pointer").asText()).isEqualTo("/workflow");
        assertThat(problem.path("hint").asText()).contains("one-that-is");
    }

    @Test
    void aStreamBeatsEndsAndIsCodedAsTheWorkflowSays() throws Exception {
        apply("streams", "streaming: {heartbeat_interval: 1s, max_session_duration: 4s, compression: none}", 201);
        HttpResponse<Stream<String>> stream = node.stream(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/json")
                .header("Accept-Encoding", "gzip")
                .POST(BodyPublishers.ofString(under("streams", ",\"options\":{\"live\":true}"))));
        assertThat(stream.headers().firstValue("Content-Encoding")).isEmpty();
        List<JsonNode> lines = new ArrayList<>();
        for (String line : stream.body().toList()) {
            lines.add(OneNode.JSON.readTree(line));
        }
        assertThat(lines.getLast().path("reason").asText()).isEqualTo("max_duration");
        int beat = 0;
        while (!lines.get(beat).path("type").asText().equals("heartbeat")) {
            beat++;
        }
        assertThat(Duration.between(time(lines.get(beat - 1)), time(lines.get(beat))))
                .isLessThan(Duration.ofSeconds(10));
        // Again, by a stream that knows of the workflow only from the session.
        String session = stream.headers().firstValue("X-Session-Id").orElseThrow();
        HttpResponse<Stream<String>> again = node.stream(node.request("/api/v1/sessions/" + session + "/stream")
                .header("Accept-Encoding", "gzip")
                .GET());
        assertThat(again.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(again.body().toList().getLast()).contains("max_duration");
        assertThat(linesOfASocket(session)).last().asString().contains("max_duration");
        assertThat(node.delete(session)).isEqualTo(204);
    }

    private static Instant time(JsonNode line) {
        return Instant.parse(line.path("timestamp").asText());
    }

    @Test
    void everyNodeOfAClusterHasThem() throws Exception {
        try (var first = new OneNode("first", GatewaySettings.defaults(), "", null);
                var second = new OneNode("second", GatewaySettings.defaults(), "", first)) {
            assertThat(first.post(WORKFLOWS, YAML, document("shared", "topology: star"))
                            .statusCode())
                    .isEqualTo(201);
            assertThat(second.get(WORKFLOWS + "/shared").statusCode()).isEqualTo(200);
            assertThat(second.solve(under("shared", ""))).isNotEmpty();
            assertThat(second.post(WORKFLOWS, YAML, document("shared", "topology: ring"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(first.get(WORKFLOWS + "/shared").body()).contains("ring");
        }
    }
}
