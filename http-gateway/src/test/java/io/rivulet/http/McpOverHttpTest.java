// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.schema.jackson2.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `/mcp` as the protocol's own client meets it, and as one meets it that makes mistakes.
class McpOverHttpTest {
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s","capabilities":{},\
            "clientInfo":{"name":"test","version":"1"}}}""";

    /// Far from solved after any time that a test takes.
    private static final String ENDLESS = """
            {"matrix":{"data":{"gallery":{"name":"poisson2d","nx":300,"ny":300}}},"method":"jacobi",\
            "options":{"tolerance":1e-14,"max_iterations":2000000000,"live":true,"stream":{"x":"none"}}}""";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static final LinkedBlockingQueue<ProgressNotification> progress = new LinkedBlockingQueue<>();
    private static final CountDownLatch listChanged = new CountDownLatch(1);
    private static McpSyncClient client;
    private static Map<String, Tool> tools;

    @BeforeAll
    static void connect() {
        client = McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + node.port())
                        .build())
                .requestTimeout(Duration.ofSeconds(60))
                .progressConsumer(progress::add)
                .resourcesChangeConsumer(_ -> listChanged.countDown())
                .build();
        client.initialize();
        tools = client.listTools().tools().stream().collect(Collectors.toMap(Tool::name, tool -> tool));
    }

    @AfterAll
    static void disconnect() {
        client.close();
    }

    /// Each result fits the tool's output schema, and says the same as text.
    private static JsonNode call(String tool, String arguments) throws Exception {
        CallToolResult result = call(tool, arguments, null);
        assertThat(result.isError())
                .as(String.valueOf(result.structuredContent()))
                .isFalse();
        assertThat(new DefaultJsonSchemaValidator()
                        .validate(tools.get(tool).outputSchema(), result.structuredContent())
                        .errorMessage())
                .isNull();
        JsonNode said = OneNode.JSON.valueToTree(result.structuredContent());
        assertThat(OneNode.JSON.readTree(((TextContent) result.content().getFirst()).text()))
                .isEqualTo(OneNode.JSON.readTree(said.toString()));
        return said;
    }

    private static CallToolResult call(String tool, String arguments, String token) throws Exception {
        return client.callTool(new CallToolRequest(
                tool,
                OneNode.JSON.readValue(arguments, Map.class),
                token == null ? null : Map.of("progressToken", token)));
    }

    private static JsonNode refused(String tool, String arguments) throws Exception {
        CallToolResult result = call(tool, arguments, null);
        assertThat(result.isError()).isTrue();
        return OneNode.JSON.valueToTree(result.structuredContent());
    }

    private static String of(String session) {
        return "{\"session_id\":\"" + session + "\"}";
    }

    @Test
    void theClientKnowsTheServerAndItsTools() {
        assertThat(client.getServerInfo().name()).isEqualTo("rivulet");
        assertThat(tools.keySet())
                .containsExactlyInAnyOrder(
                        "sublinear_solver_stream",
                        "solver_verification",
                        "solve",
                        "estimate_entry",
                        "analyze_matrix",
                        "update_costs",
                        "session_status",
                        "list_sessions",
                        "pattern_match",
                        "pattern_search",
                        "record_experience");
        assertThat(tools.values()).allSatisfy(tool -> {
            assertThat(tool.description()).isNotBlank();
            assertThat(tool.inputSchema()).containsEntry("type", "object");
            assertThat(tool.outputSchema()).containsEntry("type", "object");
            assertThat(tool.annotations().readOnlyHint()).isNotNull();
        });
        assertThat(tools.get("update_costs").annotations().destructiveHint()).isTrue();
        assertThat(client.ping()).isNotNull();
    }

    @Test
    void aSolvedSessionIsChangedVerifiedAndRead() throws Exception {
        JsonNode solution = call("solve", SmallSystem.SOLVE);
        assertThat(SmallSystem.doubles(solution.get("x")))
                .allSatisfy(x -> assertThat(x).isCloseTo(1, within(1e-7)));
        String session = solution.get("session_id").asText();
        assertThat(call("solver_verification", of(session)).get("verified").asBoolean())
                .isTrue();
        JsonNode applied = call(
                "update_costs",
                "{\"session_id\":\"" + session + "\",\"wait\":\"applied\",\"delta_costs\":"
                        + "{\"indices\":[0],\"values\":[0.5]}}");
        assertThat(applied.get("solved_revision").asInt()).isEqualTo(1);
        assertThat(call("session_status", of(session)).get("revision").asInt()).isEqualTo(1);
        JsonNode estimate = call("estimate_entry", "{\"session_id\":\"" + session + "\",\"index\":1,\"typo\":1}");
        assertThat(estimate.path("entries").path(0).path("value").asDouble()).isCloseTo(1.117_647, within(1e-5));
        assertThat(estimate.path("warnings").path(0).asText()).startsWith("unknown_field: /typo");
        assertThat(call("list_sessions", "{\"limit\":1000}").path("sessions").findValuesAsText("session_id"))
                .contains(session);
    }

    @Test
    void aMatrixIsAnalyzedWithoutASession() throws Exception {
        JsonNode found = call(
                "analyze_matrix", "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"poisson2d\",\"nx\":20,\"ny\":20}}}}");
        assertThat(found.get("rows").asInt()).isEqualTo(400);
        assertThat(found.path("matrix_class").path("symmetric").asBoolean()).isTrue();
        assertThat(found.get("method").asText()).isNotBlank();
    }

    @Test
    void progressRisesWhileItSolves() throws Exception {
        CallToolResult result = call(
                "sublinear_solver_stream",
                "{" + SmallSystem.MATRIX + ",\"method\":\"jacobi\",\"stream_options\":{\"real_time\":true}}",
                "mine");
        JsonNode answer = OneNode.JSON.valueToTree(result.structuredContent());
        assertThat(answer.get("method").asText()).isEqualTo("jacobi");
        assertThat(answer.get("verified").asBoolean()).isTrue();
        ProgressNotification last = progress.poll(20, TimeUnit.SECONDS);
        assertThat(last).isNotNull();
        assertThat(last.progressToken()).isEqualTo("mine");
        for (ProgressNotification next = progress.poll(); next != null; next = progress.poll()) {
            assertThat(next.progress()).isGreaterThan(last.progress());
            last = next;
        }
    }

    @Test
    void aLongXIsLeftOnTheServer() throws Exception {
        JsonNode solution = call(
                "solve",
                "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":101,\"ny\":100,\"leak\":1}}}}");
        assertThat(solution.path("x").path("omitted").asBoolean()).isTrue();
        HttpResponse<String> whole = node.get(solution.path("x").path("href").asText());
        assertThat(OneNode.JSON.readTree(whole.body()).get("x")).hasSize(10_100);
    }

    @Test
    void problemsAreResultsAndMisuseIsAnError() throws Exception {
        JsonNode problem = refused("solve", SmallSystem.SOLVE.replace("[1.5,0.5,1.5]", "[1]"));
        assertThat(problem.get("code").asText()).isEqualTo("dimension_mismatch");
        assertThat(problem.get("pointer").asText()).isEqualTo("/vector");
        String nobody = of("00000000-0000-0000-0000-000000000001");
        for (String tool : List.of("session_status", "solver_verification")) {
            assertThat(refused(tool, nobody).get("code").asText()).isEqualTo("session_not_found");
        }
        for (String tool : List.of("estimate_entry", "update_costs", "analyze_matrix", "sublinear_solver_stream")) {
            assertThat(refused(tool, "{}").get("code").asText()).isEqualTo("missing_field");
        }
        assertThat(refused("list_sessions", "{\"state\":\"asleep\"}")
                        .get("code")
                        .asText())
                .isEqualTo("unsupported_value");
        assertThatThrownBy(() -> call("no_such_tool", "{}", null))
                .isInstanceOfSatisfying(
                        McpError.class,
                        error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32602));
    }

    @Test
    void sessionsAreResources() throws Exception {
        String session = call("solve", SmallSystem.SOLVE).get("session_id").asText();
        assertThat(listChanged.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(client.listResources().resources())
                .extracting(Resource::uri)
                .contains("rivulet://sessions/" + session);
        TextResourceContents status =
                (TextResourceContents) client.readResource(new ReadResourceRequest("rivulet://sessions/" + session))
                        .contents()
                        .getFirst();
        assertThat(OneNode.JSON.readTree(status.text()).get("session_id").asText())
                .isEqualTo(session);
        assertThat(client.listResourceTemplates().resourceTemplates()).hasSize(1);
        assertThatThrownBy(() -> client.readResource(new ReadResourceRequest("file:///etc/passwd")))
                .isInstanceOfSatisfying(
                        McpError.class,
                        error -> assertThat(error.getJsonRpcError().code()).isEqualTo(-32002));
    }

    // By hand

    private static HttpResponse<String> post(String body, String... headers) throws Exception {
        String[] all = Stream.concat(Stream.of("Accept", "application/json, text/event-stream"), Stream.of(headers))
                .toArray(String[]::new);
        return node.post("/mcp", "application/json", body, all);
    }

    private static String session() throws Exception {
        HttpResponse<String> answer = post(INITIALIZE.formatted("2025-06-18"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
    }

    private static int errorCode(HttpResponse<String> answer) throws Exception {
        return OneNode.JSON.readTree(answer.body()).path("error").path("code").asInt();
    }

    @Test
    void theVersionIsTheClientsWhereItIsKnown() throws Exception {
        for (String version : List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")) {
            assertThat(post(INITIALIZE.formatted(version)).body()).contains("\"protocolVersion\":\"" + version + "\"");
        }
        assertThat(post(INITIALIZE.formatted("1999-01-01")).body()).contains("\"protocolVersion\":\"2025-11-25\"");
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
        String session = session();
        assertThat(post(ping, "Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-06-18")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(ping, "Mcp-Session-Id", session, "MCP-Protocol-Version", "1999-01-01")
                        .statusCode())
                .isEqualTo(400);
        assertThat(post(ping).statusCode()).isEqualTo(400);
        assertThat(post(ping, "Mcp-Session-Id", "nobody").statusCode()).isEqualTo(404);
    }

    @Test
    void malformedMessagesAreTold() throws Exception {
        String session = session();
        assertThat(errorCode(post("{\"jsonrpc\":", "Mcp-Session-Id", session))).isEqualTo(-32700);
        assertThat(errorCode(post("[]", "Mcp-Session-Id", session))).isEqualTo(-32600);
        assertThat(errorCode(post("{\"id\":1,\"method\":\"ping\"}", "Mcp-Session-Id", session)))
                .isEqualTo(-32600);
        assertThat(errorCode(post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}", "Mcp-Session-Id", session)))
                .isEqualTo(-32601);
        assertThat(errorCode(post(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"cursor\":\"x\"}}",
                        "Mcp-Session-Id",
                        session)))
                .isEqualTo(-32602);
        OneNode.assertProblem(post(INITIALIZE, "Content-Encoding", "br"), 415, "unsupported_media_type");
        OneNode.assertProblem(node.post("/mcp", "text/plain", "{}"), 415, "unsupported_media_type");
        OneNode.assertProblem(
                node.post("/mcp", "application/json", INITIALIZE, "Accept", "text/html"), 406, "not_acceptable");
    }

    @Test
    void anEndedSessionIsNotFound() throws Exception {
        String session = session();
        assertThat(post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", "Mcp-Session-Id", session)
                        .statusCode())
                .isEqualTo(202);
        assertThat(node.send(node.request("/mcp")
                                .header("Mcp-Session-Id", session)
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(node.send(node.request("/mcp")
                                .header("Mcp-Session-Id", session)
                                .DELETE())
                        .statusCode())
                .isEqualTo(404);
        assertThat(node.get("/mcp", "Accept", "text/event-stream", "Mcp-Session-Id", session)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void foreignPagesAreRefused() throws Exception {
        // The JDK's client sets Origin where it is asked to.
        OneNode.assertProblem(
                post(INITIALIZE.formatted("2025-06-18"), "Origin", "http://evil.example"), 403, "forbidden");
        OneNode.assertProblem(
                node.get(
                        "/mcp",
                        "Accept",
                        "text/event-stream",
                        "Mcp-Session-Id",
                        session(),
                        "Origin",
                        "http://evil.example"),
                403,
                "forbidden");
    }

    @Test
    void aCancelledSolveEndsWithoutAnAnswerAndItsSessionIsGone() throws Exception {
        String mcp = session();
        HttpResponse<Stream<String>> answer = node.stream(node.request("/mcp")
                .headers("Accept", "application/json, text/event-stream", "Content-Type", "application/json")
                .header("Mcp-Session-Id", mcp)
                .POST(BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":\"long\",\"method\":\"tools/call\",\"params\":{\"name\":\"solve\","
                                + "\"_meta\":{\"progressToken\":7},\"arguments\":" + ENDLESS + "}}")));
        var events = answer.body().iterator();
        String begun = OneNode.until(events, "\"progress\"");
        String session = begun.replaceAll(".*session ([0-9a-f-]{36}).*", "$1");
        assertThat(node.get("/api/v1/status/" + session).statusCode()).isEqualTo(200);
        assertThat(post(
                                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\"long\"}}",
                                "Mcp-Session-Id",
                                mcp)
                        .statusCode())
                .isEqualTo(202);
        while (events.hasNext()) {
            assertThat(events.next()).doesNotContain("\"result\"", "\"error\"");
        }
        long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (node.get("/api/v1/status/" + session).statusCode() != 404) {
            assertThat(System.nanoTime()).as("the session goes on").isLessThan(until);
        }
    }
}
