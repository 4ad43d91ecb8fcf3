// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.GatewaySettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of sessions, and of the node that has them: one node in this process.
class SessionsOverHttpTest {
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults().streams(4, Duration.ofSeconds(20)));

    @ParameterizedTest
    @CsvSource({
        "/api/v1/status/%s",
        "/api/v1/sessions/%s/solution",
        "/api/v1/sessions/%s/stream?from=0",
        "/api/v1/sessions/%s/entries/0",
        "/api/v1/sessions/%s/entries?indices=0",
    })
    void whatIsNotThereIsNotFound(String path) throws Exception {
        OneNode.assertProblem(node.get(path.formatted(NOBODY)), 404, "session_not_found");
        OneNode.assertProblem(node.get(path.formatted("no-uuid")), 400, "invalid_id");
    }

    @Test
    void theSolutionIsGivenInEveryFormWithItsRevision() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/solution";
        HttpResponse<String> json = node.get(path);
        double[] x = SmallSystem.doubles(OneNode.JSON.readTree(json.body()).get("x"))
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
        assertThat(SmallSystem.doubles(part.get("values"))).containsExactly(x[0], x[1], x[2]);
        OneNode.assertProblem(node.get(path + "?indices=3"), 422, "index_out_of_range");
        OneNode.assertProblem(node.get(path + "?indices=x"), 422, "wrong_type");
    }

    @Test
    void singleEntriesComeWithTheirBound() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/entries";
        JsonNode entry = OneNode.JSON.readTree(node.get(path + "/1?error=1e-6").body());
        assertThat(entry.get("value").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(entry.get("error_bound").asDouble()).isLessThanOrEqualTo(1e-6);
        JsonNode many = OneNode.JSON.readTree(node.get(path + "?indices=0,2").body());
        assertThat(many.get("entries")).hasSize(2);
        OneNode.assertProblem(node.get(path + "/3"), 422, "index_out_of_range");
        OneNode.assertProblem(node.get(path + "/1?error=-1"), 422, "out_of_range");
        OneNode.assertProblem(node.get(path + "/1?error=x"), 422, "wrong_type");
        OneNode.assertProblem(node.get(path), 422, "missing_field");
    }

    @Test
    void aGradientNamesTheCostsThatMoveAnEntryMost() throws Exception {
        // Row 1 of the inverse is (4/17, 10/17, 4/17).
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        String path = "/api/v1/sessions/" + session + "/entries/1/gradient";
        JsonNode gradient =
                OneNode.JSON.readTree(node.get(path + "?error=1e-8&count=1").body());
        assertThat(gradient.get("indices").get(0).asInt()).isEqualTo(1);
        assertThat(gradient.get("values").get(0).asDouble()).isCloseTo(10.0 / 17, within(1e-8));
        assertThat(gradient.get("omitted").asInt()).isEqualTo(2);
        assertThat(gradient.get("error_bound").asDouble()).isLessThanOrEqualTo(1e-8);
        assertThat(gradient.get("reached").asBoolean()).isTrue();
        OneNode.assertProblem(node.get(path + "?count=0"), 422, "out_of_range");
        OneNode.assertProblem(node.get(path.replace("/1/", "/3/")), 422, "index_out_of_range");
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
                    .replace("{address}", "nobody")
                    .replace("{name}", "flow")
                    .replace("{file}", "page.js")
                    .replaceAll("\\{(experience|pattern|task)}", NOBODY);
            HttpResponse<String> refused =
                    node.send(node.request(path).method("PATCH", HttpRequest.BodyPublishers.noBody()));
            assertThat(refused.statusCode()).as(entry.getKey()).isEqualTo(405);
            List<String> allowed =
                    List.of(refused.headers().firstValue("Allow").orElseThrow().split(", *"));
            assertThat(allowed).as(entry.getKey()).containsExactlyInAnyOrderElementsOf(entry.getValue());
        }
    }

    @Test
    void verificationIsOfASessionOrOfAnyX() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        JsonNode ofSession =
                OneNode.JSON.readTree(node.postJson("/api/v1/verify", "{\"session_id\":\"" + session + "\"}")
                        .body());
        assertThat(ofSession.get("verified").asBoolean()).isTrue();
        assertThat(ofSession.get("session_id").asText()).isEqualTo(session);
        JsonNode ofSystem = OneNode.JSON.readTree(node.postJson(
                        "/api/v1/verify",
                        "{" + SmallSystem.MATRIX + ",\"solution\":[1,2,1],\"strategy\":\"full_residual\"}")
                .body());
        assertThat(ofSystem.get("verified").asBoolean()).isFalse();
        assertThat(ofSystem.has("session_id")).isFalse();
        assertThat(ofSystem.has("seq")).isFalse();
        OneNode.assertProblem(node.postJson("/api/v1/verify", "{}"), 422, "missing_field");
    }

    @Test
    void commandsSteerASession() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
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
        OneNode.assertProblem(node.postJson(path, "{\"command\":\"explode\"}"), 422, "unsupported_value");
    }

    @Test
    void sessionsAreListedPageByPageAndByLabel() throws Exception {
        String mark = UUID.randomUUID().toString();
        for (int k = 0; k < 3; k++) {
            node.solve("{" + SmallSystem.MATRIX + ",\"labels\":{\"mark\":\"" + mark + "\",\"k\":\"" + k + "\"}}");
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
        OneNode.assertProblem(node.get("/api/v1/sessions?limit=0"), 422, "out_of_range");
        OneNode.assertProblem(node.get("/api/v1/sessions?label=nocolon"), 422, "wrong_type");
        OneNode.assertProblem(node.get("/api/v1/sessions?state=asleep"), 422, "unsupported_value");
        assertThat(node.get("/api/v1/sessions?state=converged").statusCode()).isEqualTo(200);
    }

    @Test
    void aDeletedSessionIsGone() throws Exception {
        String session =
                node.solve(SmallSystem.SOLVE).getFirst().get("session_id").asText();
        assertThat(node.delete(session)).isEqualTo(204);
        assertThat(node.delete(session)).isEqualTo(204);
        assertThat(node.delete(NOBODY)).isEqualTo(204);
        assertThat(node.get("/api/v1/sessions/" + session + "/solution").statusCode())
                .isIn(404, 410);
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

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "::"})
    void anAddressBeyondLoopbackIsRefused(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.bindAgain(GatewaySettings.defaults().listen(host, 0)))
                .withMessageContaining("who may call");
    }
}
