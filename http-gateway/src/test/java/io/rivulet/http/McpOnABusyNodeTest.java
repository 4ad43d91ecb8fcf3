// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.settings.GatewaySettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `/mcp` at a node that has room for one stream.
class McpOnABusyNodeTest {
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},\
            "clientInfo":{"name":"test","version":"1"}}}""";

    /// Far from solved after any time that a test takes.
    private static final String CALL = """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"solve","arguments":{"matrix":{"data":\
            {"gallery":{"name":"poisson2d","nx":300,"ny":300}}},"method":"jacobi","options":{"tolerance":1e-14,\
            "max_iterations":2000000000,"live":true,"stream":{"x":"none"}}}}}""";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().streams(1, Duration.ofMinutes(1)));

    private static HttpResponse<String> initialize() throws Exception {
        return node.post("/mcp", "application/json", INITIALIZE, "Accept", "application/json, text/event-stream");
    }

    private static HttpResponse<InputStream> listen(String session) throws Exception {
        return node.client.send(
                node.request("/mcp")
                        .headers("Accept", "text/event-stream", "Mcp-Session-Id", session)
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    /// The caller wants its answer in JSON, where nothing is told before the end.
    @Test
    void aSessionNeedsNoPlaceAndACallerThatLeavesGivesItsPlaceBack() throws Exception {
        String session = initialize().headers().firstValue("Mcp-Session-Id").orElseThrow();
        try (var caller = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            caller.getOutputStream()
                    .write(("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
                                    + "Content-Type: application/json\r\nMcp-Session-Id: " + session
                                    + "\r\nContent-Length: " + CALL.length() + "\r\n\r\n" + CALL)
                            .getBytes(StandardCharsets.UTF_8));
            var answer = new StringBuilder();
            while (!answer.toString().endsWith("\r\n\r\n1\r\n \r\n")) {
                answer.append((char) caller.getInputStream().read());
            }
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("application/json");
            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!node.get("/api/v1/sessions").body().contains("session_id")) {
                assertThat(System.nanoTime()).as("it is not solved").isLessThan(until);
            }
            assertThat(listen(session).statusCode()).as("the place is taken").isEqualTo(429);
            assertThat(initialize().statusCode()).isEqualTo(200);
        }
        untilListening(session);
    }

    private static void untilListening(String session) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (true) {
            HttpResponse<InputStream> answer = listen(session);
            try (InputStream body = answer.body()) {
                if (answer.statusCode() == 200) {
                    return;
                }
                assertThat(System.nanoTime())
                        .as(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .isLessThan(until);
            }
        }
    }
}
