// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Requests that go on while they are answered: updates and commands behind the problem, on one connection.
class OpenRequestsTest {
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().streams(16, Duration.ofMinutes(1)));

    private static String update(UUID id, int index, double delta) {
        return "{\"type\":\"cost_update\",\"update_id\":\"" + id + "\",\"delta_costs\":{\"indices\":[" + index
                + "],\"values\":[" + delta + "]}}";
    }

    private static boolean refused(JsonNode line) {
        return line.get("type").asText().equals("ack") && !line.get("accepted").asBoolean();
    }

    @Test
    void updatesGoInWhileTheAnswerGoesOut() throws Exception {
        try (var request = new OpenRequest11(node.port(), SmallSystem.LIVE)) {
            assertThat(request.head).startsWith("HTTP/1.1 200 ");
            String session = request.until("session_opened").get("session_id").asText();
            request.until("solution");
            UUID id = UUID.randomUUID();
            request.send(update(id, 0, 0.5));
            JsonNode ack = request.until("ack");
            assertThat(ack.get("accepted").asBoolean()).isTrue();
            assertThat(ack.get("update_id").asText()).isEqualTo(id.toString());
            assertThat(ack.get("session_id").asText()).isEqualTo(session);
            assertThat(ack.has("seq"))
                    .as("numbers are those of the session's lines")
                    .isFalse();
            JsonNode applied = request.onceSeen("cost_applied");
            assertThat(applied.get("update_id").asText()).isEqualTo(id.toString());
            assertThat(applied.get("seq").asLong())
                    .isGreaterThan(ack.get("after_seq").asLong());

            request.endBody();
            node.postJson("/api/v1/swarm/costs", SmallSystem.update(session, 1));
            assertThat(request.until("cost_applied").get("revision").asLong())
                    .as("the answer goes on after the request")
                    .isEqualTo(2);
            node.delete(session);
            assertThat(request.until("session_closed").get("reason").asText()).isEqualTo("deleted");
        }
    }

    @Test
    void aBadLineIsToldAndTheOthersStand() throws Exception {
        try (var request = new OpenRequest11(node.port(), SmallSystem.LIVE)) {
            String session = request.until("solution").get("session_id").asText();
            request.send("{\"type\":\"cost_up");
            assertThat(request.until(OpenRequestsTest::refused)
                            .at("/problem/line")
                            .asInt())
                    .isEqualTo(2);
            JsonNode error = request.onceSeen("error");
            assertThat(error.get("fatal").asBoolean()).isFalse();
            assertThat(error.has("seq")).as("it is told to all who follow").isTrue();
            assertThat(error.at("/problem/code").asText()).isEqualTo("malformed_json");
            for (String bad : List.of(
                    update(UUID.randomUUID(), 99, 1),
                    "{\"type\":\"dance\"}",
                    "[]",
                    SmallSystem.update(UUID.randomUUID().toString(), 0),
                    "{\"type\":\"command\",\"command\":\"sing\"}")) {
                request.send(bad);
                JsonNode refusal = request.until("ack");
                assertThat(refused(refusal)).as(bad).isTrue();
                assertThat(refusal.at("/problem/hint").isMissingNode()).as(bad).isFalse();
            }
            request.send(update(UUID.randomUUID(), 0, 1));
            assertThat(request.until("cost_applied").get("revision").asLong()).isEqualTo(1);
            node.delete(session);
        }
    }

    @Test
    void commandsAreLinesToo() throws Exception {
        try (var request = new OpenRequest11(node.port(), SmallSystem.LIVE)) {
            String session = request.until("solution").get("session_id").asText();
            request.send("{\"type\":\"command\",\"command\":\"pause\"}");
            JsonNode paused = request.until("ack");
            assertThat(paused.get("command").asText()).isEqualTo("pause");
            assertThat(paused.get("state").asText()).isEqualTo("paused");
            request.send("{\"type\":\"command\",\"session_id\":\"" + session + "\",\"command\":\"resume\"}");
            assertThat(request.until("ack").get("state").asText()).isNotEqualTo("paused");
            request.send("{\"type\":\"command\",\"command\":\"solution\"}");
            request.until("solution");
            node.delete(session);
        }
    }

    @Test
    void linesTakeEffectInTheirOrder() throws Exception {
        try (var request = new OpenRequest11(node.port(), SmallSystem.LIVE)) {
            String session = request.until("solution").get("session_id").asText();
            int count = 200;
            for (int k = 1; k <= count; k++) {
                request.send("{\"set_costs\":{\"indices\":[0,1,2],\"values\":[" + 1.5 * k + "," + 0.5 * k + ","
                        + 1.5 * k + "]},\"source_node\":\"s\",\"sequence\":" + k + "}");
            }
            for (int k = 1; k <= count; k++) {
                assertThat(request.until("ack").get("revision").asInt()).isEqualTo(k);
            }
            JsonNode x = OneNode.JSON
                    .readTree(node.get("/api/v1/sessions/" + session + "/solution?min_revision=" + count)
                            .body())
                    .get("x");
            assertThat(SmallSystem.doubles(x))
                    .allSatisfy(value -> assertThat(value).isCloseTo(count, within(1e-5)));
            node.delete(session);
        }
    }

    @Test
    void aBodyThatIsThereWholeIsAnsweredLineByLine() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write((SmallSystem.LIVE + "\n\n" + update(UUID.randomUUID(), 0, 1) + "\n"
                            + update(UUID.randomUUID(), 1, 1))
                    .getBytes(StandardCharsets.UTF_8));
        }
        HttpResponse<Stream<String>> answer = node.stream(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray())));
        Iterator<String> lines = answer.body().iterator();
        for (int k = 1; k <= 2; k++) {
            assertThat(OneNode.until(lines, "\"ack\"")).contains("\"accepted\":true");
        }
        assertThat(node.delete(answer.headers().firstValue("X-Session-Id").orElseThrow()))
                .isEqualTo(204);
        assertThat(OneNode.until(lines, "session_closed")).contains("deleted");
    }

    @Test
    void aRefusedFirstLineIsAnsweredThoughTheRequestStaysOpen() throws Exception {
        try (var request = new OpenRequest11(node.port(), SmallSystem.SOLVE.replace("1.5,0.5,1.5", "1.5"))) {
            assertThat(request.head).startsWith("HTTP/1.1 422 ");
        }
    }

    /// The sender makes no pause that is long enough to be taken for waiting.
    @Test
    void aRefusedFirstLineIsAnsweredWhileTheRequestGoesOn() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            String line = SmallSystem.SOLVE.replace("1.5,0.5,1.5", "1.5") + "\n";
            out.write(("POST " + SOLVE_STREAM + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Type: application/x-ndjson\r\n\r\n" + Integer.toHexString(line.length())
                            + "\r\n" + line + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            try (var sender = Executors.newSingleThreadScheduledExecutor()) {
                byte[] more = "1\r\n\n\r\n".getBytes(StandardCharsets.UTF_8);
                var sending = sender.scheduleAtFixedRate(
                        () -> assertThatCode(() -> out.write(more)).doesNotThrowAnyException(),
                        0,
                        20,
                        TimeUnit.MILLISECONDS);
                assertThat(new String(socket.getInputStream().readNBytes(13), StandardCharsets.UTF_8))
                        .isEqualTo("HTTP/1.1 422 ");
                sending.cancel(false);
            }
        }
    }

    @Test
    void asEventsTheAnswersHaveNoId() throws Exception {
        try (var request = new OpenRequest11(node.port(), SmallSystem.LIVE, "Accept: text/event-stream\r\n")) {
            var block = new ArrayList<String>();
            boolean sent = false;
            while (!block.contains("event: ack")) {
                block.clear();
                for (String field = request.nextText(); !field.isEmpty(); field = request.nextText()) {
                    block.add(field);
                }
                if (block.contains("event: solution") && !sent) {
                    request.send(update(UUID.randomUUID(), 0, 1));
                    sent = true;
                }
            }
            assertThat(block).noneMatch(field -> field.startsWith("id:"));
            assertThat(block.getLast()).startsWith("data: {").contains("\"accepted\":true");
            node.delete(OneNode.JSON
                    .readTree(block.getLast().substring("data: ".length()))
                    .get("session_id")
                    .asText());
        }
    }
}
