// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTableTest {
    @TempDir
    Path folder;

    @Test
    void aSystemComesBackFromItsFile() throws Exception {
        LinearSystem system = Problems.small().getFirst().system();
        SystemFile.write(folder, system);
        LinearSystem read = SystemFile.read(folder);
        assertThat(read.a().rowStart()).isEqualTo(system.a().rowStart());
        assertThat(read.a().column()).isEqualTo(system.a().column());
        assertThat(read.a().value()).isEqualTo(system.a().value());
        assertThat(read.b().values()).isEqualTo(system.b().values());
    }

    @Test
    void anXOfAnotherLengthIsNotTaken() throws Exception {
        SystemFile.writeX(folder, DenseVector.copyOf(new double[] {1, 2, 3}));
        assertThat(SystemFile.readX(folder, 3).values()).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> SystemFile.readX(folder, 4)).hasMessageContaining("24 bytes for 4 entries");
    }

    @Test
    void theProblemsAreWhatTheySayTheyAre() {
        for (Problem problem : Problems.small()) {
            CsrMatrix a = problem.matrix().get();
            var c = Classifier.classify(a);
            assertThat(c.symmetric()).as(problem.name()).isEqualTo(problem.shape() != Problem.Shape.GENERAL);
            assertThat(problem.system().b().values())
                    .isEqualTo(problem.system().b().values());
        }
        assertThat(Problems.headline()).extracting(Problem::name).doesNotHaveDuplicates();
    }

    @Test
    void aGraphIsGroundedInEveryComponent() {
        CsrMatrix path = Gallery.generate(Gallery.parse("path_laplacian,n=5"));
        assertThat(Graphs.isGraph(path)).isTrue();
        CsrMatrix grounded = Graphs.groundedLaplacian(path);
        assertThat(grounded.get(0, 0)).isEqualTo(2);
        assertThat(grounded.get(4, 4)).isEqualTo(1);
        TripletBuilder apart = new TripletBuilder(4);
        apart.add(0, 1, 1).add(1, 0, 1).add(2, 3, 1).add(3, 2, 1);
        CsrMatrix two = Graphs.groundedLaplacian(apart.build());
        assertThat(List.of(two.get(0, 0), two.get(1, 1), two.get(2, 2), two.get(3, 3)))
                .containsExactly(2.0, 1.0, 2.0, 1.0);
        assertThat(Graphs.isGraph(two)).isFalse();
    }

    @Test
    void realMatricesOfAFolderAreTakenFromAThousandRowsOn() throws Exception {
        Files.writeString(folder.resolve("small.mtx"), "%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 2\n");
        StringBuilder large = new StringBuilder("%%MatrixMarket matrix coordinate real symmetric\n1200 1200 1200\n");
        for (int i = 1; i <= 1200; i++) {
            large.append(i).append(' ').append(i).append(" 2\n");
        }
        Files.writeString(folder.resolve("large.mtx"), large);
        List<Problem> problems = Problems.real(folder);
        assertThat(problems).extracting(Problem::name).containsExactly("large");
        assertThat(problems.getFirst().shape()).isEqualTo(Problem.Shape.DEFINITE);
    }

    @Test
    void ourOwnAnswerMeetsTheTolerance() throws Exception {
        LinearSystem system = Problems.small().get(2).system();
        SystemFile.write(folder, system);
        RivuletContestant.main(new String[] {folder.toString(), "1e-8", "1"});
        assertThat(TrueResidual.of(system, SystemFile.readX(folder, system.rows()))
                        .relative())
                .isLessThan(1e-8);
    }

    @Test
    void theTableJudgesEveryContestantAndCountsThoseThatFail() throws Exception {
        Path json = folder.resolve("peers.json");
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PeerTable.Options options = new PeerTable.Options(
                List.of(new Problem("tiny", Problem.Shape.DEFINITE, () -> Graphs.weightedGrid(20, 20, 1, 1))),
                _ -> true,
                List.of(1e-4, 1e-8),
                1,
                2,
                60,
                folder,
                json);
        Contestant missing = new Contestant("nobody", "at all", _ -> true, List.of("no-such-program"), List.of());
        Contestant wrong = new Contestant("false", "exit", _ -> true, List.of("false"), List.of());
        List<Contestant> field =
                List.of(Contestant.all(folder, PeerTable.java()).getFirst(), missing, wrong);
        List<Result> results = new PeerTable(options, field, new PrintStream(told, true, StandardCharsets.UTF_8)).run();
        assertThat(results.getFirst().runs()).hasSize(2);
        assertThat(results).extracting(Result::solved).containsExactly(true, false, false, true, false, false);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("| tiny | 1e-04 |", "| tiny | 1e-08 |", "2 of 3", "within τ");
        JsonNode data = new ObjectMapper().readTree(json.toFile());
        assertThat(data.path("results").size()).isEqualTo(6);
        assertThat(data.path("results").get(3).path("residual").asDouble()).isLessThan(1e-8);
        assertThat(data.path("results").get(3).path("told").path("bound").get(0).asDouble())
                .isNotNegative();
        assertThat(folder.resolve("peers.csv")).content().contains("rivulet hybrid,1.0000,1.0000");
        assertThat(folder.resolve("peers.svg")).content().contains("Part of 2 cases", "rivulet hybrid</text>");
    }

    @Test
    void whoIsTooLateIsNotAskedForMoreDigits() throws Exception {
        PeerTable.Options options = new PeerTable.Options(
                List.of(new Problem("tiny", Problem.Shape.DEFINITE, () -> Graphs.weightedGrid(20, 20, 1, 1))),
                _ -> true,
                List.of(1e-4, 1e-8),
                1,
                1,
                1,
                folder,
                folder.resolve("peers.json"));
        Contestant slow = new Contestant("slow", "for ever", _ -> true, List.of("sh", "-c", "sleep 600"), List.of());
        List<Result> results =
                new PeerTable(options, List.of(slow), new PrintStream(new ByteArrayOutputStream(), true)).run();
        assertThat(results).extracting(Result::fault).containsExactly("over 1 s", "over the limit for fewer digits");
    }

    @Test
    void theProfileCountsWhatIsSolvedWithinAFactorOfTheBest() {
        List<Result> results = List.of(
                result("a", 1e-4, "x", 1.0),
                result("a", 1e-4, "y", 3.0),
                result("b", 1e-4, "x", Double.NaN),
                result("b", 1e-4, "y", 2.0),
                result("c", 1e-4, "y", Double.NaN));
        Profile profile = Profile.of(results);
        assertThat(profile.within("x", 1)).isEqualTo(1.0 / 3);
        assertThat(profile.within("x", 100)).isEqualTo(1.0 / 3);
        assertThat(profile.within("y", 1)).isEqualTo(1.0 / 3);
        assertThat(profile.within("y", 3)).isEqualTo(2.0 / 3);
    }

    @Test
    void lossesComeFirst() {
        List<Result> results = List.of(
                result("won", 1e-8, "rivulet hybrid", 1.0),
                result("won", 1e-8, "peer", 2.0),
                result("lost", 1e-8, "rivulet hybrid", 3.0),
                result("lost", 1e-8, "peer", 2.0),
                result("failed", 1e-8, "rivulet hybrid", Double.NaN),
                result("failed", 1e-8, "peer", 2.0));
        assertThat(Standings.table(results).lines().filter(line -> line.contains("1e-08")))
                .extracting(line -> line.split("\\|")[1].strip())
                .containsExactly("failed", "lost", "won");
    }

    private static Result result(String problem, double rtol, String contestant, double seconds) {
        String fault = Double.isNaN(seconds) ? "failed" : "";
        return new Result(
                new Case(problem, rtol),
                contestant,
                List.of(new Result.Run(0, seconds, 0)),
                0,
                MissingNode.getInstance(),
                fault);
    }

    @Test
    void argumentsAreReadOrRefused() throws Exception {
        PeerTable.Options options = PeerTable.Options.parse(
                new String[] {"small", "rtol=1e-8,1e-6", "who=petsc.*", "runs=2", "limit=9", "scripts=s", "out=o"});
        assertThat(options.problems()).hasSameSizeAs(Problems.small());
        assertThat(options.who().test("petsc cg+amg")).isTrue();
        assertThat(options.who().test("scipy cg")).isFalse();
        assertThat(options.rtols()).containsExactly(1e-6, 1e-8);
        assertThat(options.limitSeconds()).isEqualTo(9);
        assertThatThrownBy(() -> PeerTable.Options.parse(new String[] {"smal"})).hasMessageContaining("smal");
    }

    @Test
    void peersAreToldWhatTheirUsersWouldTellThem() {
        List<Contestant> all = Contestant.all(Path.of("scripts"), List.of("java"));
        Contestant icc = all.stream()
                .filter(c -> c.name().equals("petsc cg+icc ×2"))
                .findFirst()
                .orElseThrow();
        assertThat(icc.commandLine(Path.of("f"), 1e-8, 5))
                .contains("-n", "2", "-sub_pc_type", "icc", "-pc_type", "bjacobi", "-definite");
        assertThat(all).extracting(Contestant::peer).contains("scipy", "sublinear-time-solver");
    }
}
