// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `rivulet mcp` as a host meets it: a process that it starts and talks to by lines.
final class McpProcessTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
            "clientInfo":{"name":"test","version":"1"}}}""";
    private static final String SOLVE = """
            {"jsonrpc":"2.0","id":"s","method":"tools/call","params":{"name":"solve","_meta":{"progressToken":"p"},\
            "arguments":{"matrix":{"rows":2,"cols":2,"data":{"dense":[[4,1],[1,3]]}},"vector":[1,2]}}}""";

    @TempDir
    Path folder;

    /// Every line of stdout is a message; the next one that `text` stands in.
    private static JsonNode answer(ChildJvm host, String text) throws Exception {
        JsonNode message = JSON.readTree(host.awaitLine(text));
        assertThat(message.get("jsonrpc").asText()).isEqualTo("2.0");
        return message;
    }

    private static void assertServes(ChildJvm host) throws Exception {
        host.tell(INITIALIZE);
        assertThat(answer(host, "")
                        .path("result")
                        .path("serverInfo")
                        .path("name")
                        .asText())
                .isEqualTo("rivulet");
        host.tell("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        host.tell("nonsense");
        assertThat(answer(host, "").path("error").path("code").asInt()).isEqualTo(-32700);
        host.tell(SOLVE);
        assertThat(answer(host, "notifications/progress")
                        .path("params")
                        .path("progressToken")
                        .asText())
                .isEqualTo("p");
        JsonNode solved = answer(host, "\"result\"");
        assertThat(solved.get("id").asText()).isEqualTo("s");
        assertThat(solved.path("result")
                        .path("structuredContent")
                        .path("verified")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aNodeOfItsOwnServesAndEndsWithTheInput() throws Exception {
        try (ChildJvm host = ChildJvm.start(folder, Map.of(), "mcp", "--data", "data")) {
            assertServes(host);
            host.endInput();
            assertThat(host.exitCode()).as(host.said()).isZero();
        }
        assertThat(folder.resolve("data")).isDirectory();
    }

    @Test
    void aRunningNodeServesAndASignalEndsItInOrder() throws Exception {
        try (ChildJvm node = ChildJvm.start(folder, Map.of(), "serve", "--port", "0", "--data", "data")) {
            String url = node.awaitLine("ready at").replaceAll(".*(http://[^ ]+) .*", "$1");
            try (ChildJvm host = ChildJvm.start(folder, Map.of("RIVULET_SERVER", url), "mcp")) {
                assertServes(host);
                host.terminate();
                assertThat(host.exitCode()).as(host.said()).isZero();
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsToldAtOnce() {
        CliRun run = CliRun.of(folder, "mcp", "--server", "http://127.0.0.1:1");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no answer from http://127.0.0.1:1");
    }

    @Test
    void aFolderIsForANodeOfItsOwnOnly() {
        CliRun run = CliRun.of(folder, "mcp", "--server", "http://127.0.0.1:1", "--data", "d");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--data", "--server");
    }
}
