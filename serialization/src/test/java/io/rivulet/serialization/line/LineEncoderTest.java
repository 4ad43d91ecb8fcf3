// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LineEncoderTest {
    private static final UUID SESSION = UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final JsonFragment SPARSE =
            XJson.sparse(SparseVector.adopt(new int[] {3, 1}, new double[] {0.1, -2}));
    private static final MatrixClassView CLASS =
            new MatrixClassView(true, Dominance.STRICT, Dominance.WEAK, 1.25, true, Definiteness.PROVEN);
    private static final Line.Performance PERFORMANCE = new Line.Performance(0.5, 12.25, 1e9);
    private static final Line.VerificationResult VERIFICATION = new Line.VerificationResult(
            3,
            "p1",
            "projection",
            true,
            List.of(1e-9, -2e-9),
            2e-9,
            1.5e-9,
            0.999,
            false,
            0,
            "none",
            null,
            1.5,
            Line.Votes.single(true));

    private record Case(Line line, String fields) {
        @Override
        public String toString() {
            return line.type();
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case(
                        new Line.SessionOpened(
                                3, 7, CLASS, "cg", "ic", "symmetric", List.of("w"), "node-1", "token", 1.5),
                        "rows nnz matrix_class method preconditioner reason warnings node resume_token "
                                + "estimated_memory_mb"),
                new Case(
                        new Line.IterationUpdate(
                                1, 10, SPARSE, 1e-3, 2e-3, 0.9, null, false, 0.5, Line.Consensus.ALONE, PERFORMANCE),
                        "revision iteration x_partial residual_norm residual_norm_absolute convergence_rate "
                                + "error_bound verified verification_score swarm_consensus performance"),
                new Case(
                        VERIFICATION,
                        "revision probe_id strategy verified residual_components max_error mean_error confidence "
                                + "drift_detected drift_severity recommendation correction_applied "
                                + "verification_time_ms votes"),
                new Case(
                        new Line.CostApplied("id", 9, 8, 2, 9, "node-a", SPARSE, 2, "push", 41, 1.5, 1e-9, 1e-8),
                        "update_id revision updates first_revision solved_revision source_node x_partial changed_entries "
                                + "method work latency_ms residual_norm error_bound"),
                new Case(
                        new Line.ConvergenceSignal(1, 1e-8, 10, 0.95, 1e-9, 12, 1, true),
                        "revision criteria current_state converged"),
                new Case(new Line.StreamGap(3, 4, 6, "overflow"), "dropped first_seq last_seq reason"),
                new Case(
                        new Line.StreamGap(3, 4, 6, "overflow").showing(2, SPARSE),
                        "dropped first_seq last_seq reason revision x_partial"),
                new Case(
                        new Line.Snapshot(5, "live", 3, SPARSE, 1e-9, 1e-8, true),
                        "first_seq_kept state revision x_partial residual_norm error_bound verified"),
                new Case(new Line.Heartbeat(), ""),
                new Case(
                        new Line.Solution(
                                3,
                                XJson.dense(new double[] {1, 2.5}),
                                1e-9,
                                1e-16,
                                null,
                                "none",
                                null,
                                20,
                                "converged",
                                1.5,
                                true),
                        "revision x residual_norm backward_error error_bound error_bound_kind certificate iterations "
                                + "stop_reason elapsed_ms verified"),
                new Case(new Line.Error(Problem.of(ProblemCode.SOLVER_FAILED, "stagnated"), false), "problem fatal"),
                new Case(new Line.SessionExpiring(1_767_225_600_000L), "at"),
                new Case(new Line.SessionClosed("completed", null), "reason"),
                new Case(new Line.SessionClosed("drained", 17L), "reason resume_from"),
                new Case(new Line.SessionMigrated("west", "east", 4_200), "from_node to_node gap_ms"),
                new Case(
                        new Line.Correction("refuted", 1.0, "recompute_residual", "why"),
                        "trigger severity action detail"));
    }

    private static JsonNode read(byte[] json) throws IOException {
        return MAPPER.readTree(json);
    }

    private static JsonNode encoded(Line line) throws IOException {
        return read(LineEncoder.encode(line, SESSION, 7, 1_767_225_600_004L));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aLineHasTheFieldsOfTheContractAndNoOthers(Case c) throws IOException {
        byte[] bytes = LineEncoder.encode(c.line(), SESSION, 7, 1_767_225_600_004L);
        String text = new String(bytes, StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
        JsonNode json = read(bytes);
        assertThat(json.get("type").asText()).isEqualTo(c.line().type());
        assertThat(json.get("session_id").asText()).isEqualTo(SESSION.toString());
        assertThat(json.get("seq").asLong()).isEqualTo(7);
        assertThat(json.get("timestamp").asText()).isEqualTo("2026-01-01T00:00:00.004Z");
        TreeSet<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        TreeSet<String> expected = new TreeSet<>(List.of("type", "session_id", "seq", "timestamp"));
        if (!c.fields().isEmpty()) {
            expected.addAll(List.of(c.fields().split(" ")));
        }
        assertThat(names).isEqualTo(expected);
    }

    @Test
    void nestedFieldsAreThoseOfTheContract() throws IOException {
        JsonNode opened = encoded(cases().getFirst().line());
        assertThat(opened.get("matrix_class"))
                .isEqualTo(MAPPER.valueToTree(Map.of(
                        "symmetric",
                        true,
                        "diagonal_dominance",
                        Map.of("row", "strict", "column", "weak", "ratio", 1.25),
                        "m_matrix",
                        true,
                        "spd",
                        "proven")));
        JsonNode update = encoded(cases().get(1).line());
        assertThat(update.get("x_partial").toString()).isEqualTo("{\"indices\":[3,1],\"values\":[0.1,-2.0]}");
        assertThat(update.get("swarm_consensus").toString())
                .isEqualTo("{\"participating_nodes\":1,\"agreement_level\":1.0,\"tolerated_faults\":0}");
        assertThat(update.get("performance").has("iteration_time_ms")).isTrue();
        assertThat(update.get("performance").has("memory_usage_mb")).isTrue();
        assertThat(update.get("performance").has("flops")).isTrue();
        assertThat(update.get("error_bound").isNull()).isTrue();
        assertThat(update.get("verification_score").asDouble()).isEqualTo(0.5);
        JsonNode signal = encoded(cases().get(4).line());
        assertThat(signal.get("criteria").get("consecutive_iterations").asInt()).isEqualTo(10);
        assertThat(signal.get("current_state").get("iterations_below_threshold").asInt())
                .isEqualTo(12);
        JsonNode error = encoded(cases().get(10).line());
        assertThat(error.get("problem").get("type").asText()).isEqualTo("/problems/solver_failed");
        assertThat(encoded(cases().get(11).line()).get("at").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
    }

    @Test
    void aCorrectionIsNamedOrFalse() throws IOException {
        assertThat(encoded(VERIFICATION).get("correction_applied").isBoolean()).isTrue();
        assertThat(encoded(VERIFICATION).get("votes").toString())
                .isEqualTo("{\"for\":1,\"against\":0,\"abstained\":0,\"voters\":1,\"quorum\":1,"
                        + "\"tolerated_faults\":0}");
        Line.VerificationResult v = VERIFICATION;
        var corrected = new Line.VerificationResult(
                1,
                "p",
                "projection",
                false,
                List.of(),
                0,
                0,
                0,
                true,
                1,
                "adjust",
                "repush",
                1,
                Line.Votes.single(false));
        assertThat(encoded(corrected).get("correction_applied").asText()).isEqualTo("repush");
        assertThat(encoded(corrected).get("votes").get("against").asInt()).isEqualTo(1);
        assertThat(v.revision()).isEqualTo(3);
    }

    @Test
    void numbersThatAreNotFiniteAreNull() throws IOException {
        JsonNode json = encoded(new Line.IterationUpdate(
                1,
                10,
                XJson.sparse(SparseVector.adopt(new int[] {1}, new double[] {Double.NaN})),
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN,
                false,
                null,
                Line.Consensus.ALONE,
                new Line.Performance(Double.NaN, 0, 0)));
        assertThat(json.get("residual_norm").isNull()).isTrue();
        assertThat(json.get("residual_norm_absolute").isNull()).isTrue();
        assertThat(json.get("convergence_rate").isNull()).isTrue();
        assertThat(json.get("error_bound").isNull()).isTrue();
        assertThat(json.get("verification_score").isNull()).isTrue();
        assertThat(json.get("x_partial").get("values").get(0).isNull()).isTrue();
        assertThat(new String(XJson.dense(new double[] {Double.NaN, 1}).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("[null,1.0]");
    }

    @Test
    void doublesComeBackToTheLastBit() throws IOException {
        var random = new Random(5);
        List<Double> values = new ArrayList<>(List.of(
                0.0,
                -0.0,
                1.0,
                0.1,
                1e308,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                1e21,
                1e-7,
                123456789.0));
        while (values.size() < 20_000) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                values.add(value);
            }
        }
        double[] x = values.stream().mapToDouble(Double::doubleValue).toArray();
        JsonNode json = read(XJson.dense(x).bytes());
        for (int i = 0; i < x.length; i++) {
            String text = json.get(i).asText();
            assertThat(Double.doubleToRawLongBits(json.get(i).doubleValue()))
                    .as(text)
                    .isEqualTo(Double.doubleToRawLongBits(x[i]));
        }
    }

    @Test
    void aLongFragmentIsCopiedThroughWhole() throws IOException {
        double[] x = new Random(6).doubles(30_000).toArray();
        JsonFragment fragment = XJson.dense(x);
        JsonNode json = encoded(new Line.Solution(1, fragment, 0, 0, null, "none", null, 1, "converged", 1, true));
        assertThat(json.get("x").size()).isEqualTo(x.length);
        assertThat(json.get("x").get(29_999).doubleValue()).isEqualTo(x[29_999]);
        assertThat(json.get("verified").asBoolean()).isTrue();
    }

    @Test
    void aSolutionTellsWhoRacedForIt() throws IOException {
        var won = new RaceView.Racer("east", "cg", "amg", "won", 11L, 2e-9, 1e-7, "ab", 3, null);
        var lost = new RaceView.Racer("west", null, null, "lost", null, null, null, null, null, "it is gone");
        JsonNode json = encoded(new Line.Solution(
                1,
                XJson.dense(new double[] {1}),
                0,
                0,
                null,
                "none",
                null,
                1,
                "converged",
                1,
                true,
                new RaceView("won", "east", List.of(won, lost))));
        assertThat(json.get("race").toString())
                .isEqualTo(
                        "{\"outcome\":\"won\",\"winner\":\"east\",\"racers\":["
                                + "{\"node\":\"east\",\"method\":\"cg\",\"preconditioner\":\"amg\",\"outcome\":\"won\",\"iterations\":11,"
                                + "\"residual_norm\":2.0E-9,\"error_bound\":1.0E-7,\"digest\":\"ab\",\"votes_for\":3},"
                                + "{\"node\":\"west\",\"method\":null,\"preconditioner\":null,\"outcome\":\"lost\",\"reason\":\"it is gone\"}]}");
    }

    @Test
    void answersOfOneCallHaveNoSeqAndPerhapsNoSession() throws IOException {
        JsonNode json = read(LineEncoder.encode(VERIFICATION, null, LineEncoder.NO_SEQ, 0));
        assertThat(json.has("seq")).isFalse();
        assertThat(json.has("session_id")).isFalse();
        assertThat(json.get("timestamp").asText()).isEqualTo("1970-01-01T00:00:00.000Z");
    }

    @Test
    void aSourceThatIsNotKnownIsLeftOut() throws IOException {
        var line = new Line.CostApplied("id", 9, 9, 1, 9, null, SPARSE, 2, "push", 41, 1.5, 1e-9, null);
        assertThat(encoded(line).has("source_node")).isFalse();
    }

    @Test
    void aSolutionThatIsTooLongIsAReference() {
        assertThat(new String(XJson.omitted("/api/v1/x?a=\"b\"").bytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"omitted\":true,\"href\":\"/api/v1/x?a=\\\"b\\\"\"}");
        assertThat(XJson.omitted("a")).isEqualTo(XJson.omitted("a")).hasSameHashCodeAs(XJson.omitted("a"));
    }
}
