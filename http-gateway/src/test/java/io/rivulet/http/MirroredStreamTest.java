// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `options.stream.x` `changes`: who puts `x_partial` of each line over those before has the session's x, within the
/// deadband.
class MirroredStreamTest {
    private static final String SOLVE_STREAM = "/api/v1/solve-stream";
    private static final String COSTS = "/api/v1/swarm/costs";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().streams(20, Duration.ofSeconds(60)));

    /// What a client has of a session, and nothing but its lines to make it from.
    private static final class Mirror {
        private final double[] x;
        private long next = 1;
        private long gaps;

        Mirror(int rows) {
            x = new double[rows];
            Arrays.fill(x, Double.NaN);
        }

        JsonNode read(String text) throws Exception {
            JsonNode line = OneNode.JSON.readTree(text);
            JsonNode entries = line.get("x_partial");
            if (entries != null) {
                for (int k = 0; k < entries.get("indices").size(); k++) {
                    x[entries.get("indices").get(k).asInt()] =
                            entries.get("values").get(k).asDouble();
                }
            }
            gaps += line.get("type").asText().equals("stream_gap") ? 1 : 0;
            next = line.has("seq") ? line.get("seq").asLong() + 1 : next;
            return line;
        }

        /// Reads until the line of the update that leads to `revision`.
        void readThrough(Iterator<String> lines, long revision) throws Exception {
            while (lines.hasNext()) {
                JsonNode line = read(lines.next());
                if (line.path("revision").asLong(-1) >= revision
                        && line.path("solved_revision").asLong(revision) >= revision
                        && line.has("x_partial")) {
                    return;
                }
            }
            throw new AssertionError("the stream ended before revision " + revision);
        }

        void assertIs(String session, double deadband, long revision) throws Exception {
            HttpResponse<String> answer =
                    node.get("/api/v1/sessions/" + session + "/solution?min_revision=" + revision);
            JsonNode solution = OneNode.JSON.readTree(answer.body()).get("x");
            assertThat(solution).as(answer.body()).hasSize(x.length);
            for (int i = 0; i < x.length; i++) {
                assertThat(Math.abs(x[i] - solution.get(i).asDouble()))
                        .as("x %d at revision %d", i, revision)
                        .isLessThanOrEqualTo(deadband);
            }
        }
    }

    private static String problem(int side, double deadband, String more) {
        return "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":" + side + ",\"ny\":" + side
                + ",\"leak\":0.5}}},\"vector\":{\"indices\":[0],\"values\":[1]},\"options\":{\"live\":true,\"stream\":"
                + "{\"x\":\"changes\",\"deadband\":" + deadband + more + "}}}";
    }

    private static Iterator<String> open(String problem) throws Exception {
        HttpResponse<Stream<String>> stream = node.stream(node.request(SOLVE_STREAM)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(problem)));
        assertThat(stream.statusCode()).isEqualTo(200);
        return stream.body().iterator();
    }

    private static Iterator<String> follow(String session, String query) throws Exception {
        HttpResponse<Stream<String>> stream =
                node.stream(node.request("/api/v1/sessions/" + session + "/stream" + query));
        assertThat(stream.statusCode()).isEqualTo(200);
        return stream.body().iterator();
    }

    private static void change(String session, int rows, Random random) throws Exception {
        int k = 1 + random.nextInt(3);
        StringBuilder values = new StringBuilder();
        random.doubles(k, -1, 1)
                .forEach(v -> values.append(values.isEmpty() ? "" : ",").append(v));
        String delta = "\"delta_costs\":{\"indices\":"
                + Arrays.toString(random.ints(k, 0, rows).toArray()) + ",\"values\":[" + values + "]}";
        int i = random.nextInt(rows);
        String entry = "\"matrix_updates\":[{\"row\":" + i + ",\"col\":" + i + ",\"new_value\":"
                + (5 + random.nextDouble()) + "}]";
        HttpResponse<String> answer = node.postJson(
                COSTS + "?wait=applied",
                "{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID() + "\","
                        + (random.nextInt(4) == 0 ? entry : delta) + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1e-6", "3, 1e-3", "4, 0.05"})
    void whoReadsAllLinesHasX(int seed, double deadband) throws Exception {
        Random random = new Random(seed);
        int side = 5 + random.nextInt(20);
        Mirror mirror = new Mirror(side * side);
        Iterator<String> lines = open(problem(side, deadband, ""));
        String session = mirror.read(lines.next()).get("session_id").asText();
        assertThat(mirror.read(lines.next()).get("type").asText()).isEqualTo("snapshot");
        mirror.assertIs(session, deadband, 0);
        for (int revision = 1; revision <= 25; revision++) {
            change(session, side * side, random);
            mirror.readThrough(lines, revision);
            mirror.assertIs(session, deadband, revision);
        }
        // Another one comes in the midst, and one goes on where it was.
        Mirror late = new Mirror(side * side);
        Iterator<String> from = follow(session, "");
        assertThat(late.read(from.next()).get("type").asText()).isEqualTo("snapshot");
        late.assertIs(session, deadband, 25);
        Mirror again = new Mirror(side * side);
        Iterator<String> kept = follow(session, "?from=0");
        while (again.next < mirror.next) {
            again.read(kept.next());
        }
        assertThat(again.x).isEqualTo(mirror.x);
        change(session, side * side, random);
        late.readThrough(from, 26);
        late.assertIs(session, deadband, 26);
        assertThat(node.delete(session)).isEqualTo(204);
    }

    /// So many lines that neither the gateway nor the session keeps them.
    @ParameterizedTest
    @CsvSource({"compress", "drop_oldest", "drop_newest"})
    void whoReadsTooSlowlyHasXAllTheSame(String strategy) throws Exception {
        Random random = new Random(7);
        int side = 60;
        Mirror mirror = new Mirror(side * side);
        String problem = problem(side, 0, ",\"buffer\":5,\"on_overflow\":\"" + strategy + "\"");
        try (var lines = new OpenRequest11(node.port(), problem)) {
            readsTooSlowly(lines, mirror, random);
        }
    }

    private static void readsTooSlowly(OpenRequest11 lines, Mirror mirror, Random random) throws Exception {
        int rows = mirror.x.length;
        String session = mirror.read(lines.nextText()).get("session_id").asText();
        int changes = 250;
        for (int k = 0; k < changes; k++) {
            StringBuilder values = new StringBuilder();
            random.doubles(rows, -1, 1)
                    .forEach(v -> values.append(values.isEmpty() ? "" : ",").append(v));
            HttpResponse<String> answer = node.postJson(
                    COSTS + "?wait=applied",
                    "{\"session_id\":\"" + session + "\",\"update_id\":\"" + UUID.randomUUID() + "\",\"vector\":["
                            + values + "]}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        change(session, rows, random);
        long last = changes + 1;
        Mirror late = new Mirror(rows);
        long lastSeq = late.read(follow(session, "").next()).get("seq").asLong();
        late.assertIs(session, 0, last);
        while (mirror.next <= lastSeq) {
            mirror.read(lines.nextText());
        }
        assertThat(mirror.gaps).isPositive();
        mirror.assertIs(session, 0, last);
        Mirror resumed = new Mirror(rows);
        Iterator<String> kept = follow(session, "?from=1");
        JsonNode first = resumed.read(kept.next());
        assertThat(first.get("type").asText())
                .as("the first lines are kept no more")
                .isEqualTo("snapshot");
        while (resumed.next < mirror.next) {
            resumed.read(kept.next());
        }
        assertThat(resumed.x).isEqualTo(mirror.x);
        assertThat(node.delete(session)).isEqualTo(204);
    }

    @Test
    void moreRowsThanFitIntoALineAreRefused() throws Exception {
        HttpResponse<String> answer = node.postJson(SOLVE_STREAM, problem(320, 0, ""));
        OneNode.assertProblem(answer, 422, "unsupported_value");
        assertThat(answer.body()).contains("/options/stream/x");
    }
}
