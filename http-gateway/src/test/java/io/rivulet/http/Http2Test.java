// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.settings.GatewaySettings;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Framing;
import org.apache.pekko.stream.javadsl.FramingTruncation;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// HTTP/2 without TLS: what it does otherwise than HTTP/1.1 must not be noticed.
class Http2Test {
    private static final int LIMIT = 300_000;
    /// 256 by default.
    private static final int STREAMS = 280;
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().bodies(LIMIT, Duration.ofSeconds(3)));

    private static final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /// The upgrade; requests after it go over the same connection.
    @BeforeAll
    static void upgrade() throws Exception {
        HttpResponse<String> answer = client.send(request("/alive").build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }

    @AfterAll
    static void close() {
        client.close();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private static HttpRequest solve(String body, String... headers) {
        HttpRequest.Builder request =
                request(SOLVE_STREAM).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    /// Each client's first request wishes to go on with HTTP/2; this one has a body.
    @Test
    void aClientInItsDefaultVersionMayBeginWithABody() throws Exception {
        try (var fresh = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = fresh.send(solve(SmallSystem.SOLVE), BodyHandlers.ofString());
            SmallSystem.assertSolved(answer);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            answer = fresh.send(request("/alive").build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aProblemIsSolvedOnItsStream() throws Exception {
        HttpResponse<String> answer = client.send(solve(SmallSystem.SOLVE), BodyHandlers.ofString());
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        SmallSystem.assertSolved(answer);
    }

    @Test
    void linesAreCompressedAndArriveWhileTheStreamIsOpen() throws Exception {
        HttpResponse<InputStream> answer =
                client.send(solve(SmallSystem.LIVE, "Accept-Encoding", "gzip"), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        String session = answer.headers().firstValue("X-Session-Id").orElseThrow();
        try (var lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(answer.body(), 64), StandardCharsets.UTF_8), 1)) {
            assertThat(lines.readLine()).contains("session_opened");
            node.delete(session);
            String last = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
            assertThat(last).contains("session_closed", "deleted");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsAnswered413() throws Exception {
        String body = "{\"name\":\"" + "x".repeat(2 * LIMIT) + "\"}";
        OneNode.assertProblem(client.send(solve(body), BodyHandlers.ofString()), 413, "body_too_large");
    }

    @Test
    void aBodyThatNobodyReadsHoldsUpNoOtherRequest() throws Exception {
        byte[] body = new byte[4 * LIMIT];
        for (String path : new String[] {"/api/v1/nothing", "/api/v1/status", SOLVE_STREAM}) {
            CompletableFuture<HttpResponse<String>> unread = client.sendAsync(
                    request(path)
                            .header("Content-Type", "application/xml")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(client.send(solve(SmallSystem.SOLVE), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = unread.get(20, TimeUnit.SECONDS);
            assertThat(refused.statusCode()).as(path).isBetween(400, 499);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
    }

    @Test
    void moreStreamsShareAConnectionThanTheServersDefault() throws Exception {
        String session;
        try (Stream<String> live = SmallSystem.live(node).body()) {
            session = OneNode.JSON
                    .readTree(live.findFirst().orElseThrow())
                    .get("session_id")
                    .asText();
        }
        var answers = Stream.generate(() -> client.sendAsync(
                        request("/api/v1/sessions/" + session + "/stream?from=1")
                                .timeout(Duration.ofSeconds(60))
                                .build(),
                        BodyHandlers.ofLines()))
                .limit(STREAMS)
                .toList();
        for (CompletableFuture<HttpResponse<Stream<String>>> answer : answers) {
            assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
        node.delete(session);
        for (CompletableFuture<HttpResponse<Stream<String>>> answer : answers) {
            assertThat(answer.join().body()).last().asString().contains("session_closed");
        }
    }

    @Test
    void updatesGoInWhileTheAnswerGoesOut() throws Exception {
        var lines = Source.<ByteString>queue(16).preMaterialize(node.system);
        var toServer = lines.first();
        toServer.offer(ByteString.fromString(SmallSystem.LIVE + "\n"));
        var ndjson = MediaTypes.applicationWithFixedCharset("x-ndjson", HttpCharsets.UTF_8);
        var request = org.apache.pekko.http.javadsl.model.HttpRequest.create(SOLVE_STREAM)
                .withMethod(HttpMethods.POST)
                .withEntity(HttpEntities.createChunked(ndjson.toContentType(), lines.second()));
        var answers = Source.single(request)
                .concat(Source.never())
                .via(Http.get(node.system)
                        .connectionTo("127.0.0.1")
                        .toPort(node.port())
                        .http2WithPriorKnowledge())
                .runWith(Sink.queue(), node.system);
        var answer =
                answers.pull().toCompletableFuture().get(20, TimeUnit.SECONDS).orElseThrow();
        assertThat(answer.status().intValue()).isEqualTo(200);
        var told = answer.entity()
                .getDataBytes()
                .via(Framing.delimiter(ByteString.fromString("\n"), 1 << 20, FramingTruncation.ALLOW))
                .map(ByteString::utf8String)
                .runWith(Sink.queue(), node.system);
        UUID id = UUID.randomUUID();
        String session = "";
        boolean acknowledged = false;
        boolean applied = false;
        while (!acknowledged || !applied) {
            String line =
                    told.pull().toCompletableFuture().get(20, TimeUnit.SECONDS).orElseThrow();
            if (line.contains("\"type\":\"solution\"")) {
                session = OneNode.JSON.readTree(line).get("session_id").asText();
                toServer.offer(ByteString.fromString(
                        "{\"update_id\":\"" + id + "\",\"delta_costs\":{\"indices\":[0],\"values\":[1]}}\n"));
            }
            acknowledged |= line.contains("\"type\":\"ack\"") && line.contains(id.toString());
            applied |= line.contains("\"type\":\"cost_applied\"") && line.contains(id.toString());
        }
        told.cancel();
        answers.cancel();
        node.delete(session);
    }
}
