// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Patterns and experiences as clients see them.
class PatternsOverHttpTest {
    private static final String PATTERNS = "/api/v1/patterns";
    private static final String EXPERIENCES = "/api/v1/experiences";

    @RegisterExtension
    static final OneNode node = OneNode.start(KnownCallers.settings());

    private static JsonNode sent(String path, String body, int status, String key) throws Exception {
        HttpResponse<String> answer = node.post(path, "application/json", body, KnownCallers.bearer(key));
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
        return OneNode.JSON.readTree(answer.body());
    }

    private static JsonNode post(String path, String body, int status) throws Exception {
        return sent(path, body, status, KnownCallers.ALICE);
    }

    private static JsonNode get(String path, int status, String key) throws Exception {
        HttpResponse<String> answer = node.send(
                node.request(path).header("Authorization", "Bearer " + key).GET());
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(status);
        return OneNode.JSON.readTree(answer.body());
    }

    private static String series(double... values) {
        return Arrays.toString(values);
    }

    /// A wave, and a little of its own.
    private static String wave(long seed) {
        var random = new Random(seed);
        double[] values = new double[40];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(i / 5.0) + 0.01 * random.nextGaussian();
        }
        return series(values);
    }

    private static String pattern(String id, String type, String values, double outcome) {
        return "{\"id\":\"" + id + "\",\"pattern_type\":\"" + type + "\",\"values\":" + values + ",\"outcome\":"
                + outcome + "}";
    }

    private static String signal(String type) {
        return "{\"pattern_type\":\"" + type + "\",\"values\":" + wave(99) + "}";
    }

    private static void storeTwelve(String type, double outcome) throws Exception {
        for (int k = 0; k < 12; k++) {
            post(PATTERNS, pattern(type + "-" + k, type, wave(k), outcome), 201);
        }
    }

    @Test
    void twoSeriesAreCompared() throws Exception {
        JsonNode plain = post(
                PATTERNS + "/match",
                "{\"a\":[0,0,1,2,1,0,0],\"b\":[0,1,2,1,0,0,0],\"normalise\":\"none\",\"window\":null}",
                200);
        assertThat(plain.get("distance").asDouble()).isZero();
        assertThat(plain.get("similarity").asDouble()).isEqualTo(1);
        assertThat(plain.get("path_length").asInt()).isEqualTo(8);
        assertThat(plain.get("path")).hasSize(8);
        assertThat(plain.get("window").isNull()).isTrue();
        JsonNode banded = post(
                PATTERNS + "/match",
                "{\"a\":[0,0,1,2,1,0,0],\"b\":[0,1,2,1,0,0,0],\"normalise\":\"none\",\"window\":0,\"path\":false}",
                200);
        assertThat(banded.get("distance").asDouble()).isEqualTo(4);
        assertThat(banded.has("path")).isFalse();
        JsonNode normalised = post(
                PATTERNS + "/match", "{\"a\":[100,101,99.5,102],\"b\":[100.5,100.8,99.2,101.5],\"window\":null}", 200);
        assertThat(normalised.get("distance").asDouble()).isCloseTo(1.3018891098082386, within(1e-12));
    }

    @Test
    void whatIsStoredIsFoundByItsOwnerAlone() throws Exception {
        JsonNode stored = post(PATTERNS, pattern("rise", "found", series(1, 2, 3, 4, 6), 0.02), 201);
        assertThat(stored.get("status").asText()).isEqualTo("stored");
        post(PATTERNS, pattern("fall", "found", series(6, 4, 3, 2, 1), -0.02), 201);
        post(PATTERNS, pattern("other", "elsewhere", series(1, 2, 3, 4, 6), 0.02), 201);
        for (String measure : new String[] {"dtw", "cosine"}) {
            String asked =
                    "{\"pattern_type\":\"found\",\"values\":[10,20,30,40,60],\"k\":5,\"measure\":\"" + measure + "\"}";
            JsonNode found = post(PATTERNS + "/search", asked, 200);
            assertThat(found.get("matches").get(0).get("id").asText()).isEqualTo("rise");
            assertThat(found.get("matches").get(0).get("similarity").asDouble()).isCloseTo(1, within(1e-6));
            assertThat(found.get("matches").get(0).get("outcome").asDouble()).isEqualTo(0.02);
            assertThat(sent(PATTERNS + "/search", asked, 200, KnownCallers.BOB).get("matches"))
                    .isEmpty();
        }
    }

    @Test
    void aRepeatCountsOnceAndAnotherContentIsRefused() throws Exception {
        String first = pattern("once", "repeats", series(1, 2, 3, 4, 6), 0.02);
        post(PATTERNS, first, 201);
        assertThat(post(PATTERNS, first, 200).get("duplicate").asBoolean()).isTrue();
        JsonNode refused = post(PATTERNS, pattern("once", "repeats", series(1, 2, 3, 4, 7), 0.02), 409);
        assertThat(refused.get("code").asText()).isEqualTo("conflict");
        assertThat(post(PATTERNS + "/search", "{\"pattern_type\":\"repeats\",\"values\":[1,2,3,4,6]}", 200)
                        .get("matches"))
                .hasSize(1);
        for (int time = 0; time < 2; time++) {
            HttpResponse<String> gone = node.send(node.request(PATTERNS + "/once")
                    .header("Authorization", "Bearer " + KnownCallers.ALICE)
                    .DELETE());
            assertThat(gone.statusCode()).isEqualTo(204);
        }
        assertThat(post(PATTERNS + "/search", "{\"pattern_type\":\"repeats\",\"values\":[1,2,3,4,6]}", 200)
                        .get("matches"))
                .isEmpty();
    }

    @Test
    void eachFieldOfAnExperienceComesBack() throws Exception {
        String body = """
                {"experience_id":"e-1","pattern_type":"kept","pattern_vector":[1.5,2.5,0.5,4.5,3.5],"similarity":0.9,
                 "confidence":0.8,"predicted_outcome":-0.03,"signalled":true,"best_match_id":"p-7",
                 "market_context":{"symbol":"X","timeframe":"1h","volatility":0.2,"volume":1000.0,"trend":"bearish",
                 "sentiment":-0.5,"note":"mine"},"timestamp":"2026-01-02T03:04:05.678Z"}""";
        post(EXPERIENCES, body, 201);
        ObjectNode read = (ObjectNode) get(EXPERIENCES + "/e-1", 200, KnownCallers.ALICE);
        assertThat(read.remove("actual_outcome").isNull()).isTrue();
        assertThat(read).isEqualTo(OneNode.JSON.readTree(body));
        assertThat(post(EXPERIENCES, body, 200).get("status").asText()).isEqualTo("duplicate");
        assertThat(post(EXPERIENCES, body.replace("0.9", "0.8"), 409)
                        .get("code")
                        .asText())
                .isEqualTo("conflict");
        assertThat(get(EXPERIENCES + "/e-1", 404, KnownCallers.BOB).get("code").asText())
                .isEqualTo("experience_not_found");
        assertThat(get(EXPERIENCES + "/e-1/verdict", 404, KnownCallers.ALICE)
                        .get("code")
                        .asText())
                .isEqualTo("verdict_pending");
        JsonNode verdict = post(EXPERIENCES + "/e-1/outcome", "{\"actual_outcome\":-0.04}", 200);
        assertThat(verdict.get("quality_score").asDouble()).isCloseTo(0.875, within(1e-12));
        assertThat(verdict.get("direction_correct").asBoolean()).isTrue();
        assertThat(post(EXPERIENCES + "/e-1/outcome", "{\"actual_outcome\":-0.04}", 200)
                        .get("duplicate")
                        .asBoolean())
                .isTrue();
        assertThat(post(EXPERIENCES + "/e-1/outcome", "{\"actual_outcome\":0.04}", 409)
                        .get("code")
                        .asText())
                .isEqualTo("outcome_conflict");
        ObjectNode again = (ObjectNode) get(EXPERIENCES + "/e-1/verdict", 200, KnownCallers.ALICE);
        ((ObjectNode) verdict).remove("duplicate");
        assertThat(again).isEqualTo(verdict);
        sent(EXPERIENCES + "/e-1/outcome", "{\"actual_outcome\":1}", 404, KnownCallers.BOB);
    }

    @Test
    void lossesChangeWhatIsSignalledNext() throws Exception {
        storeTwelve("learning", 0.02);
        JsonNode before = post(PATTERNS + "/signal", signal("learning"), 200);
        assertThat(before.get("direction").asText()).isEqualTo("LONG");
        assertThat(before.get("expected_return").asDouble()).isCloseTo(0.02, within(1e-12));
        assertThat(before.get("thresholds").get("confidence").asDouble()).isEqualTo(0.70);
        String direction = "LONG";
        int signals = 0;
        while (direction.equals("LONG")) {
            JsonNode next = post(PATTERNS + "/signal", signal("learning"), 200);
            direction = next.get("direction").asText();
            post(
                    EXPERIENCES + "/" + next.get("experience_id").asText() + "/outcome",
                    "{\"actual_outcome\":-0.05}",
                    200);
            signals++;
            assertThat(signals).isLessThan(100);
        }
        JsonNode survey = get(PATTERNS, 200, KnownCallers.ALICE);
        JsonNode type = null;
        for (JsonNode each : survey.get("types")) {
            type = each.get("pattern_type").asText().equals("learning") ? each : type;
        }
        assertThat(type).isNotNull();
        assertThat(type.get("thresholds").get("confidence").asDouble()).isGreaterThan(0.70);
        assertThat(signals).as("ten outcomes between two steps").isGreaterThan(10);
    }

    @Test
    void whatIsDoneIsCounted() throws Exception {
        String type = "counted";
        storeTwelve(type, 0.02);
        Scrape before = figures();
        JsonNode signalled = post(PATTERNS + "/signal", signal(type), 200);
        post(
                EXPERIENCES + "/" + signalled.get("experience_id").asText() + "/outcome",
                "{\"actual_outcome\":0.02}",
                200);
        post(PATTERNS + "/search", "{\"pattern_type\":\"nothing\",\"values\":[1,2,3,4,6]}", 200);
        Scrape after = figures();
        assertThat(moved("midstreamer_pattern_matches_total{result=\"match\"}", before, after))
                .isEqualTo(1);
        assertThat(moved("midstreamer_pattern_matches_total{result=\"no_match\"}", before, after))
                .isEqualTo(1);
        assertThat(moved("midstreamer_dtw_latency_ms_count", before, after)).isEqualTo(10);
        assertThat(moved("midstreamer_pattern_match_duration_ms_count", before, after))
                .isEqualTo(2);
        assertThat(moved("midstreamer_pattern_similarity_count", before, after)).isEqualTo(1);
        assertThat(moved("reasoningbank_quality_score_count", before, after)).isEqualTo(1);
        assertThat(moved("reasoningbank_quality_score_sum", before, after)).isCloseTo(1, within(1e-9));
    }

    private static Scrape figures() throws Exception {
        return Scrape.of(node.send(node.request("/metrics")
                        .header("Authorization", "Bearer " + KnownCallers.OPERATOR)
                        .GET())
                .body());
    }

    private static double moved(String sample, Scrape before, Scrape after) {
        return after.value(sample) - before.value(sample);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/patterns|{\"values\":[1,2,3,4,6]}|422|missing_field|/pattern_type",
                "/patterns|{\"pattern_type\":\"t\"}|422|missing_field|/values",
                "/patterns|{\"pattern_type\":\"t\",\"values\":[]}|422|empty_sequence|/values",
                "/patterns|{\"pattern_type\":\"t\",\"values\":[1,2,3,4]}|422|out_of_range|/values",
                "/patterns|{\"pattern_type\":\"t\",\"values\":[1,1,1,1,1]}|422|constant_sequence|/values",
                "/patterns|{\"pattern_type\":\"t\",\"values\":[1,2,3,4,1e999]}|422|non_finite_value|/values/4",
                "/patterns|{\"pattern_type\":\"t\",\"values\":[1,2,\"x\",4,5]}|422|wrong_type|/values/2",
                "/patterns|{\"pattern_type\":\" \",\"values\":[1,2,3,4,6]}|422|out_of_range|/pattern_type",
                "/patterns|{\"id\":\"a/b\",\"pattern_type\":\"t\",\"values\":[1,2,3,4,6]}|400|invalid_id|/id",
                "/patterns|{\"pattern_type\":\"t\",\"values\":[1,2,3,4,6],\"outcome\":\"up\"}|422|wrong_type|/outcome",
                "/patterns|[1]|422|wrong_type|",
                "/patterns|{|400|malformed_json|",
                "/patterns/match|{\"a\":[1,2]}|422|missing_field|/b",
                "/patterns/match|{\"a\":[1,1],\"b\":[1,2]}|422|constant_sequence|/a",
                "/patterns/match|{\"a\":[1,2],\"b\":[1,2],\"window\":-1}|422|out_of_range|/window",
                "/patterns/match|{\"a\":[1,2],\"b\":[1,2],\"cost\":\"cube\"}|422|unsupported_value|/cost",
                "/patterns/search|{\"values\":[1,2,3,4,6],\"k\":0}|422|out_of_range|/k",
                "/patterns/search|{\"values\":[1,2,3,4,6],\"measure\":\"lcs\"}|422|unsupported_value|/measure",
                "/patterns/signal|{\"values\":[1,2,3,4,6]}|422|missing_field|/pattern_type",
                "/experiences|{\"pattern_type\":\"t\"}|422|missing_field|/pattern_vector",
                "/experiences/none/outcome|{}|422|missing_field|/actual_outcome",
                "/experiences/none/outcome|{\"actual_outcome\":1}|404|experience_not_found|",
            })
    void badInputIsNamed(String path, String body, int status, String code, String pointer) throws Exception {
        JsonNode problem = post("/api/v1" + path, body, status);
        assertThat(problem.get("code").asText()).isEqualTo(code);
        assertThat(problem.path("pointer").asText("")).isEqualTo(pointer == null ? "" : pointer);
    }

    @Test
    void aSeriesOfTheGreatestLengthIsTakenAndOneMoreValueIsNot() throws Exception {
        var random = new Random(5);
        String most = random.doubles(10_000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", ""));
        String id = UUID.randomUUID().toString();
        post(PATTERNS, pattern(id, "long", most + "]", 0.01), 201);
        assertThat(post(PATTERNS, pattern(id, "long", most + ",1]", 0.01), 422)
                        .get("code")
                        .asText())
                .isEqualTo("out_of_range");
    }
}
