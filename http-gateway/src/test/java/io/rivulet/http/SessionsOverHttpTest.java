// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The gateway before real sessions: one node in this process.
class SessionsOverHttpTest {
    /// 2.5 on the diagonal, −1 beside it; x = (1, 1, 1).
    private static final String MATRIX = """
        "matrix":{"rows":3,"cols":3,"data":{"values":[2.5,-1,-1,2.5,-1,-1,2.5],\
        "col_indices":[0,1,0,1,2,1,2],"row_pointers":[0,2,5,7]}},"vector":[1.5,0.5,1.5]\
        """;
    private static final String SOLVE = "{" + MATRIX + "}";
    private static final String LIVE = "{" + MATRIX + ",\"options\":{\"live\":true}}";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";
    private static final String COSTS = "/api/v1/swarm/costs";

    private static OneNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new OneNode(GatewaySettings.defaults().streams(4, Duration.ofSeconds(20)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aProblemIsSolvedOnItsStream() throws Exception {
        HttpResponse<String> answer = node.postJson(SOLVE_STREAM, SOLVE);
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
        assertThat(doubles(solution.get("x"))).allSatisfy(x -> assertThat(x).isCloseTo(1, within(1e-7)));
    }

    @Test
    void everyKindOfBodyOpensTheSameProblem() throws Exception {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(SOLVE.getBytes(StandardCharsets.UTF_8));
        }
        assertSolved(node.send(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(packed.toByteArray()))));
        assertSolved(node.post(SOLVE_STREAM, "application/x-ndjson", SOLVE + "\n\n"));
        String form = "--b\r\nContent-Disposition: form-data; name=\"vector\"\r\n\r\n1.5\n0.5\n1.5\n\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"matrix\"; filename=\"a.mtx\"\r\n\r\n"
                + "%%MatrixMarket matrix coordinate real symmetric\n3 3 5\n1 1 2.5\n2 2 2.5\n3 3 2.5\n2 1 -1\n3 2 -1\n"
                + "\r\n--b--\r\n";
        assertSolved(node.post(SOLVE_STREAM, "multipart/form-data; boundary=b", form));
    }

    @Test
    void aSecondLineInARequestIsRefused() throws Exception {
        HttpResponse<String> answer = node.post(SOLVE_STREAM, "application/x-ndjson", SOLVE + "\n\n{}\n");
        assertProblem(answer, 422, "unsupported_value");
        assertThat(answer.body()).contains("\"line\":3");
    }

    @Test
    void aFormWithoutABoundaryIsMalformed() throws Exception {
        assertProblem(node.post(SOLVE_STREAM, "multipart/form-data", "x"), 400, "malformed_body");
    }

    @ParameterizedTest
    @CsvSource({"text/event-stream", "image/png", "application/json"})
    void streamsAreLinesAndNothingElse(String accept) throws Exception {
        HttpResponse<String> answer = node.post(SOLVE_STREAM, "application/json", SOLVE, "Accept", accept);
        assertProblem(answer, 406, "not_acceptable");
    }

    @Test
    void linesAreCompressedAndArriveWhileTheStreamIsOpen() throws Exception {
        HttpResponse<InputStream> answer = node.client.send(
                node.request(SOLVE_STREAM)
                        .header("Content-Type", "application/json")
                        .header("Accept-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(LIVE))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
        var lines = new GZIPInputStream(answer.body(), 64);
        assertThat(line(lines)).contains("session_opened");
        assertThat(delete(answer.headers().firstValue("X-Session-Id").orElseThrow()))
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
        List<String> lines = node.postJson(SOLVE_STREAM, SOLVE).body().lines().toList();
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
        assertProblem(node.get(path + "?from=1&resume_token=nonsense"), 401, "unauthenticated");
    }

    @ParameterizedTest
    @CsvSource({
        "from=abc, 422, wrong_type",
        "from=-1, 422, out_of_range",
        "from=99999999999999999999999, 422, out_of_range",
        "from=1000000, 422, out_of_range",
    })
    void aPlaceThatIsNoneIsRefused(String query, int status, String code) throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        assertProblem(node.get("/api/v1/sessions/" + session + "/stream?" + query), status, code);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/status/%s",
        "/api/v1/sessions/%s/solution",
        "/api/v1/sessions/%s/stream?from=0",
        "/api/v1/sessions/%s/entries/0",
        "/api/v1/sessions/%s/entries?indices=0",
    })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        assertProblem(node.get(path.formatted(NOBODY)), 404, "session_not_found");
        assertProblem(node.get(path.formatted("no-uuid")), 400, "invalid_id");
    }

    @Test
    void theSolutionIsGivenInEveryFormWithItsRevision() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/solution";
        HttpResponse<String> json = node.get(path);
        double[] x = doubles(OneNode.JSON.readTree(json.body()).get("x"))
                .mapToDouble(Double::doubleValue)
                .toArray();
        assertThat(x).hasSize(3);
        assertThat(json.headers().firstValue("ETag")).contains("\"0\"");
        assertThat(node.get(path, "If-None-Match", "\"0\"").statusCode()).isEqualTo(304);
        assertThat(node.get(path, "Accept", "text/plain").body().lines().skip(2).mapToDouble(Double::parseDouble))
                .containsExactly(x[0], x[1], x[2]);
        HttpResponse<byte[]> raw = node.client.send(
                node.request(path).header("Accept", "application/octet-stream").build(),
                HttpResponse.BodyHandlers.ofByteArray());
        double[] fromRaw = new double[3];
        ByteBuffer.wrap(raw.body())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(fromRaw);
        assertThat(fromRaw).isEqualTo(x);
        JsonNode part = OneNode.JSON.readTree(node.get(path + "?indices=0,1-2").body());
        assertThat(doubles(part.get("values"))).containsExactly(x[0], x[1], x[2]);
        assertProblem(node.get(path + "?indices=3"), 422, "index_out_of_range");
        assertProblem(node.get(path + "?indices=x"), 422, "wrong_type");
    }

    @Test
    void singleEntriesComeWithTheirBound() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/entries";
        JsonNode entry = OneNode.JSON.readTree(node.get(path + "/1?error=1e-6").body());
        assertThat(entry.get("value").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(entry.get("error_bound").asDouble()).isLessThanOrEqualTo(1e-6);
        JsonNode many = OneNode.JSON.readTree(node.get(path + "?indices=0,2").body());
        assertThat(many.get("entries")).hasSize(2);
        assertProblem(node.get(path + "/3"), 422, "index_out_of_range");
        assertProblem(node.get(path + "/1?error=-1"), 422, "out_of_range");
        assertProblem(node.get(path + "/1?error=x"), 422, "wrong_type");
        assertProblem(node.get(path), 422, "missing_field");
    }

    @Test
    void aGradientNamesTheCostsThatMoveAnEntryMost() throws Exception {
        // Row 1 of the inverse is (4/17, 10/17, 4/17).
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/entries/1/gradient";
        JsonNode gradient =
                OneNode.JSON.readTree(node.get(path + "?error=1e-8&count=1").body());
        assertThat(gradient.get("indices").get(0).asInt()).isEqualTo(1);
        assertThat(gradient.get("values").get(0).asDouble()).isCloseTo(10.0 / 17, within(1e-8));
        assertThat(gradient.get("omitted").asInt()).isEqualTo(2);
        assertThat(gradient.get("error_bound").asDouble()).isLessThanOrEqualTo(1e-8);
        assertThat(gradient.get("reached").asBoolean()).isTrue();
        assertProblem(node.get(path + "?count=0"), 422, "out_of_range");
        assertProblem(node.get(path.replace("/1/", "/3/")), 422, "index_out_of_range");
    }

    @Test
    void anUpdateIsAcknowledgedOnceAndTheSolutionFollows() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        String update = "{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID()
                + "\",\"set_costs\":{\"indices\":[0,1,2],\"values\":[3,1,3]}}";
        HttpResponse<String> first = node.postJson(COSTS, update);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(202);
        JsonNode acknowledged = OneNode.JSON.readTree(first.body());
        assertThat(acknowledged.get("revision").asLong()).isEqualTo(1);
        assertThat(acknowledged.get("duplicate").asBoolean()).isFalse();
        JsonNode again = OneNode.JSON.readTree(node.postJson(COSTS, update).body());
        assertThat(again.get("duplicate").asBoolean()).isTrue();
        HttpResponse<String> applied = node.postJson(
                COSTS + "?wait=applied",
                "{\"session_id\":\"" + session + "\",\"delta_costs\":{\"indices\":[0],\"values\":[0]}}");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        assertThat(OneNode.JSON.readTree(applied.body()).has("residual_norm")).isTrue();
        assertThat(applied.body()).contains("not_identified");
        JsonNode solution = OneNode.JSON.readTree(node.get("/api/v1/sessions/" + session + "/solution?min_revision=2")
                .body());
        assertThat(doubles(solution.get("x"))).allSatisfy(x -> assertThat(x).isCloseTo(2, within(1e-7)));
        assertThat(solution.get("revision").asLong()).isEqualTo(2);
    }

    @Test
    void aVectorLargerThanABatchIsOneUpdateAlone() throws Exception {
        int n = 40_000;
        String session = node.solve(
                        "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":200,\"ny\":200,"
                                + "\"leak\":4}}},\"options\":{\"stream\":{\"x\":\"none\"}}}")
                .getFirst()
                .get("session_id")
                .asText();
        String all = "7.25" + ",7.25".repeat(n - 1);
        String lines = update(session, 0) + "\n{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID()
                + "\",\"vector\":[" + all + "]}\n" + update(session, n - 1) + "\n";
        List<JsonNode> answers =
                OneNode.lines(node.post(COSTS, "application/x-ndjson", lines).body());
        assertThat(answers).extracting(line -> line.path("revision").asLong()).containsExactly(1L, 2L, 3L);
        JsonNode applied = OneNode.JSON.readTree(
                node.postJson(COSTS + "?wait=applied", "{\"session_id\":\"" + session + "\",\"vector\":[" + all + "]}")
                        .body());
        assertThat(applied.path("revision").asLong()).isEqualTo(4);
        assertThat(applied.path("residual_norm").asDouble(1)).isLessThanOrEqualTo(1e-8);
        JsonNode solution = OneNode.JSON.readTree(node.get("/api/v1/sessions/" + session + "/solution?min_revision=4")
                .body());
        assertThat(solution.path("verified").asBoolean()).isTrue();
        // Far from the edge the grid's Laplacian of a constant is nothing, and only the leak remains.
        assertThat(solution.path("x").get(n / 2 + 100).asDouble()).isCloseTo(7.25 / 4, within(1e-6));
    }

    @Test
    void refusedUpdatesAreProblems() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        assertProblem(node.postJson(COSTS, update(session, 99)), 422, "index_out_of_range");
        assertProblem(node.postJson(COSTS, update(NOBODY, 0)), 404, "session_not_found");
        assertProblem(node.postJson(COSTS, "{"), 400, "malformed_json");
        assertProblem(node.postJson(COSTS + "?wait=ever", update(session, 0)), 422, "unsupported_value");
        assertProblem(node.post(COSTS, "text/csv", "1,2"), 415, "unsupported_media_type");
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
        assertProblem(answer, 422, code);
        assertThat(answer.body()).contains("\"pointer\":\"" + pointer + "\"");
        assertThat(node.get("/api/v1/sessions?label=of:" + label).body()).contains("\"sessions\":[]");
        assertThat(node.solve("{" + matrix.formatted("\"dense\":[[2,1],[1,2]]") + "\"method\":\"cg\"}"))
                .isNotEmpty();
    }

    @Test
    void aStaleUpdateAndATakenIdAreConflicts() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        String change = "{\"session_id\":\"" + session + "\",\"delta_costs\":{\"indices\":[0],\"values\":[1]},"
                + "\"matrix_updates\":[{\"row\":0,\"col\":0,\"old_value\":2.4,\"new_value\":3}]}";
        assertProblem(node.postJson(COSTS, change), 409, "stale_update");
        JsonNode status =
                OneNode.JSON.readTree(node.get("/api/v1/status/" + session).body());
        assertThat(status.get("revision").asLong())
                .as("nothing of it was applied")
                .isZero();
        String other = SOLVE.replace("{\"matrix\"", "{\"session_id\":\"" + session + "\",\"matrix\"")
                .replace("2.5", "2.75");
        assertProblem(node.postJson(SOLVE_STREAM, other), 409, "session_exists");
    }

    /// Each path that the page on HTTP lists is a route, with no other methods than it says.
    @Test
    void theReferenceListsTheRoutesThereAre() throws Exception {
        Path page = Path.of(System.getProperty("rivulet.root", "..")).resolve("docs/reference/http.md");
        var listed = new TreeMap<String, Set<String>>();
        Matcher route = Pattern.compile("`(?:(GET|POST|DELETE) )?(/[^`?]*)")
                .matcher(Files.readString(page)
                        .lines()
                        .filter(line -> line.startsWith("| `"))
                        .collect(Collectors.joining("\n")));
        String method = "GET";
        while (route.find()) {
            method = route.group(1) == null ? method : route.group(1);
            listed.computeIfAbsent(route.group(2), _ -> new TreeSet<>()).add(method);
        }
        assertThat(listed).hasSizeGreaterThan(12);
        for (var entry : listed.entrySet()) {
            String path = entry.getKey()
                    .replace("{id}", NOBODY)
                    .replace("{i}", "0")
                    .replace("{code}", "stale_update")
                    .replace("{address}", "nobody");
            HttpResponse<String> refused =
                    node.send(node.request(path).method("PATCH", HttpRequest.BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(entry.getKey()).isEqualTo(405);
            List<String> allowed =
                    List.of(refused.headers().firstValue("Allow").orElseThrow().split(", *"));
            assertThat(allowed).as(entry.getKey()).containsExactlyInAnyOrderElementsOf(entry.getValue());
        }
    }

    @Test
    void manyUpdatesAreAnsweredLineByLine() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        var body = new StringBuilder();
        for (int k = 0; k < 2000; k++) {
            body.append(update(session, k % 100 == 99 ? 50 : k % 3)).append('\n');
        }
        HttpResponse<String> answer = node.post(COSTS, "application/x-ndjson", body.toString());
        List<JsonNode> lines = OneNode.lines(answer.body());
        assertThat(lines).hasSize(2000);
        for (int k = 0; k < 2000; k++) {
            assertThat(lines.get(k).get("accepted").asBoolean()).isEqualTo(k % 100 != 99);
        }
        assertThat(lines.getLast().get("problem").get("code").asText()).isEqualTo("index_out_of_range");
        assertThat(lines.get(1998).get("revision").asLong()).isEqualTo(1980);
    }

    @Test
    void verificationIsOfASessionOrOfAnyX() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        JsonNode ofSession =
                OneNode.JSON.readTree(node.postJson("/api/v1/verify", "{\"session_id\":\"" + session + "\"}")
                        .body());
        assertThat(ofSession.get("verified").asBoolean()).isTrue();
        assertThat(ofSession.get("session_id").asText()).isEqualTo(session);
        JsonNode ofSystem = OneNode.JSON.readTree(
                node.postJson("/api/v1/verify", "{" + MATRIX + ",\"solution\":[1,2,1],\"strategy\":\"full_residual\"}")
                        .body());
        assertThat(ofSystem.get("verified").asBoolean()).isFalse();
        assertThat(ofSystem.has("session_id")).isFalse();
        assertThat(ofSystem.has("seq")).isFalse();
        assertProblem(node.postJson("/api/v1/verify", "{}"), 422, "missing_field");
    }

    @Test
    void commandsSteerASession() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/commands";
        HttpResponse<String> answer = node.postJson(path, "{\"command\":\"set_tolerance\",\"tolerance\":1e-10}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(OneNode.JSON.readTree(answer.body()).get("session_id").asText())
                .isEqualTo(session);
        for (String command : List.of("pause", "resume", "verify", "solution", "restart")) {
            assertThat(node.postJson(path, "{\"command\":\"" + command + "\"}").statusCode())
                    .as(command)
                    .isEqualTo(200);
        }
        assertProblem(node.postJson(path, "{\"command\":\"explode\"}"), 422, "unsupported_value");
    }

    @Test
    void sessionsAreListedPageByPageAndByLabel() throws Exception {
        String mark = UUID.randomUUID().toString();
        for (int k = 0; k < 3; k++) {
            node.solve("{" + MATRIX + ",\"labels\":{\"mark\":\"" + mark + "\",\"k\":\"" + k + "\"}}");
        }
        JsonNode all = OneNode.JSON.readTree(
                node.get("/api/v1/sessions?limit=1000&label=mark:" + mark).body());
        assertThat(all.get("sessions")).hasSize(3);
        JsonNode one = OneNode.JSON.readTree(
                node.get("/api/v1/sessions?label=mark:" + mark + "&label=k:1").body());
        assertThat(one.get("sessions")).hasSize(1);
        JsonNode page =
                OneNode.JSON.readTree(node.get("/api/v1/sessions?limit=2").body());
        assertThat(page.get("sessions")).hasSize(2);
        assertThat(page.get("next_cursor").asText()).isNotEmpty();
        assertProblem(node.get("/api/v1/sessions?limit=0"), 422, "out_of_range");
        assertProblem(node.get("/api/v1/sessions?label=nocolon"), 422, "wrong_type");
        assertProblem(node.get("/api/v1/sessions?state=asleep"), 422, "unsupported_value");
        assertThat(node.get("/api/v1/sessions?state=converged").statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedSessionIsGone() throws Exception {
        String session = node.solve(SOLVE).getFirst().get("session_id").asText();
        assertThat(delete(session)).isEqualTo(204);
        assertThat(delete(session)).isEqualTo(204);
        assertThat(delete(NOBODY)).isEqualTo(204);
        assertThat(node.get("/api/v1/sessions/" + session + "/solution").statusCode())
                .isIn(404, 410);
    }

    @Test
    void aStreamIsFollowedByTheEndOfItsConnection() throws Exception {
        byte[] request = ("POST /api/v1/solve-stream HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + SOLVE.length() + "\r\n\r\n" + SOLVE)
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
    void theNodeTellsHowItIs() throws Exception {
        for (String path : List.of("/alive", "/ready", "/health", "/api/v1/health")) {
            assertThat(node.get(path).statusCode()).as(path).isEqualTo(200);
        }
        JsonNode health = OneNode.JSON.readTree(node.get("/api/v1/health").body());
        assertThat(health.get("checks").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("process", "database", "cluster", "intake");
        JsonNode status = OneNode.JSON.readTree(node.get("/api/v1/status").body());
        assertThat(status.get("members")).hasSize(1);
        assertThat(status.get("uptime_ms").asLong()).isPositive();
        assertThat(node.get("/problems/stale_update").body()).contains("stale_update");
        assertThat(node.get("/problems/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void moreStreamsThanAllowedAreRefusedUntilOneEnds() throws Exception {
        var open = new ArrayList<HttpResponse<Stream<String>>>();
        for (int k = 0; k < 4; k++) {
            open.add(live());
        }
        HttpResponse<String> refused = node.postJson(SOLVE_STREAM, SOLVE);
        assertProblem(refused, 429, "too_many_streams");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        for (HttpResponse<Stream<String>> stream : open) {
            delete(stream.headers().firstValue("X-Session-Id").orElseThrow());
            assertThat(stream.body().reduce("", (_, line) -> line)).contains("session_closed");
        }
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (node.postJson(SOLVE_STREAM, SOLVE).statusCode() == 429) {
            assertThat(System.nanoTime()).as("streams are still taken").isLessThan(until);
        }
    }

    @Test
    void aLiveStreamTellsUpdates() throws Exception {
        HttpResponse<Stream<String>> stream = live();
        String session = stream.headers().firstValue("X-Session-Id").orElseThrow();
        Iterator<String> lines = stream.body().iterator();
        until(lines, "\"type\":\"solution\"");
        node.postJson(COSTS, update(session, 1));
        assertThat(until(lines, "cost_applied")).contains("\"revision\":1");
        delete(session);
        assertThat(until(lines, "session_closed")).contains("deleted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void anAddressBeyondLoopbackIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.bindAgain(GatewaySettings.defaults().listen(host, 0)))
                .withMessageContaining("authenticated");
    }

    private static HttpResponse<Stream<String>> live() throws Exception {
        HttpResponse<Stream<String>> stream = node.stream(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(LIVE)));
        assertThat(stream.statusCode()).isEqualTo(200);
        return stream;
    }

    private static String until(Iterator<String> lines, String text) {
        while (lines.hasNext()) {
            String line = lines.next();
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("the stream ended without " + text);
    }

    private static String update(String session, int index) {
        return "{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID()
                + "\",\"delta_costs\":{\"indices\":[" + index + "],\"values\":[0.5]}}";
    }

    private static int delete(String session) throws Exception {
        return node.send(node.request("/api/v1/sessions/" + session).DELETE()).statusCode();
    }

    private static Stream<Double> doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asDouble);
    }

    private static void assertSolved(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<JsonNode> lines = OneNode.lines(answer.body());
        JsonNode solution = lines.get(lines.size() - 2);
        assertThat(doubles(solution.get("x"))).allSatisfy(x -> assertThat(x).isCloseTo(1, within(1e-7)));
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }
}
