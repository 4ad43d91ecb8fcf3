// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.socket.SolverSocket;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolverSocketTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final String MATRIX = """
        "matrix":{"rows":3,"cols":3,"data":{"values":[2.5,-1,-1,2.5,-1,-1,2.5],\
        "col_indices":[0,1,0,1,2,1,2],"row_pointers":[0,2,5,7]}},"vector":[1.5,0.5,1.5]\
        """;

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    @Test
    void aProblemIsSolvedChangedAndVerifiedOnOneSocket() throws Exception {
        try (SocketClient client = SocketClient.open(node, "")) {
            client.send("{\"type\":\"solve_request\",\"id\":\"a\"," + MATRIX + ",\"options\":{\"live\":true}}");
            JsonNode opened = client.untilType("session_opened");
            assertThat(opened.get("in_reply_to").asText()).isEqualTo("a");
            assertThat(opened.get("warnings")).isEmpty();
            String session = opened.get("session_id").asText();
            assertThat(client.untilType("solution").get("x").get(0).asDouble()).isCloseTo(1, within(1e-7));
            client.send(
                    "{\"type\":\"cost_update\",\"id\":\"b\",\"session_id\":\"" + session
                            + "\",\"source_node\":\"m\",\"sequence\":1,\"set_costs\":{\"indices\":[0,1,2],\"values\":[3,1,3]}}");
            // The answer and the line come as they are ready.
            List<JsonNode> both = new ArrayList<>();
            while (both.size() < 2) {
                both.add(client.until(frame -> frame.path("revision").asLong() == 1
                        && Set.of("ack", "cost_applied")
                                .contains(frame.get("type").asText())));
            }
            assertThat(both).extracting(frame -> frame.get("type").asText()).doesNotHaveDuplicates();
            JsonNode ack = both.get(both.getFirst().has("in_reply_to") ? 0 : 1);
            assertThat(ack.get("in_reply_to").asText()).isEqualTo("b");
            assertThat(ack.get("warnings")).isNullOrEmpty();
            client.send("{\"type\":\"verify\",\"id\":\"c\",\"session_id\":\"" + session + "\"}");
            JsonNode verdict =
                    client.until(frame -> frame.path("in_reply_to").asText().equals("c"));
            assertThat(verdict.get("type").asText()).isEqualTo("verification_result");
            assertThat(verdict.get("verified").asBoolean()).isTrue();
            client.send("{\"type\":\"unsubscribe\",\"id\":\"d\",\"session_id\":\"" + session + "\"}");
            client.until(frame -> frame.path("in_reply_to").asText().equals("d"));
            client.send("{\"type\":\"subscribe\",\"id\":\"e\",\"session_id\":\"" + session + "\",\"from\":1}");
            JsonNode again =
                    client.until(frame -> frame.path("in_reply_to").asText().equals("e"));
            assertThat(again.get("type").asText()).isEqualTo("session_opened");
            assertThat(again.get("seq").asLong()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                        | malformed_json    | ",
                "[]                                       | wrong_type        | ",
                "{}                                       | missing_field     | ",
                "{\"type\":\"dance\",\"id\":\"q\"}        | unsupported_value | q",
                "{\"type\":\"ping\",\"id\":[7]}           | wrong_type        | ",
                "{\"id\":7,\"type\":\"dance\"}            | unsupported_value | 7",
                "{\"id\":\"q\",\"type\":5}                | wrong_type        | q",
                "{\"type\":\"cost_update\",\"id\":\"q\"}  | missing_field     | q",
                "{\"type\":\"solve_request\",\"id\":\"q\"} | missing_field    | q",
                "{\"type\":\"subscribe\",\"id\":\"q\",\"session_id\":\"00000000-0000-4000-8000-000000000000\"} | session_not_found | q",
                "{\"type\":\"subscribe\",\"session_id\":\"x\"} | invalid_id   | ",
                "{\"type\":\"verify\",\"id\":\"q\"}       | missing_field     | q",
            })
    void aBadFrameIsAnsweredAndTheSocketGoesOn(String frame, String code, String replyTo) throws Exception {
        try (SocketClient client = SocketClient.open(node, "")) {
            JsonNode error = client.send(frame).untilType("error");
            assertThat(error.get("problem").get("code").asText()).isEqualTo(code);
            assertThat(error.get("fatal").asBoolean()).isFalse();
            assertThat(error.path("in_reply_to").asText(null)).isEqualTo(replyTo);
            JsonNode pong = client.send("{\"type\":\"ping\",\"id\":\"p\"}").untilType("pong");
            assertThat(pong.get("in_reply_to").asText()).isEqualTo("p");
        }
    }

    @Test
    void aFrameThatIsTooLongOrBinaryIsRefused() throws Exception {
        try (SocketClient client = SocketClient.open(node, "")) {
            client.send("{\"type\":\"ping\",\"id\":\"" + "x".repeat(SolverSocket.FRAME_BYTES) + "\"}");
            assertThat(client.untilType("error").get("problem").get("code").asText())
                    .isEqualTo("body_too_large");
            client.sendBinary(new byte[] {1, 2});
            assertThat(client.untilType("error").get("problem").get("code").asText())
                    .isEqualTo("unsupported_media_type");
        }
    }

    @Test
    void cborCarriesTheSameObjects() throws Exception {
        try (SocketClient client = SocketClient.cbor(node)) {
            assertThat(client.speaksCbor()).isTrue();
            byte[] frame = SocketClient.CBOR.writeValueAsBytes(
                    OneNode.JSON.readTree("{\"type\":\"solve_request\",\"id\":\"a\"," + MATRIX + "}"));
            client.sendBinary(frame);
            assertThat(client.untilType("session_opened").get("in_reply_to").asText())
                    .isEqualTo("a");
            assertThat(client.untilType("solution").get("x").get(2).asDouble()).isCloseTo(1, within(1e-7));
            client.sendBinary(new byte[] {(byte) 0xBF, 1});
            JsonNode broken = client.untilType("error").get("problem");
            assertThat(broken.get("code").asText()).isEqualTo("malformed_body");
            assertThat(broken.get("detail").asText())
                    .matches("The frame is not one CBOR value: what stands before byte 2 can't be read, "
                            + "or its end is missing\\.");
        }
    }

    @Test
    void aNumberOfACborFrameThatIsNoneIsRefusedAtItsPlaceAndNeverEchoed() throws Exception {
        try (SocketClient client = SocketClient.cbor(node)) {
            for (Object id : List.of(Double.NaN, Float.POSITIVE_INFINITY, "q")) {
                boolean named = id instanceof String;
                var frame = OneNode.JSON.createObjectNode().put("type", "ping");
                frame.putPOJO("id", id);
                if (named) {
                    frame.putArray("more").add(1).add(Double.NaN);
                }
                client.sendBinary(SocketClient.CBOR.writeValueAsBytes(frame));
                JsonNode answer = client.untilType("error");
                assertThat(answer.path("in_reply_to").asText()).isEqualTo(named ? "q" : "");
                assertThat(answer.has("in_reply_to")).isEqualTo(named);
                assertThat(answer.get("problem").get("code").asText()).isEqualTo("non_finite_value");
                assertThat(answer.get("problem").get("pointer").asText()).isEqualTo(named ? "/more/1" : "/id");
            }
            client.sendBinary(
                    SocketClient.CBOR.writeValueAsBytes(OneNode.JSON.readTree("{\"type\":\"ping\",\"id\":7}")));
            assertThat(client.untilType("pong").get("in_reply_to").asInt()).isEqualTo(7);
        }
    }

    @Test
    void whatIsAskedForAndGivenUpAtOnceIsGivenUp() throws Exception {
        try (SocketClient client = SocketClient.open(node, "")) {
            client.send("{\"type\":\"solve_request\"," + MATRIX + ",\"options\":{\"live\":true}}");
            String session = client.untilType("solution").get("session_id").asText();
            String about = "\"session_id\":\"" + session + "\"}";
            client.send("{\"type\":\"unsubscribe\",\"id\":1," + about);
            client.until(frame -> frame.path("in_reply_to").asInt() == 1);
            client.send("{\"type\":\"subscribe\"," + about).send("{\"type\":\"unsubscribe\",\"id\":2," + about);
            client.until(frame -> frame.path("in_reply_to").asInt() == 2);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (followers(session) > 0) {
                assertThat(System.nanoTime()).as("still followed").isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }

    private static JsonNode traffic(String session) throws Exception {
        JsonNode swarm =
                OneNode.JSON.readTree(node.get("/api/v1/swarm/" + session).body());
        return swarm.path("propagation").path(0);
    }

    @Test
    void membersAreToldOfChangedCostsOnTheirSockets() throws Exception {
        try (SocketClient client = SocketClient.open(node, "");
                SocketClient cbor = SocketClient.cbor(node)) {
            client.send(
                    "{\"type\":\"solve_request\"," + MATRIX + ",\"options\":{\"live\":true,\"swarm_enabled\":true}}");
            String session = client.untilType("solution").get("session_id").asText();
            String about = "\"session_id\":\"" + session + "\"";
            client.send("{\"type\":\"join\",\"node_id\":\"a\",\"roles\":[\"reporter\"]," + about + "}")
                    .untilType("joined");
            byte[] join = SocketClient.CBOR.writeValueAsBytes(OneNode.JSON.readTree(
                    "{\"type\":\"join\",\"node_id\":\"b\",\"roles\":[\"reporter\"]," + about + "}"));
            cbor.sendBinary(join);
            cbor.untilType("joined");

            String update = "{" + about + ",\"source_node\":\"m\",";
            client.send(update + "\"type\":\"cost_update\",\"sequence\":1,"
                    + "\"set_costs\":{\"indices\":[0,2],\"values\":[3,5]}}");
            JsonNode told = client.untilType("cost_delta");
            assertThat(told.get("session_id").asText()).isEqualTo(session);
            assertThat(told.get("origin").asText()).isEqualTo("test-node");
            assertThat(told.get("first_revision").asLong()).isEqualTo(1);
            assertThat(told.get("revision").asLong()).isEqualTo(1);
            assertThat(told.get("updates").asInt()).isEqualTo(1);
            assertThat(told.get("source_node").asText()).isEqualTo("m");
            assertThat(told.get("entries").asInt()).isEqualTo(2);
            assertThat(told.get("omitted").asBoolean()).isFalse();
            assertThat(told.get("set_costs").get("indices").get(1).asInt()).isEqualTo(2);
            assertThat(told.get("set_costs").get("values").get(1).asDouble()).isEqualTo(5);
            assertThat(told.has("delta_costs")).isFalse();
            assertThat(told.has("seq")).isFalse();
            assertThat(cbor.untilType("cost_delta").get("revision").asLong()).isEqualTo(1);

            // One that may not be told, one that moves nothing, and one of all of b.
            String costs = "/api/v1/swarm/costs?wait=applied";
            node.postJson(
                    costs,
                    update + "\"sequence\":2,\"propagation_depth\":0,"
                            + "\"delta_costs\":{\"indices\":[1],\"values\":[4]}}");
            JsonNode tiny = OneNode.JSON.readTree(node.postJson(
                            costs, update + "\"sequence\":3,\"delta_costs\":{\"indices\":[1],\"values\":[1e-300]}}")
                    .body());
            assertThat(tiny.path("method").asText()).isEqualTo("none");
            node.postJson(costs, update + "\"sequence\":4,\"propagation_depth\":1,\"vector\":[1,2,3]}");
            for (SocketClient each : List.of(client, cbor)) {
                JsonNode next = each.untilType("cost_delta");
                assertThat(next.get("first_revision").asLong()).isEqualTo(4);
                assertThat(next.get("omitted").asBoolean()).isTrue();
                assertThat(next.get("entries").asInt()).isEqualTo(3);
            }
            JsonNode traffic = traffic(session);
            assertThat(traffic.get("node_id").asText()).isEqualTo("test-node");
            assertThat(traffic.get("revision").asLong()).isEqualTo(4);
            assertThat(traffic.get("sent_messages").asLong()).isEqualTo(4);
            assertThat(traffic.get("received_messages").asLong()).isEqualTo(4);
            assertThat(traffic.get("sent_bytes").asLong())
                    .isEqualTo(traffic.get("received_bytes").asLong())
                    .isPositive();
            assertThat(traffic.get("delivered").asLong()).isEqualTo(4);
            assertThat(traffic.get("told_members").asLong()).isEqualTo(4);

            cbor.close();
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            for (int k = 5; traffic(session).get("untold_members").asLong() == 0; k++) {
                assertThat(System.nanoTime()).as("still told").isLessThan(deadline);
                node.postJson(costs, update + "\"sequence\":" + k + ",\"vector\":[" + k + ",2,3]}");
            }
        }
    }

    @Test
    void aMemberJoinsReportsAndLivesOnItsSocket() throws Exception {
        try (SocketClient client = SocketClient.open(node, "")) {
            client.send("{\"type\":\"solve_request\"," + MATRIX + ",\"options\":{\"live\":true}}");
            String session = client.untilType("solution").get("session_id").asText();
            String member = "\"node_id\":\"meter\",\"session_id\":\"" + session + "\"";
            String ping = "{\"type\":\"ping\",\"id\":\"p\"," + member + "}";
            assertThat(client.send(ping)
                            .untilType("error")
                            .get("problem")
                            .get("code")
                            .asText())
                    .isEqualTo("forbidden");
            client.send("{\"type\":\"join\",\"id\":\"j\",\"roles\":[\"reporter\"]," + member + "}");
            JsonNode joined = client.untilType("joined");
            assertThat(joined.get("in_reply_to").asText()).isEqualTo("j");
            assertThat(joined.get("member_epoch").asLong()).isPositive();
            client.send("{\"type\":\"cost_report\",\"id\":\"r\"," + member
                    + ",\"local_costs\":{\"indices\":[0],\"values\":[3]},\"computation_confidence\":1}");
            JsonNode ack = client.untilType("ack");
            assertThat(ack.get("in_reply_to").asText()).isEqualTo("r");
            assertThat(ack.get("revision").asLong()).isEqualTo(1);
            assertThat(client.send(ping).untilType("pong").get("in_reply_to").asText())
                    .isEqualTo("p");
        }
    }

    @Test
    void theSocketsStreamsEndWithIt() throws Exception {
        String id = UUID.randomUUID().toString();
        try (SocketClient client = SocketClient.open(node, "")) {
            client.send("{\"type\":\"solve_request\",\"session_id\":\"" + id + "\"," + MATRIX
                    + ",\"options\":{\"live\":true}}");
            client.untilType("solution");
            assertThat(followers(id)).isEqualTo(1);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (followers(id) > 0) {
            assertThat(System.nanoTime()).as("still followed").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static int followers(String session) throws Exception {
        return OneNode.JSON
                .readTree(node.get("/api/v1/status/" + session).body())
                .get("followers")
                .asInt();
    }

    @Test
    void pagesOfOthersGetNoSocketAndOtherRequestsNoneEither() throws Exception {
        assertThat(node.get("/ws/solver").statusCode()).isEqualTo(406);
        var foreign = node.client.newWebSocketBuilder().header("Origin", "http://evil.example");
        try {
            foreign.buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws/solver"), new WebSocket.Listener() {})
                    .join();
            throw new AssertionError("a page of somebody else got a socket");
        } catch (CompletionException refused) {
            assertThat(refused.getCause())
                    .isInstanceOfSatisfying(
                            java.net.http.WebSocketHandshakeException.class,
                            handshake -> assertThat(handshake.getResponse().statusCode())
                                    .isEqualTo(403));
        }
    }
}
