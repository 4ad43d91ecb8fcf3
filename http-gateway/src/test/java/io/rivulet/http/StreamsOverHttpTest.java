// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How problems are opened, and the streams that tell of them: one node in this process.
class StreamsOverHttpTest {
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";
    private static final String COSTS = "/api/v1/swarm/costs";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().streams(4, Duration.ofSeconds(20)));

    @Test
    void aProblemIsSolvedOnItsStream() throws Exception {
        HttpResponse<String> answer = node.postJson(SOLVE_STREAM, SmallSystem.SOLVE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store, no-transform");
        assertThat(answer.headers().firstValue("X-Accel-Buffering")).contains("no");
        List<JsonNode> lines = OneNode.lines(answer.body());
        String session = answer.headers().firstValue("X-Session-Id").orElseThrow();
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.get("session_id").asText()).isEqualTo(session));
        assertThat(lines.getFirst().get("type").asText()).isEqualTo("session_opened");
        assertThat(lines.getLast().get("type").asText()).isEqualTo("session_closed");
        JsonNode solution = lines.get(lines.size() - 2);
        assertThat(solution.get("verified").asBoolean()).isTrue();
        assertThat(SmallSystem.doubles(solution.get("x")))
                .allSatisfy(x -> assertThat(x).isCloseTo(1, within(1e-7)));
    }

    @Test
    void everyKindOfBodyOpensTheSameProblem() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(SmallSystem.SOLVE.getBytes(StandardCharsets.UTF_8));
        }
        SmallSystem.assertSolved(node.send(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))));
        SmallSystem.assertSolved(node.post(SOLVE_STREAM, "application/x-ndjson", SmallSystem.SOLVE + "\n\n"));
        String form = "--b\r\nContent-Disposition: form-data; name=\"vector\"\r\n\r\n1.5\n0.5\n1.5\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"matrix\"; filename=\"a.mtx\"\r\n\r\n"
                + "%%MatrixMarket matrix coordinate real symmetric\n3 3 5\n1 1 2.5\n2 2 2.5\n3 3 2.5\n2 1 -1\n3 2 -1\n"
                + "\r\n--b--\r\n";
        SmallSystem.assertSolved(node.post(SOLVE_STREAM, "multipart/form-data; boundary=b", form));
    }

    @Test
    void aFormWithoutABoundaryIsMalformed() throws Exception {
        OneNode.assertProblem(node.post(SOLVE_STREAM, "multipart/form-data", "x"), 400, "malformed_body");
    }

    @ParameterizedTest
    @CsvSource({"image/png", "application/json"})
    void streamsAreLinesOrEventsAndNothingElse(String accept) throws Exception {
        HttpResponse<String> answer = node.post(SOLVE_STREAM, "application/json", SmallSystem.SOLVE, "Accept", accept);
        OneNode.assertProblem(answer, 406, "not_acceptable");
    }

    @Test
    void linesAreCompressedAndArriveWhileTheStreamIsOpen() throws Exception {
        HttpResponse<InputStream> answer = node.client.send(
                node.request(SOLVE_STREAM)
                        .header("Content-Type", "application/json")
                        .header("Accept-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(SmallSystem.LIVE))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        var lines = new GZIPInputStream(answer.body(), 64);
        assertThat(line(lines)).contains("session_opened");
        assertThat(node.delete(answer.headers().firstValue("X-Session-Id").orElseThrow()))
                .isEqualTo(204);
        String last = "";
        for (String line = line(lines); !line.isEmpty(); line = line(lines)) {
            last = line;
        }
        assertThat(last).contains("session_closed", "deleted");
    }

    /// A reader with a buffer would wait for more than the line: a decompressor never says that it has nothing.
    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesComeAgainUnchanged() throws Exception {
        List<String> lines =
                node.postJson(SOLVE_STREAM, SmallSystem.SOLVE).body().lines().toList();
        String session =
                OneNode.JSON.readTree(lines.getFirst()).get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/stream";
        assertThat(node.get(path + "?from=0").body().lines()).containsExactlyElementsOf(lines);
        assertThat(node.get(path + "?from=2").body().lines()).containsExactlyElementsOf(lines.subList(1, lines.size()));
        assertThat(node.get(path, "Last-Event-ID", "2").body().lines())
                .containsExactlyElementsOf(lines.subList(2, lines.size()));
        String token =
                OneNode.JSON.readTree(lines.getFirst()).get("resume_token").asText();
        assertThat(node.get(path + "?from=1&resume_token=" + token).statusCode())
                .isEqualTo(200);
        OneNode.assertProblem(node.get(path + "?from=1&resume_token=nonsense"), 401, "unauthenticated");
    }

    @ParameterizedTest
    @CsvSource({
        "from=abc, 422, wrong_type",
        "from=-1, 422, out_of_range",
        "from=99999999999999999999999, 422, out_of_range",
        "from=1000000, 422, out_of_range",
    })
    void aPlaceThatIsNoneIsRefused(String query, int status, String code) throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        OneNode.assertProblem(node.get("/api/v1/sessions/" + session + "/stream?" + query), status, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"dense\":[[0,1],[1,0]] | \"method\":\"jacobi\" | method_not_applicable | /method",
                "\"dense\":[[1,5],[0,1]] | \"method\":\"cg\" | method_not_applicable | /method",
                "\"dense\":[[1,-1],[-1,1]] | \"method\":\"cg\" | singular_inconsistent | /vector",
                "\"dense\":[[1,1],[0,0]] | \"method\":\"hybrid\" | structurally_singular | /matrix",
                "\"dense\":[[1,5],[7,1]] | \"options\":{\"error_bound\":1e-6} | certificate_unavailable | /options/error_bound",
                "\"dense\":[[2,1],[1,2]] | \"options\":{\"initial_guess\":[1]} | dimension_mismatch | /options/initial_guess",
            })
    void whatTheProblemItselfForbidsIsRefusedAndLeavesNoSession(String data, String more, String code, String pointer)
            throws Exception {
        String label = UUID.randomUUID().toString();
        String matrix = "\"matrix\":{\"rows\":2,\"cols\":2,\"data\":{%s}},\"vector\":[1,1],\"labels\":{\"of\":\""
                + label + "\"},";
        HttpResponse<String> answer = node.postJson(SOLVE_STREAM, "{" + matrix.formatted(data) + more + "}");
        OneNode.assertProblem(answer, 422, code);
        assertThat(answer.body()).contains("\"pointer\":\"" + pointer + "\"");
        assertThat(node.get("/api/v1/sessions?label=of:" + label).body()).contains("\"sessions\":[]");
        assertThat(node.solve("{" + matrix.formatted("\"dense\":[[2,1],[1,2]]") + "\"method\":\"cg\"}"))
                .isNotEmpty();
    }

    @Test
    void aStreamIsFollowedByTheEndOfItsConnection() throws Exception {
        byte[] request = ("POST /api/v1/solve-stream HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + SmallSystem.SOLVE.length() + "\r\n\r\n" + SmallSystem.SOLVE)
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request);
            // Ends: without waiting for the server to find the connection idle.
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).contains("Connection: close", "session_closed").endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void thousandsOfRequestsSentAheadAreAnsweredOneAfterTheOther() throws Exception {
        int requests = 4000;
        String alive = "GET /alive HTTP/1.1\r\nHost: a\r\n";
        byte[] ahead = ((alive + "\r\n").repeat(requests - 1) + alive + "Connection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            socket.setSoTimeout(30_000);
            Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(ahead);
                } catch (IOException refused) {
                    throw new UncheckedIOException(refused);
                }
            });
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(requests + 1);
        }
        assertThat(node.get("/alive").statusCode()).isEqualTo(200);
    }

    @Test
    void moreStreamsThanAllowedAreRefusedUntilOneEnds() throws Exception {
        var open = new ArrayList<HttpResponse<Stream<String>>>();
        for (int k = 0; k < 4; k++) {
            open.add(SmallSystem.live(node));
        }
        HttpResponse<String> refused = node.postJson(SOLVE_STREAM, SmallSystem.SOLVE);
        OneNode.assertProblem(refused, 429, "too_many_streams");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        for (HttpResponse<Stream<String>> stream : open) {
            node.delete(stream.headers().firstValue("X-Session-Id").orElseThrow());
            assertThat(stream.body().reduce("", (_, line) -> line)).contains("session_closed");
        }
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (node.postJson(SOLVE_STREAM, SmallSystem.SOLVE).statusCode() == 429) {
            assertThat(System.nanoTime()).as("streams are still taken").isLessThan(until);
        }
    }

    @Test
    void aLiveStreamTellsUpdates() throws Exception {
        HttpResponse<Stream<String>> stream = SmallSystem.live(node);
        String session = stream.headers().firstValue("X-Session-Id").orElseThrow();
        Iterator<String> lines = stream.body().iterator();
        OneNode.until(lines, "\"type\":\"solution\"");
        node.postJson(COSTS, SmallSystem.update(session, 1));
        assertThat(OneNode.until(lines, "cost_applied")).contains("\"revision\":1");
        node.delete(session);
        assertThat(OneNode.until(lines, "session_closed")).contains("deleted");
    }
}
