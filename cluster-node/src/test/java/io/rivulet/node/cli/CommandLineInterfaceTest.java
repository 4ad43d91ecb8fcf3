// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.console.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineInterfaceTest {
    private static final String TRIDIAGONAL = """
        %%MatrixMarket matrix coordinate real symmetric
        3 3 5
        1 1 2
        2 2 2
        3 3 2
        2 1 -1
        3 2 -1
        """;

    private static final String DOMINANT = """
        %%MatrixMarket matrix coordinate real general
        3 3 7
        1 1 4
        1 2 1
        2 1 -1
        2 2 5
        2 3 2
        3 2 1
        3 3 3
        """;

    @TempDir
    Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(folder.resolve("a.mtx"), TRIDIAGONAL);
        Files.writeString(folder.resolve("d.mtx"), DOMINANT);
        Files.writeString(folder.resolve("b.txt"), "1\n0\n1\n");
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void theHelpNamesEveryCommandAndExitCode() {
        CliRun help = CliRun.of(folder, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out())
                .contains(
                        "build",
                        "test",
                        "serve",
                        "solve",
                        "entry",
                        "analyze",
                        "doctor",
                        "server unreachable",
                        "gallery:")
                .doesNotContain("rehearse");
        assertThat(CliRun.of(folder, "--version").out()).matches("rivulet \\d+\\.\\d+\\.\\d+\\s+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"build", "test", "serve", "solve", "entry", "analyze", "doctor"})
    void eachCommandHasHelp(String command) {
        CliRun help = CliRun.of(folder, command, "--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains(command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "dance",
                "solve",
                "solve no-such.mtx",
                "solve .",
                "solve a.mtx --method magic",
                "solve a.mtx --method dense_lu",
                "solve a.mtx --method sparse_ldl",
                "solve a.mtx --preconditioner magic",
                "solve a.mtx --tolerance 0",
                "solve a.mtx --tolerance few",
                "solve a.mtx --max-iterations 0",
                "solve a.mtx -o missing/x.mtx",
                "solve a.mtx -o .",
                "solve a.mtx --rhs no-such.mtx",
                "solve a.mtx --server nonsense://",
                "solve a.mtx --server http://127.0.0.1:1 --token-file none",
                "solve gallery:moebius,n=3",
                "entry a.mtx",
                "entry a.mtx 3",
                "entry a.mtx -1",
                "entry a.mtx one",
                "entry a.mtx 0 --error 0",
                "analyze b.txt",
                "build",
                "test",
                "serve --port many",
                "serve --port 70000",
                "serve --config none.conf",
                "doctor --config none.conf"
            })
    void badUsageAndBadInputAreExitCodeTwoWithAReason(String words) {
        CliRun run = words.isEmpty() ? CliRun.of(folder) : CliRun.of(folder, words.split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).isNotBlank().doesNotContain("\tat ").doesNotContain("internal error");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFaultInAFileIsNamedWithItsLine() throws IOException {
        Files.writeString(folder.resolve("bad.mtx"), TRIDIAGONAL.replace("2 1 -1", "2 9 -1"));
        CliRun run = CliRun.of(folder, "analyze", "bad.mtx");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("bad.mtx", "line 6");
    }

    @Test
    void anEmptyRowIsBadInputEverywhere() throws IOException {
        Files.writeString(
                folder.resolve("empty.mtx"), "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n1 2 1\n");
        for (String command : List.of("solve", "analyze")) {
            assertThat(CliRun.of(folder, command, "empty.mtx").code())
                    .as(command)
                    .isEqualTo(2);
        }
        assertThat(CliRun.of(folder, "entry", "empty.mtx", "0").code()).isEqualTo(2);
        assertThat(CliRun.of(folder, "analyze", "empty.mtx", "--json").out())
                .contains("\"structurally_singular\":true");
    }

    @Test
    void analyzeTellsTheClassToPeopleAndPrograms() throws IOException {
        CliRun people = CliRun.of(folder, "analyze", "a.mtx");
        assertThat(people.code()).isZero();
        assertThat(people.out())
                .contains(
                        "3 rows",
                        "symmetric",
                        "weakly",
                        "M-matrix",
                        "hybrid would use",
                        "A proved bound on the error exists");
        assertThat(CliRun.of(folder, "analyze", "d.mtx").out())
                .contains("not symmetric (first at row ", "proved bound on its error, at once");

        JsonNode object = json(CliRun.of(folder, "analyze", "d.mtx", "--json").out());
        assertThat(object.at("/matrix_class/diagonal_dominance/row").asText()).isEqualTo("strict");
        assertThat(object.at("/matrix_class/symmetric").asBoolean()).isFalse();
        assertThat(object.path("rows").asInt()).isEqualTo(3);
        assertThat(object.path("method").asText()).isNotEmpty();
    }

    @Test
    void analyzeFindsWordsForOtherShapes() throws IOException {
        Files.writeString(
                folder.resolve("upper.mtx"),
                "%%MatrixMarket matrix coordinate real general\n2 2 3\n1 1 1\n1 2 5\n2 2 1\n");
        Files.writeString(
                folder.resolve("diagonal.mtx"), "%%MatrixMarket matrix coordinate real general\n2 2 2\n1 1 1\n2 2 1\n");
        Files.writeString(
                folder.resolve("saddle.mtx"), "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n1 1 1\n2 1 5\n");
        assertThat(CliRun.of(folder, "analyze", "upper.mtx").out())
                .contains("upper triangular", "not diagonally dominant");
        assertThat(CliRun.of(folder, "analyze", "diagonal.mtx").out()).contains("It is diagonal.");
        assertThat(CliRun.of(folder, "analyze", "saddle.mtx").out())
                .contains("missing or zero", "not positive definite");
        assertThat(CliRun.of(folder, "analyze", "gallery:path_laplacian,n=5").out())
                .contains("exactly singular");
    }

    @Test
    void anEntryComesWithABoundThatHolds() throws IOException {
        CliRun run = CliRun.of(folder, "entry", "d.mtx", "0", "--rhs", "b.txt", "--error", "1e-9", "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode entry = json(run.out());
        assertThat(entry.path("index").asInt()).isZero();
        assertThat(entry.path("error_bound").asDouble()).isLessThanOrEqualTo(1e-9);
        assertThat(Math.abs(entry.path("value").asDouble() - exactX0()))
                .isLessThanOrEqualTo(entry.path("error_bound").asDouble());
        assertThat(entry.path("bound_kind").asText()).isEqualTo("certified");
        assertThat(entry.path("work").asLong()).isPositive();

        assertThat(CliRun.of(folder, "entry", "d.mtx", "1").out())
                .startsWith("x[1] = ")
                .contains("certified");
    }

    @Test
    void anEntryIsDrawnWhereThatIsCheaperAndSolvedForWhereNothingElseWillDo() throws IOException {
        String expander = "gallery:random_dd,n=30000,nnz_per_row=5,alpha=0.95,seed=3";
        CliRun drawn = CliRun.of(folder, "entry", expander, "77", "--error", "4", "--seed", "11", "--json");
        assertThat(drawn.code()).as(drawn.err()).isZero();
        JsonNode walked = json(drawn.out());
        assertThat(walked.path("bound_kind").asText()).isEqualTo("statistical");
        assertThat(walked.path("seed").asLong()).isEqualTo(11);
        assertThat(walked.path("delta").asDouble()).isEqualTo(1e-6);
        assertThat(walked.path("error_bound").asDouble()).isLessThanOrEqualTo(4);
        assertThat(CliRun.of(folder, "entry", expander, "77", "--error", "4").out())
                .contains("with probability 1 − 1e-06, walks of seed 0");

        String weak = "gallery:poisson2d,nx=12,ny=12";
        JsonNode solved = json(CliRun.of(folder, "entry", weak, "70", "--error", "1e-4", "--json")
                .out());
        assertThat(solved.path("method").asText()).isEqualTo("solve");
        assertThat(solved.path("bound_kind").asText()).isEqualTo("certified");

        JsonNode far = json(CliRun.of(folder, "entry", "gallery:grid_plus_leak,nx=300,ny=300,leak=1", "45150", "--json")
                .out());
        assertThat(far.path("method").asText()).isEqualTo("dual_push");
        assertThat(far.path("work").asLong()).isLessThan(120_000);
    }

    /// Cramer's rule for 4x+y = 1, −x+5y+2z = 0, y+3z = 1.
    private static double exactX0() {
        double determinant = 4 * (5 * 3 - 2 * 1) - 1 * (-1 * 3 - 0);
        return (1 * (5 * 3 - 2 * 1) - 1 * (0 * 3 - 2 * 1)) / determinant;
    }

    @Test
    void doctorNamesWhatItLookedAtAndFailsWhereANodeWould() throws Exception {
        CliRun well = CliRun.of(folder, "doctor", "--port", "0", "--data", "data");
        assertThat(well.code()).as(well.out()).isZero();
        assertThat(well.out()).contains("java", "memory", "disk", "port", "database", "A node can run here.");

        try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            CliRun ill = CliRun.of(
                    folder,
                    Map.of("RIVULET_NO_SUCH_NAME", "1"),
                    false,
                    "doctor",
                    "--port",
                    Integer.toString(taken.getLocalPort()),
                    "--data",
                    "a.mtx");
            assertThat(ill.code()).isEqualTo(2);
            assertThat(ill.out()).contains("FAIL  port", "FAIL  data folder", "RIVULET_NO_SUCH_NAME", "--port");
        }
    }

    /// As the build does it, so that later starts are fast: a whole node, and what its users do.
    @Test
    void theRehearsalOfTheBuildGoesToItsEnd() {
        CliRun run = CliRun.of(folder, "rehearse");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("Usage: rivulet", "\"matrix_class\"", "x[7] = ", "\"session_closed\"", "solved and verified");
    }
}
