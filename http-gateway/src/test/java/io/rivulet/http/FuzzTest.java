// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.http.fuzz.Mutation;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests and frames with faults in them, 2,000 of each format, the same in every run: each is answered as
/// documented, nothing hangs, nothing stays behind.
@Timeout(300)
class FuzzTest {
    private static final int CASES = Integer.getInteger("rivulet.fuzz.cases", 2_000);
    private static final long SEED = Long.getLong("rivulet.fuzz.seed", 1);
    private static final int AT_ONCE = 8;
    private static final long GROWTH_BYTES = 64 << 20;
    private static final int PATIENCE_MILLIS = 20_000;
    /// So that a body that breaks off is soon told from one that pauses.
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private static final Set<Integer> GOOD = Set.of(200, 201, 202, 204);
    private static final Set<Integer> REFUSED =
            Set.of(400, 404, 405, 406, 408, 409, 410, 413, 414, 415, 422, 426, 429, 431, 503);
    private static final Set<String> CODES = Arrays.stream(ProblemCode.values())
            .map(code -> code.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3}) .*");

    @RegisterExtension
    static final OneNode NODE = OneNode.start(GatewaySettings.defaults().bodies(1 << 20, SILENCE));

    @ParameterizedTest
    @EnumSource
    void aBodyWithFaultsIsAnsweredAsDocumented(FuzzFormat format) throws Exception {
        String toolSession = format == FuzzFormat.TOOL_CALL ? introduced() : "";
        inParallel(seed -> {
            byte[] body = format.made(seed);
            HttpRequest.Builder request = NODE.request(format.path)
                    .header("Content-Type", format.type)
                    .header("Accept", format == FuzzFormat.TOOL_CALL ? "application/json, text/event-stream" : "*/*")
                    .POST(BodyPublishers.ofByteArray(body));
            if (format == FuzzFormat.TOOL_CALL) {
                request.header("Mcp-Session-Id", toolSession);
            }
            if (format == FuzzFormat.SOLVE_GZIP) {
                request.header("Content-Encoding", "gzip");
            }
            HttpResponse<InputStream> answer = NODE.client.send(request.build(), BodyHandlers.ofInputStream());
            String told = firstLine(answer);
            answer.headers().firstValue("X-Session-Id").ifPresent(FuzzTest::delete);
            judge(format + " " + seed, answer.statusCode(), told);
        });
    }

    private static String introduced() throws Exception {
        String hello = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                + "\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"fuzz\",\"version\":\"1\"}}}";
        return NODE.post("/mcp", "application/json", hello, "Accept", "application/json, text/event-stream")
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
    }

    @Test
    void headsAndChunksWithFaultsAreAnsweredOrTheConnectionEnds() throws Exception {
        byte[] right = ("POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Accept: */*\r\nAccept-Encoding: gzip;q=0\r\nTransfer-Encoding: chunked\r\n"
                        + "Connection: close\r\n\r\n"
                        + Integer.toHexString(RightBodies.VERIFY.length()) + "\r\n" + RightBodies.VERIFY
                        + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        inParallel(seed -> {
            byte[] bytes = new Mutation(seed, OneNode.JSON).ofBytes(right);
            try (var connection = new Socket(InetAddress.getLoopbackAddress(), NODE.port())) {
                connection.setSoTimeout(PATIENCE_MILLIS);
                connection.getOutputStream().write(bytes);
                connection.shutdownOutput();
                String answer = new String(connection.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                Matcher status = STATUS.matcher(answer.lines().findFirst().orElse(""));
                if (status.matches() && !unreadableFor10(bytes, answer) && !ofAnotherHost(answer)) {
                    judge("head " + seed, Integer.parseInt(status.group(1)), answer);
                }
            } catch (java.net.SocketException reset) {
                // It was ended while it was still written to.
            }
        });
    }

    /// Pekko HTTP ends the connection of an HTTP/1.0 client that sends chunks, which that version has not, with an
    /// empty 500.
    private static boolean unreadableFor10(byte[] sent, String answer) {
        return new String(sent, StandardCharsets.ISO_8859_1).contains("HTTP/1.0\r\n")
                && answer.startsWith("HTTP/1.1 500 ")
                && answer.endsWith("Content-Length: 0\r\n\r\n");
    }

    /// A fault in `Host` may name another one.
    private static boolean ofAnotherHost(String answer) {
        return answer.startsWith("HTTP/1.1 403 ") && answer.contains("this server goes by loopback names only");
    }

    @Test
    void aPathWithFaultsLeadsNowhere() throws Exception {
        List<String> paths = List.of(
                "/api/v1/sessions/" + RightBodies.SESSION + "/solution",
                "/api/v1/sessions/" + RightBodies.SESSION + "/entries/1?error=1e-6",
                "/api/v1/sessions?limit=5&state=live&label=a:b",
                "/api/v1/workflows/some-name",
                "/problems/rate_limited",
                "/docs/page.js");
        inParallel(seed -> {
            byte[] path = new Mutation(seed, OneNode.JSON)
                    .ofBytes(paths.get((int) (seed % paths.size())).getBytes(StandardCharsets.US_ASCII));
            var escaped = new StringBuilder("/");
            for (byte b : path) {
                boolean plain = b > ' ' && b < 127 && "\"<>\\^`{|}%#[]".indexOf(b) < 0;
                escaped.append(plain ? String.valueOf((char) b) : String.format("%%%02x", b));
            }
            String safe = escaped.length() > 9_000 ? escaped.substring(0, 9_000) : escaped.toString();
            HttpResponse<InputStream> answer = NODE.client.send(
                    NODE.request(safe.replaceFirst("^/+", "/").replaceAll("%.?$", ""))
                            .build(),
                    BodyHandlers.ofInputStream());
            judge("path " + safe, answer.statusCode(), firstLine(answer));
        });
    }

    @Test
    void aFrameWithFaultsIsAnsweredAndTheSocketStaysOpen() throws Exception {
        frames(OneNode.JSON, false);
    }

    @Test
    void aBinaryFrameWithFaultsIsAnsweredAndTheSocketStaysOpen() throws Exception {
        frames(SocketClient.CBOR, true);
    }

    private static void frames(ObjectMapper mapper, boolean binary) throws Exception {
        JsonNode[] right = {
            RightBodies.tree("{\"type\":\"solve_request\",\"id\":\"1\"," + RightBodies.SOLVE.substring(1)),
            RightBodies.tree("{\"id\":\"2\"," + RightBodies.COSTS.substring(1)),
            RightBodies.tree("{\"type\":\"verify\",\"id\":\"3\"," + RightBodies.VERIFY.substring(1)),
            RightBodies.tree("{\"type\":\"subscribe\",\"session_id\":\"" + RightBodies.SESSION + "\",\"from\":1}"),
            RightBodies.tree("{\"type\":\"join\",\"node_id\":\"n\",\"roles\":[\"reporter\"],\"version\":\"1\"}"),
            RightBodies.tree("{\"type\":\"ping\",\"id\":\"4\"}"),
        };
        Set<String> problems = new TreeSet<>();
        try (SocketClient socket = binary ? SocketClient.cbor(NODE) : SocketClient.open(NODE, "")) {
            for (int k = 0; k < CASES; k++) {
                byte[] frame = new Mutation(SEED * CASES + k, mapper).ofTree(right[k % right.length]);
                String asked = "asked-" + k;
                byte[] ping =
                        mapper.writeValueAsBytes(RightBodies.tree("{\"type\":\"ping\",\"id\":\"" + asked + "\"}"));
                for (byte[] each : new byte[][] {frame, ping}) {
                    if (binary) {
                        socket.sendBinary(each);
                    } else {
                        socket.send(new String(each, StandardCharsets.UTF_8));
                    }
                }
                socket.until(answer -> {
                    String code = answer.path("problem").path("code").asText();
                    if (!code.isEmpty()) {
                        problems.add(code);
                    }
                    return answer.path("in_reply_to").asText().equals(asked);
                });
            }
        }
        assertThat(CODES).containsAll(problems);
        assertThat(problems).isNotEmpty().doesNotContain("internal_error");
    }

    @AfterAll
    static void nothingStaysBehind() throws Exception {
        SmallSystem.assertSolved(NODE.postJson("/api/v1/solve-stream", SmallSystem.SOLVE));
    }

    @Test
    void memoryDoesNotGrow() throws Exception {
        repeat(FuzzFormat.SOLVE_JSON);
        long before = live();
        repeat(FuzzFormat.SOLVE_JSON);
        repeat(FuzzFormat.SOLVE_GZIP);
        assertThat(live() - before).isLessThan(GROWTH_BYTES);
    }

    private void repeat(FuzzFormat format) throws Exception {
        aBodyWithFaultsIsAnsweredAsDocumented(format);
    }

    private static long live() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /// One case, by its seed.
    private interface Case {
        void run(long seed) throws Exception;
    }

    private static void inParallel(Case each) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (int k = 0; k < CASES; k++) {
                long seed = SEED * CASES + k;
                all.add(threads.submit(() -> {
                    each.run(seed);
                    return seed;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void judge(String what, int status, String told) {
        assertThat(told).as(what).doesNotContain("Exception", "io.rivulet", "internal_error");
        if (GOOD.contains(status)) {
            return;
        }
        assertThat(REFUSED).as(what + ": " + told).contains(status);
        if (told.startsWith("{\"jsonrpc\":\"2.0\"")) {
            assertThat(told).as(what).contains("\"error\":{\"code\":-");
            return;
        }
        Matcher code = CODE.matcher(told);
        assertThat(code.find()).as(what + " " + status + " " + told).isTrue();
        assertThat(CODES).as(what).contains(code.group(1));
    }

    /// A stream that was opened is not read on; what a refusal says stands in one line.
    private static String firstLine(HttpResponse<InputStream> answer) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            return line == null ? "" : line;
        }
    }

    private static void delete(String session) {
        try {
            NODE.delete(session);
        } catch (Exception lost) {
            throw new AssertionError(lost);
        }
    }
}
