// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.numerics.classify.Definiteness;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.SessionSettings.LogLevel;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ViewJsonTest {
    private static final UUID SESSION = UUID.fromString("7b1e9a52-6c3f-4a3e-9a43-2f5d1c8e0b6d");
    private static final MatrixClassView CLASS = new MatrixClassView(
            false, Dominance.NONE, Dominance.WEAK, Double.POSITIVE_INFINITY, false, Definiteness.NO);

    private static JsonNode read(byte[] json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    private static TreeSet<String> names(JsonNode json) {
        TreeSet<String> names = new TreeSet<>();
        json.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static SessionStatusView status(
            @Nullable MatrixClassView matrixClass, Line.@Nullable VerificationResult last) {
        return status(matrixClass, last, null);
    }

    private static SessionStatusView status(
            @Nullable MatrixClassView matrixClass,
            Line.@Nullable VerificationResult last,
            @Nullable PartitionsView partitions) {
        return new SessionStatusView(
                SESSION,
                "live",
                matrixClass,
                3,
                7,
                "jacobi",
                "none",
                5,
                4,
                120,
                1e-9,
                null,
                true,
                List.of(1.0, 1e-9),
                new SessionStatusView.Verification(
                        100,
                        1.5,
                        4,
                        100,
                        200,
                        last == null ? null : new SessionStatusView.Drift(1.0, 1.25, 0.25),
                        false,
                        true,
                        3,
                        last),
                new SessionSettings.Inherited("mine", true, 0, 0, true, LogLevel.DEFAULT, true),
                5,
                new SessionStatusView.Changes(4, 1),
                "node-1",
                2,
                1_767_225_600_000L,
                1_767_225_601_000L,
                77,
                1,
                new Line.Performance(1, 2, 3),
                partitions,
                new SessionStatusView.SwarmStatus(3, List.of("liar")));
    }

    @Test
    void aStatusTellsWhereThePartsAre() throws IOException {
        var parts = List.of(
                new PartitionsView.Part(0, "node-1", 1, 40, 8, 100, 12_800, 90, 9_000),
                new PartitionsView.Part(1, "node-2", 2, 41, 9, 101, 12_900, 91, 9_100));
        var status = status(CLASS, null, new PartitionsView(2, true, "star", "partitioned_cg", null, parts));
        JsonNode json = read(ViewJson.status(status)).get("partitions");
        assertThat(json.get("asked").asInt()).isEqualTo(2);
        assertThat(json.get("active").asBoolean()).isTrue();
        assertThat(json.get("topology").asText()).isEqualTo("star");
        assertThat(json.get("refusal").isNull()).isTrue();
        JsonNode second = json.get("parts").get(1);
        assertThat(second.get("node").asText()).isEqualTo("node-2");
        assertThat(second.get("placements").asInt()).isEqualTo(2);
        assertThat(second.get("halo").asInt()).isEqualTo(9);
        assertThat(second.get("frame_bytes").asLong()).isEqualTo(12_900);
    }

    @Test
    void aStatusHasTheFieldsOfTheContract() throws IOException {
        var last = new Line.VerificationResult(
                4, "p", "projection", true, List.of(), 0, 0, 1, false, 0.25, "none", null, 1, Line.Votes.single(true));
        JsonNode json = read(ViewJson.status(status(CLASS, last)));
        assertThat(names(json))
                .contains(
                        "session_id",
                        "state",
                        "matrix_class",
                        "method",
                        "iterations",
                        "residuals",
                        "verification",
                        "workflow",
                        "costs_applied",
                        "changes",
                        "swarm_members",
                        "distrusted_reporters",
                        "node",
                        "created_at",
                        "last_activity",
                        "performance");
        assertThat(json.get("residuals").size()).isEqualTo(2);
        assertThat(json.get("matrix_class")
                        .get("diagonal_dominance")
                        .get("ratio")
                        .isNull())
                .isTrue();
        assertThat(json.get("created_at").asText()).isEqualTo("2026-01-01T00:00:00.000Z");
        assertThat(names(json.get("verification")))
                .containsExactly(
                        "corrections",
                        "drift",
                        "interval",
                        "last",
                        "last_iteration",
                        "last_revision",
                        "multiplier",
                        "next_due",
                        "stagnation",
                        "stagnation_by_variance");
        assertThat(json.get("verification").get("stagnation_by_variance").asBoolean())
                .isTrue();
        assertThat(json.get("changes").toString()).isEqualTo("{\"significant\":4,\"insignificant\":1}");
        assertThat(json.get("verification").get("drift").get("severity").asDouble())
                .isEqualTo(0.25);
        assertThat(json.get("verification").get("last").get("strategy").asText())
                .isEqualTo("projection");
    }

    @Test
    void aStatusWithoutDataSaysNull() throws IOException {
        JsonNode json = read(ViewJson.status(status(null, null)));
        assertThat(json.get("matrix_class").isNull()).isTrue();
        assertThat(json.get("verification").get("last").isNull()).isTrue();
        assertThat(json.get("verification").get("drift").get("severity").isNull())
                .isTrue();
    }

    @Test
    void aPageOfSessionsNamesTheNext() throws IOException {
        var row = new SessionRow(
                SESSION,
                "owner",
                "converged",
                false,
                "node-1",
                1,
                0,
                1,
                -1,
                null,
                Map.of("b", "2", "a", "1"),
                3,
                "cg",
                4,
                1e-9,
                null);
        JsonNode page = read(ViewJson.list(List.of(row), "next"));
        JsonNode first = page.get("sessions").get(0);
        assertThat(names(first))
                .containsExactlyInAnyOrder(
                        "session_id",
                        "name",
                        "labels",
                        "state",
                        "rows",
                        "method",
                        "revision",
                        "residual_norm",
                        "node",
                        "created_at",
                        "last_activity");
        assertThat(first.get("labels").toString()).isEqualTo("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(first.get("name").isNull()).isTrue();
        assertThat(page.get("next_cursor").asText()).isEqualTo("next");
        assertThat(read(ViewJson.list(List.of(), null)).toString()).isEqualTo("{\"sessions\":[],\"next_cursor\":null}");
    }

    @Test
    void aSolutionHasTheFieldsOfItsLine() throws IOException {
        JsonNode json = read(ViewJson.solution(
                SESSION,
                new Line.Solution(
                        3,
                        XJson.dense(new double[] {1, 2}),
                        1e-9,
                        1e-16,
                        1e-8,
                        "certified",
                        "u = 1",
                        20,
                        "converged",
                        1.5,
                        true)));
        assertThat(json.get("x").toString()).isEqualTo("[1.0,2.0]");
        assertThat(json.get("certificate").asText()).isEqualTo("u = 1");
        assertThat(json.has("type")).isFalse();
        JsonNode part =
                read(ViewJson.partial(SESSION, 3, SparseVector.adopt(new int[] {1, 5}, new double[] {0.5, 2}), true));
        assertThat(part.get("indices").toString()).isEqualTo("[1,5]");
        assertThat(part.get("values").toString()).isEqualTo("[0.5,2.0]");
        assertThat(part.get("revision").asInt()).isEqualTo(3);
    }

    @Test
    void entriesHaveTheirBounds() throws IOException {
        var entry = new EntryView(3, 0.5, 1e-7, "certified", null, null, 41, "dual_push");
        assertThat(read(ViewJson.entry(entry, 2)).toString())
                .isEqualTo("{\"index\":3,\"value\":0.5,\"error_bound\":1.0E-7,\"bound_kind\":\"certified\","
                        + "\"work\":41,\"method\":\"dual_push\",\"revision\":2}");
        var drawn = new EntryView(5, 0.5, 1e-3, "statistical", 1e-6, -7L, 41, "bidirectional");
        assertThat(read(ViewJson.entry(drawn, 2)).toString())
                .contains("\"bound_kind\":\"statistical\",\"delta\":1.0E-6,\"seed\":-7,\"work\":41");
        var unknown = new EntryView(4, 1, null, "none", null, null, 1, "x");
        JsonNode many = read(ViewJson.entries(List.of(entry, unknown), 2));
        assertThat(many.get("entries").size()).isEqualTo(2);
        assertThat(many.get("entries").get(1).get("error_bound").isNull()).isTrue();
    }

    @Test
    void acknowledgementsSayWhatWasDone() throws IOException {
        UUID id = new UUID(0, 1);
        assertThat(read(ViewJson.accepted(id, 9, false, 311, List.of(), null)).toString())
                .isEqualTo("{\"accepted\":true,\"update_id\":\"00000000-0000-0000-0000-000000000001\","
                        + "\"revision\":9,\"duplicate\":false,\"seq\":311}");
        var applied = new Line.CostApplied(
                "other", 12, 8, 5, 12, "node-a", XJson.sparse(SparseVector.EMPTY), 2, "push", 41, 1.5, 1e-9, null);
        JsonNode json = read(ViewJson.accepted(id, 9, true, 311, List.of("w"), applied));
        assertThat(names(json))
                .contains(
                        "x_partial", "changed_entries", "method", "work", "latency_ms", "residual_norm", "error_bound");
        assertThat(json.get("update_id").asText()).isEqualTo(id.toString());
        assertThat(json.get("revision").asInt()).isEqualTo(9);
        assertThat(json.get("updates").asInt()).isEqualTo(1);
        assertThat(json.get("solved_revision").asInt()).isEqualTo(12);
        assertThat(json.has("source_node")).isFalse();
        assertThat(json.get("warnings").get(0).asText()).isEqualTo("w");
        JsonNode refused = read(ViewJson.rejected(Problem.of(ProblemCode.STALE_UPDATE, "differs")));
        assertThat(refused.get("accepted").asBoolean()).isFalse();
        assertThat(refused.get("problem").get("code").asText()).isEqualTo("stale_update");
    }

    @Test
    void theNodesStatusHasTheFieldsOfTheContract() throws IOException {
        var member =
                new NodeStatusView.Member("west", "a:1", "0.1.0", List.of("solver"), "up", 128, 3, Double.NaN, 0.5);
        JsonNode json = read(ViewJson.node(new NodeStatusView(
                "node-1",
                "0.1.0",
                1000,
                "tcp",
                List.of(member),
                Map.of("live", 2, "converged", 1),
                1,
                2,
                3,
                4,
                "scalar",
                "h2")));
        assertThat(names(json))
                .containsExactlyInAnyOrder(
                        "node",
                        "version",
                        "uptime_ms",
                        "transport",
                        "members",
                        "sessions",
                        "rates",
                        "kernel_provider",
                        "database");
        assertThat(json.get("sessions").toString()).isEqualTo("{\"converged\":1,\"live\":2}");
        assertThat(names(json.get("members").get(0)))
                .containsExactlyInAnyOrder(
                        "node", "address", "version", "roles", "state", "shards", "sessions", "cpu", "heap");
        assertThat(names(json.get("rates"))).containsExactly("iterations", "lines", "probes", "updates");
    }

    @Test
    void anAnalysisIsAnObject() throws IOException {
        JsonNode json = read(ViewJson.analysis(new AnalysisView(3, 7, CLASS, "cg", "ic", "why")));
        assertThat(json.get("method").asText()).isEqualTo("cg");
        assertThat(json.get("rows").asInt()).isEqualTo(3);
        assertThat(json.get("matrix_class").get("spd").asText()).isEqualTo("no");
    }
}
