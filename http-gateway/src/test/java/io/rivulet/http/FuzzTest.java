// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rivulet.http.fuzz.Mutation;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Requests and frames with faults in them, 2,000 of each format, the same in every run: each is answered as
/// documented,
/// nothing hangs, nothing stays behind.
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

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "1b9e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d";

    private static final String SOLVE = "{" + SmallSystem.MATRIX + """
            ,"method":"hybrid","labels":{"a":"b"},"name":"n","options":{"tolerance":1e-8,"max_iterations":50,\
            "preconditioner":"auto","initial_guess":[0,0,0],"seed":7,"verification":{"interval":10,"probe_count":3},\
            "convergence":{"consecutive_iterations":2},"stream":{"every":1,"x":"full","on_overflow":"compress"}},\
            "flow_nexus":{"swarm_topology":"mesh","verification_strategy":"random_probe"}}""";
    private static final String COSTS = "{\"type\":\"cost_update\",\"session_id\":\"" + SESSION
            + "\",\"source_node\":\"f\",\"sequence\":1,\"timestamp\":\"2026-12-02T08:00:00Z\",\"delta_costs\":"
            + "{\"indices\":[0,1],\"values\":[0.5,1]},\"matrix_updates\":[{\"row\":0,\"col\":0,\"new_value\":3}]}";
    private static final String VERIFY =
            "{" + SmallSystem.MATRIX + ",\"solution\":[1,1,1],\"probe_count\":5,\"tolerance\":1e-6}";
    private static final String WORKFLOW = "{\"apiVersion\":\"flow.ruv.io/v1\",\"kind\":\"SolverWorkflow\","
            + "\"metadata\":{\"name\":\"fuzzed\"},\"spec\":{\"streaming\":{\"protocol\":\"http2\"}}}";
    private static final String TOOL = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":"
            + "{\"name\":\"solve\",\"arguments\":" + SmallSystem.SOLVE + "}}";
    private static final String MARKET = "%%MatrixMarket matrix coordinate real symmetric\n% made by hand\n"
            + "3 3 5\n1 1 2.5\n2 1 -1\n2 2 2.5\n3 2 -1\n3 3 2.5\n";

    /// What a request is made of.
    enum Format {
        SOLVE_JSON("/api/v1/solve-stream", "application/json") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofTree(tree(SOLVE));
            }
        },
        SOLVE_LINES("/api/v1/solve-stream", "application/x-ndjson") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofBytes((SOLVE + "\n" + COSTS + "\n").getBytes(StandardCharsets.UTF_8));
            }
        },
        SOLVE_FORM("/api/v1/solve-stream", "multipart/form-data; boundary=fuzz") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON)
                        .ofBytes(
                                ("--fuzz\r\nContent-Disposition: form-data; name=\"matrix\"; filename=\"a.mtx\"\r\n\r\n"
                                                + MARKET
                                                + "\r\n--fuzz\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n"
                                                + "{\"options\":{\"max_iterations\":9}}\r\n--fuzz--\r\n")
                                        .getBytes(StandardCharsets.UTF_8));
            }
        },
        SOLVE_GZIP("/api/v1/solve-stream", "application/json") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofBytes(zipped(SOLVE + " ".repeat((int) (seed % 7) * 300_000)));
            }
        },
        COSTS_LINES("/api/v1/swarm/costs", "application/x-ndjson") {
            @Override
            byte[] made(long seed) {
                byte[] line = new Mutation(seed, JSON).ofTree(tree(COSTS));
                return joined(line, "\n".getBytes(StandardCharsets.US_ASCII), COSTS.getBytes(StandardCharsets.UTF_8));
            }
        },
        COSTS_JSON("/api/v1/swarm/costs", "application/json") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofTree(tree(COSTS));
            }
        },
        VERIFY_JSON("/api/v1/verify", "application/json") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofTree(tree(VERIFY));
            }
        },
        PROBLEM_MARKET("/api/v1/problems", "application/octet-stream") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofBytes(MARKET.getBytes(StandardCharsets.US_ASCII));
            }
        },
        PROBLEM_CSR("/api/v1/problems", "application/vnd.rivulet.csr") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofBytes(csr());
            }
        },
        WORKFLOW_YAML("/api/v1/workflows", "application/yaml") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, new YAMLMapper()).ofTree(tree(WORKFLOW));
            }
        },
        TOOL_CALL("/mcp", "application/json") {
            @Override
            byte[] made(long seed) {
                return new Mutation(seed, JSON).ofTree(tree(TOOL));
            }
        };

        final String path;
        final String type;

        Format(String path, String type) {
            this.path = path;
            this.type = type;
        }

        abstract byte[] made(long seed);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyWithFaultsIsAnsweredAsDocumented(Format format) throws Exception {
        String toolSession = format == Format.TOOL_CALL ? introduced() : "";
        inParallel(seed -> {
            byte[] body = format.made(seed);
            HttpRequest.Builder request = NODE.request(format.path)
                    .header("Content-Type", format.type)
                    .header("Accept", format == Format.TOOL_CALL ? "application/json, text/event-stream" : "*/*")
                    .POST(BodyPublishers.ofByteArray(body));
            if (format == Format.TOOL_CALL) {
                request.header("Mcp-Session-Id", toolSession);
            }
            if (format == Format.SOLVE_GZIP) {
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
                        + Integer.toHexString(VERIFY.length()) + "\r\n" + VERIFY + "\r\n0\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        inParallel(seed -> {
            byte[] bytes = new Mutation(seed, JSON).ofBytes(right);
            try (var connection = new Socket(InetAddress.getLoopbackAddress(), NODE.port())) {
                connection.setSoTimeout(PATIENCE_MILLIS);
                connection.getOutputStream().write(bytes);
                connection.shutdownOutput();
                String answer = new String(connection.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                Matcher status = STATUS.matcher(answer.lines().findFirst().orElse(""));
                if (status.matches() && !unreadableFor10(bytes, answer)) {
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

    @Test
    void aPathWithFaultsLeadsNowhere() throws Exception {
        List<String> paths = List.of(
                "/api/v1/sessions/" + SESSION + "/solution",
                "/api/v1/sessions/" + SESSION + "/entries/1?error=1e-6",
                "/api/v1/sessions?limit=5&state=live&label=a:b",
                "/api/v1/workflows/some-name",
                "/problems/rate_limited",
                "/docs/page.js");
        inParallel(seed -> {
            byte[] path = new Mutation(seed, JSON)
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
        frames(JSON, false);
    }

    @Test
    void aBinaryFrameWithFaultsIsAnsweredAndTheSocketStaysOpen() throws Exception {
        frames(new CBORMapper(), true);
    }

    private static void frames(ObjectMapper mapper, boolean binary) throws Exception {
        JsonNode[] right = {
            tree("{\"type\":\"solve_request\",\"id\":\"1\"," + SOLVE.substring(1)),
            tree("{\"id\":\"2\"," + COSTS.substring(1)),
            tree("{\"type\":\"verify\",\"id\":\"3\"," + VERIFY.substring(1)),
            tree("{\"type\":\"subscribe\",\"session_id\":\"" + SESSION + "\",\"from\":1}"),
            tree("{\"type\":\"join\",\"node_id\":\"n\",\"roles\":[\"reporter\"],\"version\":\"1\"}"),
            tree("{\"type\":\"ping\",\"id\":\"4\"}"),
        };
        var answers = new Answers(mapper);
        var builder = NODE.client.newWebSocketBuilder();
        if (binary) {
            builder.subprotocols("rivulet.cbor");
        }
        WebSocket socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + NODE.port() + "/ws/solver"), answers)
                .get(20, TimeUnit.SECONDS);
        for (int k = 0; k < CASES; k++) {
            byte[] frame = new Mutation(SEED * CASES + k, mapper).ofTree(right[k % right.length]);
            String asked = "asked-" + k;
            byte[] ping = mapper.writeValueAsBytes(tree("{\"type\":\"ping\",\"id\":\"" + asked + "\"}"));
            for (byte[] each : new byte[][] {frame, ping}) {
                (binary
                                ? socket.sendBinary(ByteBuffer.wrap(each), true)
                                : socket.sendText(new String(each, StandardCharsets.UTF_8), true))
                        .get(20, TimeUnit.SECONDS);
            }
            answers.untilPong(asked);
        }
        socket.abort();
        assertThat(CODES).containsAll(answers.problems);
        assertThat(answers.problems).isNotEmpty().doesNotContain("internal_error");
    }

    @AfterAll
    static void nothingStaysBehind() throws Exception {
        SmallSystem.assertSolved(NODE.postJson("/api/v1/solve-stream", SmallSystem.SOLVE));
    }

    @Test
    void memoryDoesNotGrow() throws Exception {
        repeat(Format.SOLVE_JSON);
        long before = live();
        repeat(Format.SOLVE_JSON);
        repeat(Format.SOLVE_GZIP);
        assertThat(live() - before).isLessThan(GROWTH_BYTES);
    }

    private void repeat(Format format) throws Exception {
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

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private static byte[] zipped(String text) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[]... parts) {
        var bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.writeBytes(part);
        }
        return bytes.toByteArray();
    }

    /// n, nnz, pointers, indices, values.
    private static byte[] csr() {
        var bytes = ByteBuffer.allocate(4096).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(3).putLong(7);
        for (long pointer : new long[] {0, 2, 5, 7}) {
            bytes.putLong(pointer);
        }
        for (int column : new int[] {0, 1, 0, 1, 2, 1, 2}) {
            bytes.putInt(column);
        }
        for (double value : new double[] {2.5, -1, -1, 2.5, -1, -1, 2.5}) {
            bytes.putDouble(value);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /// What a socket says, whole messages of either kind.
    private static final class Answers implements WebSocket.Listener {
        private final ObjectMapper mapper;
        private final LinkedBlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream part = new ByteArrayOutputStream();
        final Set<String> problems = new java.util.TreeSet<>();

        Answers(ObjectMapper mapper) {
            this.mapper = mapper;
        }

        void untilPong(String asked) throws InterruptedException {
            while (true) {
                JsonNode answer = told.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                assertThat(answer).as("the answer to " + asked).isNotNull();
                assertThat(answer.path("type").asText()).as("of " + asked).isNotEqualTo("closed");
                String code = answer.path("problem").path("code").asText();
                if (!code.isEmpty()) {
                    problems.add(code);
                }
                if (answer.path("in_reply_to").asText().equals(asked)) {
                    return;
                }
            }
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
            return arrived(socket, last);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            part.writeBytes(bytes);
            return arrived(socket, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            told.add(tree("{\"type\":\"closed\"}"));
            return null;
        }

        private CompletionStage<?> arrived(WebSocket socket, boolean last) {
            if (last) {
                try {
                    told.add(mapper.readTree(part.toByteArray()));
                } catch (IOException unreadable) {
                    told.add(tree("{\"type\":\"closed\"}"));
                }
                part.reset();
            }
            socket.request(1);
            return null;
        }
    }
}
