// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The configuration in `examples/proxy` before a real node. Whatever is told must arrive while more is awaited: each
/// test sends its second half when it has read the first.
@Timeout(120)
class BehindNginxTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MATRIX = "\"matrix\":{\"rows\":3,\"cols\":3,\"data\":{\"values\":[2,-1,-1,2,-1,-1,2],"
            + "\"col_indices\":[0,1,0,1,2,1,2],\"row_pointers\":[0,2,5,7]}},\"vector\":[1,2,3]";
    private static final String LIVE = "{" + MATRIX + ",\"options\":{\"live\":true}}";

    @TempDir
    static Path folder;

    private static NodeProcess node;
    private static Nginx nginx;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = Nginx.find(folder.resolve("tools"));
        assumeTrue(program.isPresent(), "needs nginx, or Debian's package of it");
        node = NodeProcess.start(folder.resolve("node"));
        nginx = Nginx.start(program.orElseThrow(), folder, node.uri("/"));
    }

    @AfterAll
    static void stop() throws Exception {
        if (nginx != null) {
            nginx.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void aStreamIsReadLineByLine() throws Exception {
        HttpResponse<java.io.InputStream> answer = HTTP.send(
                HttpRequest.newBuilder(nginx.uri("/api/v1/solve-stream"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(LIVE))
                        .build(),
                BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            JsonNode solution = until(lines, "solution");
            assertThat(solution.path("x").get(1).asDouble()).isCloseTo(4.0, within(1e-7));
            assertThat(change(solution.path("session_id").asText())).isEqualTo(200);
            assertThat(until(lines, "cost_applied").path("revision").asInt()).isEqualTo(1);
        }
    }

    @Test
    void eventsReachAnEventSourceOneByOne() throws Exception {
        HttpResponse<java.io.InputStream> answer = HTTP.send(
                HttpRequest.newBuilder(nginx.uri("/api/v1/solve-stream"))
                        .header("Content-Type", "application/json")
                        .header("Accept", "text/event-stream")
                        .POST(BodyPublishers.ofString(LIVE))
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            untilEvent(lines, "solution");
            assertThat(change(answer.headers().firstValue("X-Session-Id").orElseThrow()))
                    .isEqualTo(200);
            untilEvent(lines, "cost_applied");
        }
    }

    @Test
    void anOpenRequestSendsOnWhileItReads() throws Exception {
        try (var connection = new Socket(InetAddress.getLoopbackAddress(), nginx.port())) {
            var out = connection.getOutputStream();
            out.write(("POST /api/v1/solve-stream HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + chunk(LIVE))
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            // Chunk sizes stand on lines of their own and are no JSON objects.
            var lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
            until(lines, "solution");
            out.write(chunk("{\"type\":\"cost_update\",\"set_costs\":{\"indices\":[0],\"values\":[5]}}")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            // The answer and the effect of it pass each other.
            List<JsonNode> told = List.of(until(lines, "ack", "cost_applied"), until(lines, "ack", "cost_applied"));
            assertThat(told)
                    .extracting(line -> line.path("type").asText())
                    .containsExactlyInAnyOrder("ack", "cost_applied");
            assertThat(told).extracting(line -> line.path("revision").asInt()).containsOnly(1);
        }
    }

    @Test
    void aSocketIsUpgraded() throws Exception {
        BlockingQueue<String> frames = new LinkedBlockingQueue<>();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .buildAsync(java.net.URI.create("ws://127.0.0.1:" + nginx.port() + "/ws/solver"), new Frames(frames))
                .get(60, TimeUnit.SECONDS);
        socket.sendText("{\"type\":\"solve_request\"," + LIVE.substring(1), true)
                .get(60, TimeUnit.SECONDS);
        JsonNode solution = frame(frames, "solution");
        assertThat(change(solution.path("session_id").asText())).isEqualTo(200);
        frame(frames, "cost_applied");
        socket.abort();
    }

    @Test
    void aLargeBodyReachesTheNodeWhichSaysWhatIsWrongWithIt() throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(nginx.uri("/api/v1/solve-stream"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{" + " ".repeat(4 << 20) + MATRIX.replace("3]", "3,4]") + "}"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(answer.body()).path("pointer").asText()).isEqualTo("/vector");
    }

    private static int change(String session) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(nginx.uri("/api/v1/swarm/costs?wait=applied"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"session_id\":\"" + session
                                        + "\",\"source_node\":\"test\",\"sequence\":1,"
                                        + "\"set_costs\":{\"indices\":[0],\"values\":[5]}}"))
                                .build(),
                        BodyHandlers.ofString())
                .statusCode();
    }

    private static String chunk(String line) {
        return Integer.toHexString(line.length() + 1) + "\r\n" + line + "\n\r\n";
    }

    private static JsonNode until(BufferedReader lines, String... types) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String read = line;
            if (Stream.of(types).anyMatch(type -> read.startsWith("{\"type\":\"" + type + "\""))) {
                return JSON.readTree(line);
            }
        }
        throw new AssertionError("the stream ended without " + String.join(" or ", types));
    }

    private static void untilEvent(BufferedReader lines, String type) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals("event: " + type) || line.equals("event:" + type)) {
                return;
            }
        }
        throw new AssertionError("the stream ended without " + type);
    }

    private static JsonNode frame(BlockingQueue<String> frames, String type) throws Exception {
        while (true) {
            String frame = frames.poll(60, TimeUnit.SECONDS);
            assertThat(frame).as("a frame of type " + type).isNotNull();
            JsonNode line = JSON.readTree(frame);
            if (line.path("type").asText().equals(type)) {
                return line;
            }
        }
    }

    /// Collects whole text frames.
    private static final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> frames;
        private final StringBuilder part = new StringBuilder();

        Frames(BlockingQueue<String> frames) {
            this.frames = frames;
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                frames.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return null;
        }
    }
}
