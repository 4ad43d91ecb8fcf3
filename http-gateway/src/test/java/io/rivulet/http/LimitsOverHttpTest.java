// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.serialization.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Limits of callers at one node without users, where addresses are told apart: a proxy that is trusted names them.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsOverHttpTest {
    private static final int PER_MINUTE = 20;
    private static final int STREAMS = 2;
    private static final long PATIENCE_SECONDS = 30;

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults()
            .limits(LimitSettings.DEFAULTS
                    .with(Limit.REQUESTS_PER_MINUTE, PER_MINUTE)
                    .behind("127.0.0.1", "10.0.0.0/8")));

    @RegisterExtension
    static final OneNode streaming = OneNode.start(GatewaySettings.defaults()
            .limits(LimitSettings.DEFAULTS.with(Limit.USER_STREAMS, STREAMS).behind("127.0.0.1")));

    @RegisterExtension
    static final OneNode counting = OneNode.start(GatewaySettings.defaults()
            .limits(LimitSettings.DEFAULTS.with(Limit.USER_SESSIONS, 2).with(Limit.ENTRIES_PER_SECOND, 3)));

    private static HttpResponse<String> status(String client) throws Exception {
        return node.get("/api/v1/status", "X-Forwarded-For", client);
    }

    private static HttpResponse<Stream<String>> open(String client) throws IOException, InterruptedException {
        return streaming.stream(streaming
                .request("/api/v1/solve-stream")
                .headers("Content-Type", "application/json", "X-Forwarded-For", client)
                .POST(HttpRequest.BodyPublishers.ofString(SmallSystem.LIVE)));
    }

    private static HttpResponse<Stream<String>> openWhenThereIsRoom(String client) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        HttpResponse<Stream<String>> answer = open(client);
        while (answer.statusCode() != 200) {
            answer.body().close();
            assertThat(System.nanoTime()).isLessThan(deadline);
            answer = open(client);
        }
        return answer;
    }

    @Test
    void asManyRequestsAsAllowedPassAndTheRestIsToldWhenToComeBack() throws Exception {
        for (int k = 1; k <= PER_MINUTE; k++) {
            HttpResponse<String> passed = status("192.0.2.1");
            assertThat(passed.statusCode()).isEqualTo(200);
            assertThat(passed.headers().firstValue("RateLimit-Limit")).contains("20");
            assertThat(passed.headers().firstValue("RateLimit-Remaining")).contains("" + (PER_MINUTE - k));
            assertThat(passed.headers().firstValueAsLong("RateLimit-Reset").orElse(0))
                    .isPositive();
        }
        HttpResponse<String> refused = status("192.0.2.1");
        OneNode.assertProblem(refused, 429, "rate_limited");
        JsonNode problem = OneNode.JSON.readTree(refused.body());
        long retryMillis = problem.get("retry_after_ms").asLong();
        assertThat(retryMillis).isPositive().isLessThanOrEqualTo(61_000);
        assertThat(refused.headers().firstValueAsLong("Retry-After")).hasValue(Math.ceilDiv(retryMillis, 1_000));
        assertThat(refused.headers().firstValue("RateLimit-Remaining")).contains("0");
        assertThat(refused.headers().firstValue("RateLimit-Policy")).contains("20;w=60");

        assertThat(status("192.0.2.2").statusCode()).as("another address").isEqualTo(200);
        assertThat(node.get("/ready", "X-Forwarded-For", "192.0.2.1").statusCode())
                .isEqualTo(200);
    }

    /// What is refused for another reason counts, and says what is left.
    @Test
    void aRefusedRequestCountsToo() throws Exception {
        HttpResponse<String> refused = node.get("/api/v1/status/none", "X-Forwarded-For", "[2001:db8:1:2::7]:4711");
        OneNode.assertProblem(refused, 400, "invalid_id");
        assertThat(refused.headers().firstValue("RateLimit-Remaining")).contains("" + (PER_MINUTE - 1));
        HttpResponse<String> neighbour = node.get("/api/v1/status", "X-Forwarded-For", "2001:db8:1:2::8");
        assertThat(neighbour.headers().firstValue("RateLimit-Remaining"))
                .as("of the same network of one owner")
                .contains("" + (PER_MINUTE - 2));
    }

    @Test
    void aFrameThatAsksForAsMuchAsARequestCountsAsOne() throws Exception {
        String client = "192.0.2.6";
        String verify = "{\"type\":\"verify\"," + SmallSystem.MATRIX + ",\"solution\":[1,1,1]}";
        try (SocketClient socket = SocketClient.open(node, "", "X-Forwarded-For", client)) {
            for (int k = 2; k <= PER_MINUTE; k++) {
                socket.send(verify).untilType("verification_result");
            }
            for (String frame : List.of(verify, "{\"type\":\"solve_request\"," + SmallSystem.MATRIX + "}")) {
                JsonNode problem = socket.send(frame).untilType("error").get("problem");
                assertThat(problem.get("code").asText()).isEqualTo("rate_limited");
                assertThat(problem.get("retry_after_ms").asLong()).isPositive();
            }
            socket.send("{\"type\":\"ping\"}").untilType("pong");
        }
        OneNode.assertProblem(status(client), 429, "rate_limited");
    }

    @Test
    void framesThatAskForLittleTakeOfTheEntriesOfUpdates() throws Exception {
        try (SocketClient socket = SocketClient.open(counting, "")) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            JsonNode answer;
            do {
                answer = socket.send("{\"type\":\"ping\"}").next();
                assertThat(System.nanoTime()).isLessThan(deadline);
            } while (answer.get("type").asText().equals("pong"));
            assertThat(answer.get("problem").get("code").asText()).isEqualTo("session_busy");
        }
    }

    @Test
    void aStreamGivesItsPlaceBackHoweverItEnds() throws Exception {
        String client = "192.0.2.3";
        HttpResponse<Stream<String>> first = open(client);
        HttpResponse<Stream<String>> second = open(client);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        HttpResponse<String> third =
                streaming.post("/api/v1/solve-stream", "application/json", SmallSystem.LIVE, "X-Forwarded-For", client);
        OneNode.assertProblem(third, 429, "too_many_streams");
        assertThat(third.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        open("192.0.2.4").body().close();

        streaming.delete(first.headers().firstValue("X-Session-Id").orElseThrow());
        first.body().forEach(_ -> {});
        HttpResponse<Stream<String>> again = openWhenThereIsRoom(client);
        again.body().close();
        openWhenThereIsRoom(client).body().close();
        second.body().close();
    }

    @Test
    void aSocketIsAStreamUntilItEnds() throws Exception {
        String client = "192.0.2.5";
        var one = socket(client);
        var two = socket(client);
        OneNode.assertProblem(
                streaming.post("/api/v1/solve-stream", "application/json", SmallSystem.LIVE, "X-Forwarded-For", client),
                429,
                "too_many_streams");
        assertThat(refusedSocket(client)).isEqualTo(429);
        one.abort();
        openWhenThereIsRoom(client).body().close();
        two.abort();
    }

    private static WebSocket socket(String client) {
        return streaming
                .client
                .newWebSocketBuilder()
                .header("X-Forwarded-For", client)
                .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + streaming.port() + "/ws/solver"), new WebSocket.Listener() {})
                .join();
    }

    private static int refusedSocket(String client) {
        try {
            socket(client).abort();
            return 101;
        } catch (CompletionException refused) {
            return ((WebSocketHandshakeException) refused.getCause())
                    .getResponse()
                    .statusCode();
        }
    }

    @Test
    void sessionsThatAreNotCompletedAreCounted() throws Exception {
        for (int k = 0; k < 3; k++) {
            String done = counting.solve(SmallSystem.SOLVE)
                    .getFirst()
                    .get("session_id")
                    .asText();
            await(done, "converged");
        }
        HttpResponse<Stream<String>> first = SmallSystem.live(counting);
        HttpResponse<Stream<String>> second = SmallSystem.live(counting);
        HttpResponse<String> third = counting.postJson("/api/v1/solve-stream", SmallSystem.LIVE);
        OneNode.assertProblem(third, 429, "rate_limited");
        assertThat(third.body()).contains("2 sessions are not completed");
        assertThat(counting.sessions.node().toCompletableFuture().join().sessionsByState())
                .as("nothing was opened")
                .doesNotContainKey("opening");

        String known = first.headers().firstValue("X-Session-Id").orElseThrow();
        OneNode.assertProblem(counting.postJson("/api/v1/sessions/" + known + "/fork", ""), 429, "rate_limited");
        counting.delete(known);
        first.body().forEach(_ -> {});
        String next =
                counting.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        assertThat(next).isNotEqualTo(known);
        counting.delete(second.headers().firstValue("X-Session-Id").orElseThrow());
        second.body().close();
    }

    private static void await(String session, String state) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!counting.get("/api/v1/sessions?state=" + state).body().contains(session)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    /// One update that is longer than a second's entries is taken, and what follows waits for it.
    @Test
    void updatesAtASocketHaveARate() throws Exception {
        var answers = new LinkedBlockingQueue<String>();
        var socket = counting.client
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + counting.port() + "/ws/solver"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket at, CharSequence text, boolean last) {
                        answers.add(text.toString());
                        at.request(1);
                        return null;
                    }
                })
                .join();
        String session = "00000000-0000-4000-8000-000000000001";
        String update = "{\"type\":\"cost_update\",\"session_id\":\"" + session
                + "\",\"set_costs\":{\"indices\":[0,1,2,3,4,5,6,7,8],\"values\":[1,1,1,1,1,1,1,1,1]}}";
        socket.sendText(update, true).join();
        assertThat(answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("session_not_found");
        socket.sendText(update, true).join();
        assertThat(answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .contains("session_busy", "at most 3 entries a second", "retry_after_ms");
        socket.abort();
    }

    @Test
    void jsonThatIsTooDeepIsRefused() throws Exception {
        String deep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);
        HttpResponse<String> refused = counting.postJson("/api/v1/solve-stream", "{\"unheard_of\":" + deep + "}");
        OneNode.assertProblem(refused, 400, "malformed_json");
    }
}
