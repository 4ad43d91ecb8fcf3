// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void theSummarySaysWhatIsProvedAndWhatIsNot() throws IOException {
        assertThat(CliRun.of(folder, "solve", LEAKY).out())
                .contains("relative residual", "asked 1e-8", "error bound       at least ", "(proved for the stored")
                .contains("condition ", "read ", "set-up ", "solve ", "verify ", "memory ");
        Files.writeString(
                folder.resolve("a.mtx"),
                "%%MatrixMarket matrix coordinate real general\n2 2 4\n1 1 1\n1 2 2\n2 1 3\n2 2 4\n");
        CliRun small = CliRun.of(folder, "solve", "a.mtx", "--json");
        JsonNode summary = lines(small.out()).getLast().path("summary");
        assertThat(summary.path("error_bound").isNull()).isTrue();
        assertThat(summary.path("certified_digits").isNull()).isTrue();
        assertThat(summary.path("backward_error").asDouble(1)).isLessThan(1e-15);
        assertThat(summary.path("componentwise_backward_error").asDouble(1)).isLessThan(1e-15);
        // ‖A‖₁ = 6, ‖A⁻¹‖₁ = 3.5
        assertThat(summary.at("/condition/value").asDouble()).isBetween(20.9, 21.1);
        assertThat(summary.at("/condition/basis").asText()).isEqualTo("factors");
        assertThat(CliRun.of(folder, "solve", "a.mtx").out())
                .contains("error bound       none: ", "condition × backward error suggests");
    }

    @Test
    void theRefinedBoundEnclosesTheErrorAndIsCloserThanTheFirst() throws IOException {
        CliRun run = CliRun.of(folder, "solve", LEAKY, "--refine-bound", "--json", "--method", "cg");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode summary = lines(run.out()).getLast().path("summary");
        double lower = summary.at("/refined_bound/lower").asDouble();
        double upper = summary.at("/refined_bound/upper").asDouble();
        assertThat(lower).isPositive();
        assertThat(upper)
                .isBetween(lower, 1.5 * lower)
                .isLessThan(summary.path("error_bound").asDouble());
        assertThat(summary.at("/refined_bound/certificate").asText()).endsWith(",refined");
        assertThat(summary.at("/refined_bound/certified_digits").asInt())
                .isGreaterThanOrEqualTo(summary.path("certified_digits").asInt());
        assertThat(summary.at("/refined_bound").has("why")).isFalse();
        assertThat(summary.at("/time_ms/refine").isNumber()).isTrue();
        assertThat(summary.path("command").asText()).contains("--refine-bound");

        // Against an x that is exact to all but a few of the last digits.
        JsonNode x = only(lines(run.out()), "solution").path("x");
        CliRun closer = CliRun.of(folder, "solve", LEAKY, "--json", "--tolerance", "1e-15");
        JsonNode truth = only(lines(closer.out()), "solution").path("x");
        double error = 0.0;
        for (int i = 0; i < x.size(); i++) {
            error = Math.max(error, Math.abs(x.get(i).asDouble() - truth.get(i).asDouble()));
        }
        assertThat(error).isBetween(0.99 * lower, 1.01 * upper);

        assertThat(CliRun.of(folder, "solve", LEAKY, "--refine-bound").out())
                .contains("refined bound     at least ", "digits: the largest error is between ", ", refine ");
        assertThat(CliRun.of(folder, "solve", LEAKY).out()).doesNotContain("refine");
    }

    @Test
    void withoutAProofThereIsNothingToRefineAndTheSummarySaysSo() throws IOException {
        Files.writeString(
                folder.resolve("a.mtx"),
                "%%MatrixMarket matrix coordinate real general\n2 2 4\n1 1 1\n1 2 2\n2 1 3\n2 2 4\n");
        assertThat(CliRun.of(folder, "solve", "a.mtx", "--refine-bound").out())
                .contains("refined bound     none: nothing was found that proves a bound");
        CliRun json = CliRun.of(folder, "solve", "a.mtx", "--refine-bound", "--json");
        JsonNode refined = lines(json.out()).getLast().at("/summary/refined_bound");
        assertThat(refined.path("why").asText()).contains("proves a bound");
        assertThat(refined.has("upper")).isFalse();
    }

    @Test
    void aServerIsNotAskedForWhatItDoesNotDo() {
        CliRun run = CliRun.of(folder, "solve", LEAKY, "--refine-bound", "--server", "http://127.0.0.1:9");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--refine-bound works without --server only");
    }

    @Test
    void aBoundIsNotRefinedBeyondTheTimeLimit() {
        CliRun run = endedByTime("--refine-bound");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("refined bound     none: ");
    }

    @Test
    void theCommandOfTheSummaryRepeatsEveryBit() throws IOException {
        Files.writeString(folder.resolve("my b.txt"), "1\n".repeat(7_800) + "-0.3\n".repeat(7_800));
        CliRun first = CliRun.of(folder, "solve", threaded(), "--rhs", "my b.txt", "-o", "x.mtx", "--seed", "7");
        String command = first.out()
                .lines()
                .filter(line -> line.startsWith("  repeat "))
                .map(line -> line.substring(20))
                .findFirst()
                .orElseThrow();
        assertThat(command).startsWith("./rivulet solve ").contains("--rhs 'my b.txt'", "--seed 7");
        for (String threads : List.of("1", "3")) {
            List<String> words = new ArrayList<>(
                    List.of(command.replace("'my b.txt'", "my_b").split(" "))
                            .subList(1, command.split(" ").length - 1));
            words.replaceAll(word -> word.equals("my_b") ? "my b.txt" : word);
            words.addAll(List.of("-o", "again.mtx", "--threads", threads));
            assertThat(CliRun.of(folder, words.toArray(String[]::new)).code()).isZero();
            assertThat(folder.resolve("again.mtx")).hasSameBinaryContentAs(folder.resolve("x.mtx"));
        }
    }

    @Test
    void withoutVectorsItSolvesToTheSameBitsAndWarnsOnStderrWithTheFlagThatWouldHelp() throws Exception {
        String[] words = {"solve", threaded(), "--json", "-o", "x.mtx"};
        assertThat(CliRun.of(folder, words).err()).doesNotContain("--add-modules");
        words[4] = "slow.mtx";
        try (ChildJvm child = ChildJvm.startWithoutVectors(folder, words)) {
            child.awaitLine("session_closed");
            assertThat(child.exitCode()).as(child.said()).isZero();
            assertThat(child.said())
                    .contains("rivulet: warning: ", "start java with --add-modules=jdk.incubator.vector");
        }
        assertThat(folder.resolve("slow.mtx")).hasSameBinaryContentAs(folder.resolve("x.mtx"));
    }

    /// Large enough for threads and vectors.
    private static String threaded() {
        return "gallery:grid_plus_leak,nx=130,ny=120,leak=0.01";
    }

    @Test
    void theHistoryTellsEachIteration() throws IOException {
        CliRun run = CliRun.of(folder, "solve", LEAKY, "--method", "cg", "--history", "h.csv", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        List<String> rows = Files.readAllLines(folder.resolve("h.csv"));
        assertThat(rows.getFirst()).isEqualTo("iteration,seconds,true_residual,updated_residual,error_bound");
        long iterations = only(lines(run.out()), "solution").path("iterations").asLong();
        assertThat(rows).hasSizeBetween((int) iterations, (int) iterations + 2);
        String[] last = rows.getLast().split(",", -1);
        assertThat(Long.parseLong(last[0])).isEqualTo(iterations);
        assertThat(Double.parseDouble(last[2])).isLessThanOrEqualTo(1e-8);
        assertThat(Double.parseDouble(rows.get(1).split(",", -1)[2])).isGreaterThan(1e-8);
        // Far from what doubles can do, the recurrence of conjugate gradients is right.
        for (String row : rows.subList(1, rows.size())) {
            String[] fields = row.split(",", -1);
            assertThat(Double.parseDouble(fields[3]) / Double.parseDouble(fields[2]))
                    .as(row)
                    .isBetween(0.99, 1.01);
        }
    }

    @Test
    void theHistoryShowsWhereTheRecurrenceAndTheTruthPart() throws IOException {
        CliRun.of(folder, "solve", LEAKY, "--method", "cg", "--tolerance", "1e-18", "--history", "h.csv");
        List<String> rows = Files.readAllLines(folder.resolve("h.csv"));
        boolean parted = rows.stream().skip(1).map(row -> row.split(",", -1)).anyMatch(fields -> {
            return Double.parseDouble(fields[3]) < Double.parseDouble(fields[2]) / 2;
        });
        assertThat(parted).isTrue();
    }

    @Test
    void aDirectSolveHasNoRecurrence() throws IOException {
        Files.writeString(
                folder.resolve("a.mtx"), "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 2\n1 2 1\n2 2 3\n");
        CliRun.of(folder, "solve", "a.mtx", "--history", "h.csv");
        String[] last = Files.readAllLines(folder.resolve("h.csv")).getLast().split(",", -1);
        assertThat(Double.parseDouble(last[2])).isLessThan(1e-8);
        assertThat(last[3]).isEmpty();
    }

    @Test
    void aTimeLimitEndsTheSolveWithTheBestXAndAnHonestVerdict() {
        CliRun run = endedByTime("-o", "x.mtx");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("NOT solved to the tolerance (max_time)");
        assertThat(run.err()).contains("not converged: max_time", "x.mtx");
        assertThat(folder.resolve("x.mtx")).exists();
    }

    @Test
    void whatNeedsMoreMemoryThanAllowedIsRefusedByItsHeader() throws IOException {
        Files.writeString(
                folder.resolve("large.mtx"),
                "%%MatrixMarket matrix coordinate real general\n1000000 1000000 5000000\n");
        CliRun run = CliRun.of(folder, "solve", "large.mtx", "--memory", "200m");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains("solving 1000000 rows with 5000000 entries takes at least 220 MB, more than the 210 MB");
        assertThat(CliRun.of(folder, "solve", "gallery:poisson3d,nx=9000,ny=9000,nz=9000")
                        .err())
                .contains("that this process may take", "RIVULET_JAVA_OPTS");
        assertThat(CliRun.of(folder, "solve", "gallery:poisson2d,nx=300,ny=300", "--memory", "10m")
                        .code())
                .isEqualTo(2);
        assertThat(CliRun.of(folder, "solve", LEAKY, "--memory", "1g").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--threads 0", "--threads 65", "--memory lots", "--max-time soon", "--max-time 0", "--memory 2x"
            })
    void badLimitsAreBadUsage(String words) {
        String[] options = words.split(" ");
        CliRun run = CliRun.of(folder, "solve", LEAKY, options[0], options[1]);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(options[0]);
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

    /// A solve that needs far more than the time it is given.
    private CliRun endedByTime(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "solve",
                "gallery:poisson2d,nx=300,ny=300",
                "--method",
                "jacobi",
                "--max-iterations",
                "10000000",
                "--max-time",
                "100ms"));
        words.addAll(List.of(more));
        return CliRun.of(folder, words.toArray(String[]::new));
    }
}
