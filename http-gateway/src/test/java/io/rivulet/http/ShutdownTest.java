// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.settings.GatewaySettings;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ShutdownTest {
    private static final String LIVE = """
            {"matrix":{"rows":1,"cols":1,"data":{"dense":[[4]]}},"vector":[2],"options":{"live":true}}""";

    @Test
    void streamsEndWithALineWhenTheNodeShutsDown() throws Exception {
        try (var node = new OneNode(GatewaySettings.defaults())) {
            HttpResponse<Stream<String>> stream = node.stream(node.request("/api/v1/solve-stream")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(LIVE)));
            assertThat(stream.statusCode()).isEqualTo(200);
            node.shutDown();
            List<String> lines = stream.body().toList();
            assertThat(lines.getLast()).contains("session_closed", "drained", "resume_from");
        }
    }

    @Test
    void withoutItsDatabaseANodeIsAliveAndNotReady() throws Exception {
        try (var node = new OneNode(GatewaySettings.defaults())) {
            assertThat(node.get("/ready").statusCode()).isEqualTo(200);
            node.loseDatabase();
            for (String path : List.of("/ready", "/health", "/api/v1/health")) {
                HttpResponse<String> answer = node.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                assertThat(answer.body()).contains("storage_unavailable", "database: down", "cluster: up");
            }
            assertThat(node.get("/alive").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aStreamEndsAfterItsTimeAndGoesOnFromThere() throws Exception {
        try (var node = new OneNode(GatewaySettings.defaults().streams(10, Duration.ofSeconds(2)))) {
            HttpResponse<String> first = node.postJson("/api/v1/solve-stream", LIVE);
            List<String> lines = first.body().lines().toList();
            long resumeFrom =
                    OneNode.JSON.readTree(lines.getLast()).get("resume_from").asLong();
            String session = first.headers().firstValue("X-Session-Id").orElseThrow();
            assertThat(lines.getLast()).contains("max_duration");
            HttpResponse<String> second = node.get("/api/v1/sessions/" + session + "/stream?from=" + resumeFrom);
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.body().lines().toList().getLast()).contains("max_duration");
        }
    }

    @Test
    void aClientThatGoesAwayLeavesNoStreamBehind() throws Exception {
        try (var node = new OneNode(GatewaySettings.defaults().streams(1, Duration.ofMinutes(1)))) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
                socket.getOutputStream()
                        .write(("POST /api/v1/solve-stream HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: " + LIVE.length() + "\r\n\r\n" + LIVE)
                                .getBytes(StandardCharsets.US_ASCII));
            }
            String ending = LIVE.replace("true", "false");
            long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (node.postJson("/api/v1/solve-stream", ending).statusCode() != 200) {
                assertThat(System.nanoTime()).as("the stream is still taken").isLessThan(until);
            }
        }
    }

    @Test
    void whoListensAtMcpIsLetGo() throws Exception {
        try (var node = new OneNode(GatewaySettings.defaults())) {
            String mcp = node.postJson("/mcp", """
                            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",
                             "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""")
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            HttpResponse<Stream<String>> told = node.stream(
                    node.request("/mcp").header("Accept", "text/event-stream").header("Mcp-Session-Id", mcp));
            assertThat(told.statusCode()).isEqualTo(200);
            Iterator<String> lines = told.body().iterator();
            assertThat(lines.next()).startsWith(":");
            node.shutDown();
            // Ends in order: a cut connection would throw.
            assertThat(lines).toIterable().allSatisfy(line -> assertThat(line).isBlank());
        }
    }
}
