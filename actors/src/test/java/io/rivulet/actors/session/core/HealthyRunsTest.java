// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The real matrices beside the project, solved and changed under frequent checks: nothing is wrong, and nobody may say
/// so.
class HealthyRunsTest {
    private static final int UPDATES = 5;
    private static final Path MATRICES = Path.of(System.getProperty("rivulet.root", ".."))
            .resolveSibling("shared")
            .resolve("data")
            .resolve("matrices");

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsCorrected(String name) throws IOException {
        LinearSystem system = read(name);
        for (Strategy strategy : Strategy.values()) {
            SessionSettings settings = SessionSettings.builder()
                    .live(true)
                    .seed(3)
                    .verifying(v -> v.by(strategy).every(10))
                    .build();
            CorrectionWorld world = CorrectionWorld.healthy(system, settings);
            world.sliceNanos = 100_000_000;
            world.until(() -> world.told("solution"));
            for (int k = 1; k <= UPDATES; k++) {
                long revision = k;
                int row = k * system.rows() / (UPDATES + 1);
                world.update(Samples.update(
                        Samples.named(k), Samples.delta(row, 0.25 + system.b().get(row))));
                world.until(() -> world.of("cost_applied").stream()
                        .anyMatch(line -> line.get("revision").asLong() == revision));
                world.pass(2_000);
            }
            requireNoAlarm(world, name + " by " + strategy, List.of("none"));
        }
    }

    /// Methods that were asked for by name and take long, or never come there; some residuals grow a thousandfold on
    /// their way.
    @ParameterizedTest
    @MethodSource("small")
    void aLongWayIsNotTakenForAWrongOne(String name) throws IOException {
        LinearSystem system = read(name);
        for (Method method : List.of(Method.CG, Method.MINRES, Method.BICGSTAB, Method.GMRES)) {
            Strategy strategy = method == Method.BICGSTAB ? Strategy.RANDOM_PROBE : Strategy.FULL_RESIDUAL;
            SessionSettings settings = SessionSettings.builder()
                    .method(method)
                    .preconditioner(PreconditionerKind.NONE)
                    .stopping(new SessionSettings.Stopping(1e-8, 0, null, 2_000, 0))
                    .seed(3)
                    .verifying(v -> v.by(strategy).every(10))
                    .build();
            if (Planner.plan(system, Classifier.classify(system.a()), method, PreconditionerKind.NONE)
                    instanceof Planned.Ok) {
                CorrectionWorld world = CorrectionWorld.healthy(system, settings);
                world.sliceNanos = 100_000_000;
                world.until(() -> world.told("session_closed"));
                requireNoAlarm(world, name + " by " + method, List.of("none", "adjust"));
            }
        }
    }

    /// A method that comes no further may be told so.
    private static void requireNoAlarm(CorrectionWorld world, String what, List<String> recommendations) {
        assertThat(world.actions()).as(what).isEmpty();
        for (JsonNode verdict : world.of("verification_result")) {
            assertThat(verdict.get("drift_detected").asBoolean()).as(what).isFalse();
            assertThat(verdict.get("recommendation").asText()).as(what).isIn(recommendations);
        }
    }

    /// Names of files; that of a matrix which was added is among them.
    private static List<String> all() throws IOException {
        if ("true".equals(System.getenv("CI"))) {
            assertThat(MATRICES).as("the test data beside the project").isDirectory();
        }
        assumeTrue(Files.isDirectory(MATRICES), "skipped: no test data beside the project");
        try (Stream<Path> files = Files.list(MATRICES)) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".mtx") || name.endsWith(".mtx.gz"))
                    .sorted()
                    .toList();
        }
    }

    /// Without the two with more than 10,000 rows, which take minutes without a preconditioner.
    private static List<String> small() throws IOException {
        return all().stream()
                .filter(name -> !name.equals("cal_road_laplacian.mtx") && !name.equals("memplus.mtx.gz"))
                .toList();
    }

    private static LinearSystem read(String name) throws IOException {
        CsrMatrix a;
        try (InputStream in = Files.newInputStream(MATRICES.resolve(name))) {
            a = MatrixMarket.readMatrix(in, 50_000_000);
        }
        if (name.startsWith("bcspwr10") || name.startsWith("cal_road")) {
            a = leaking(a);
        }
        double[] x = new double[a.rows()];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        double[] b = new double[a.rows()];
        a.multiply(x, b);
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    /// A graph as its Laplacian, every hundredth vertex grounded.
    private static CsrMatrix leaking(CsrMatrix graph) {
        int n = graph.rows();
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            double degree = i % 100 == 0 ? 1.0 : 1e-6;
            for (int k = graph.rowStart()[i]; k < graph.rowStart()[i + 1]; k++) {
                int j = graph.column()[k];
                double weight = Math.abs(graph.value()[k]);
                if (j != i && weight != 0.0) {
                    triplets.add(i, j, -weight);
                    degree += weight;
                }
            }
            triplets.add(i, i, degree);
        }
        return triplets.build();
    }
}
