// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `solve` without a server.
final class SolveHereTest {
    private static final String LEAKY = "gallery:grid_plus_leak,nx=30,ny=30,leak=0.01";

    @TempDir
    Path folder;

    private static List<JsonNode> lines(String out) {
        return out.lines()
                .map(line -> {
                    try {
                        return new ObjectMapper().readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    private static JsonNode only(List<JsonNode> lines, String type) {
        return lines.stream()
                .filter(line -> line.path("type").asText().equals(type))
                .reduce((_, _) -> {
                    throw new AssertionError("two lines " + type);
                })
                .orElseThrow();
    }

    @Test
    void theLinesAreThoseOfASessionAndTheFileHoldsX() throws IOException {
        CliRun run = CliRun.of(folder, "solve", LEAKY, "--json", "-o", "x.mtx", "--method", "cg");
        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> lines = lines(run.out());
        assertThat(lines.getFirst().path("type").asText()).isEqualTo("session_opened");
        assertThat(lines.getFirst().path("method").asText()).isEqualTo("cg");
        assertThat(lines.getLast().path("type").asText()).isEqualTo("session_closed");
        assertThat(lines.getLast().path("reason").asText()).isEqualTo("completed");
        long seq = 1;
        for (JsonNode line : lines) {
            assertThat(line.path("seq").asLong()).isEqualTo(seq++);
        }
        JsonNode solution = only(lines, "solution");
        assertThat(solution.path("verified").asBoolean()).isTrue();
        assertThat(solution.path("residual_norm").asDouble()).isLessThanOrEqualTo(1e-8);
        assertThat(only(lines, "verification_result").path("verified").asBoolean())
                .isTrue();
        List<String> file = Files.readAllLines(folder.resolve("x.mtx"));
        assertThat(file.get(1)).isEqualTo("900 1");
        assertThat(Double.parseDouble(file.get(2)))
                .isEqualTo(solution.path("x").get(0).asDouble());
    }

    @Test
    void peopleGetSentencesAndABarWhereTheyLook() {
        CliRun run = CliRun.of(
                folder,
                Map.of(),
                true,
                "solve",
                "gallery:poisson2d,nx=60,ny=60",
                "--preconditioner",
                "none",
                "--method",
                "cg");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("3600 unknowns", "solved and verified", "relative residual");
        assertThat(run.err()).contains("solving");
    }

    @Test
    void anUnfinishedSolveIsExitCodeOneWithTheBestX() {
        CliRun run = CliRun.of(
                folder,
                "solve",
                "gallery:poisson2d,nx=20,ny=20",
                "--method",
                "jacobi",
                "--max-iterations",
                "3",
                "-o",
                "x.mtx");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("NOT solved", "max_iterations");
        assertThat(run.err()).contains("not converged", "x.mtx");
        assertThat(folder.resolve("x.mtx")).exists();
    }

    @Test
    void aMethodThatDoesNotApplyIsRefusedWithOnesThatDo() throws IOException {
        Files.writeString(
                folder.resolve("a.mtx"), "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 2\n1 2 1\n2 2 3\n");
        CliRun run = CliRun.of(folder, "solve", "a.mtx", "--method", "cg");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("method_not_applicable", "gmres");
    }

    @Test
    void aSingularSystemWithoutASolutionIsBadInput() {
        CliRun run = CliRun.of(folder, "solve", "gallery:path_laplacian,n=6");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("singular_inconsistent");
    }

    @Test
    void anInterruptedSolveWritesTheBestXSoFar() throws Exception {
        try (ChildJvm child = ChildJvm.start(
                folder,
                Map.of(),
                "solve",
                "gallery:poisson2d,nx=700,ny=700",
                "--method",
                "jacobi",
                "--max-iterations",
                "1000000",
                "--json",
                "-o",
                "x.mtx")) {
            child.awaitLine("iteration_update");
            child.terminate();
            String last = child.awaitLine("session_closed");
            assertThat(last).contains("completed");
            assertThat(child.exitCode()).as(child.said()).isEqualTo(1);
            assertThat(child.said()).contains("interrupted", "best x so far");
            assertThat(Files.readAllLines(folder.resolve("x.mtx"))).hasSize(2 + 700 * 700);
        }
    }
}
