// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.RealMatrices;
import io.rivulet.numerics.verify.TrueResidual;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// b = A·x with x_i = sin(i + 1), as the reference has it; each file leaves a line in target/real-matrices.md.
class RealMatricesTest {
    private static final Path TABLE = Path.of("target", "real-matrices.md");

    @BeforeAll
    static void startTheTable() throws IOException {
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, "| matrix | n | method | stop | iterations | residual | error | bound | ms |\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1138_bus.mtx",
                "add32.mtx",
                "arc130.mtx",
                "bcspwr10.mtx",
                "bcsstk09.mtx",
                "bcsstm10.mtx",
                "cal_road_laplacian.mtx",
                "memplus.mtx.gz",
                "nos7.mtx",
                "resolve_asymmetric01.mtx",
                "resolve_spd01.mtx",
                "sherman1.mtx",
                "west0067.mtx"
            })
    void solvesToTheToleranceWithABoundThatHolds(String name) throws IOException {
        LinearSystem system = RealMatrices.system(RealMatrices.readOperator(name));
        RepairOutcome outcome = solve(name, system);
        assertThat(outcome.stop().converged()).as(outcome.stop().toString()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = "cryg2500.mtx")
    void neverClaimsWhatIsNotTrue(String name) throws IOException {
        solve(name, RealMatrices.system(RealMatrices.readOperator(name)));
    }

    private static RepairOutcome solve(String name, LinearSystem system) throws IOException {
        SolverEngine engine = Engines.hybrid(system);
        long begun = System.nanoTime();
        Engines.Told told = Engines.rest(engine);
        double millis = (System.nanoTime() - begun) / 1e6;
        RepairOutcome outcome = told.last();
        TrueResidual residual = TrueResidual.of(system, engine.x());
        ErrorBound bound = outcome.bound();
        double error = bound == null ? errorAgainstTheSines(engine) : error(system, engine);
        String line = String.format(
                Locale.ROOT,
                "| %s | %d | %s | %s | %d | %.1e | %.1e | %s | %.0f |%n",
                name,
                system.rows(),
                engine.method(),
                outcome.stop().wireName(),
                outcome.iterations(),
                residual.relative(),
                error,
                bound == null ? "–" : String.format(Locale.ROOT, "%.1e", bound.value()),
                millis);
        Files.writeString(TABLE, line, StandardOpenOption.APPEND);
        assertThat(outcome.relativeResidual())
                .isCloseTo(residual.relative(), org.assertj.core.data.Percentage.withPercentage(1));
        assertThat(outcome.stop().converged()).isEqualTo(residual.relative() <= 1e-8);
        if (bound != null) {
            assertThat(error).isPositive().isLessThanOrEqualTo(bound.value());
        }
        return outcome;
    }

    private static double errorAgainstTheSines(SolverEngine engine) {
        double error = 0.0;
        double[] exact = RealMatrices.sines(engine.rows());
        for (int i = 0; i < exact.length; i++) {
            error = Math.max(error, Math.abs(exact[i] - engine.x().get(i)));
        }
        return error;
    }

    /// Against the solution of the stored system, which is not quite the sines: b was rounded.
    private static double error(LinearSystem system, SolverEngine engine) {
        ReferenceSolution reference = new ReferenceSolution(system.a(), r -> {
            SolverEngine rough = Engines.hybrid(new LinearSystem(system.a(), DenseVector.adopt(r)));
            Engines.rest(rough);
            return rough.x().values();
        });
        return reference.error(system.b(), engine.x());
    }
}
