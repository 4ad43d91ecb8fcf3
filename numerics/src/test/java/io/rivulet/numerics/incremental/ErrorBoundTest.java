// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.RunCache;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorBoundTest {
    /// Per kind; six kinds of matrices have a certificate.
    private static final int SYSTEMS = 250;

    @ParameterizedTest
    @EnumSource(RandomSystems.Kind.class)
    void isNeverBelowTheTrueErrorWhateverXIs(RandomSystems.Kind kind) {
        int certified = 0;
        for (int seed = 0; seed < SYSTEMS; seed++) {
            Random random = new Random(seed);
            LinearSystem system = RandomSystems.of(kind, 1 + random.nextInt(12), random);
            Plan plan = new Plan(Method.GMRES, PreconditionerKind.ILU, "test");
            CertificateSearch search = new CertificateSearch(
                    Execution.serial(), system.a(), false, Long.MAX_VALUE, plan, new RunCache(), 0);
            search.advance(Long.MAX_VALUE);
            Certificate certificate = search.result();
            if (certificate == null) {
                continue;
            }
            certified++;
            List<BigDecimal> exact = RandomSystems.exact(system);
            double[] x = exact.stream().mapToDouble(BigDecimal::doubleValue).toArray();
            for (int step = 0; step < 4; step++) {
                DenseVector candidate = DenseVector.copyOf(x);
                double bound = bound(certificate, TrueResidual.of(system, candidate));
                assertThat(RandomSystems.error(candidate, exact))
                        .as("%s seed %d step %d", kind, seed, step)
                        .isLessThanOrEqualTo(bound);
                int i = random.nextInt(x.length);
                x[i] += Math.scalb(random.nextGaussian(), -50 + 16 * step) * (1 + Math.abs(x[i]));
            }
        }
        if (kind == RandomSystems.Kind.GENERAL) {
            assertThat(certified).isLessThan(SYSTEMS);
        } else {
            assertThat(certified).isEqualTo(SYSTEMS);
        }
    }

    private static double bound(Certificate certificate, TrueResidual residual) {
        double largest = 0.0;
        for (int i = 0; i < residual.upper().size(); i++) {
            largest = Math.max(largest, certificate.scaled(i, residual.upper().get(i)));
        }
        return certificate.bound(largest).value();
    }

    @ParameterizedTest
    @EnumSource(RandomSystems.Kind.class)
    void ofTheEngineHoldsAfterEachRepairOfAChangingSystem(RandomSystems.Kind kind) {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(1000 + seed);
            LinearSystem system = RandomSystems.of(kind, 2 + random.nextInt(12), random);
            if (RandomSystems.exact(system).isEmpty()) {
                continue;
            }
            SolverEngine engine = Engines.hybrid(system);
            Engines.rest(engine);
            for (long revision = 1; revision <= 8; revision++) {
                engine.apply(new RevisedUpdate(revision, RandomSystems.update(engine.system(), true, random)));
                RepairOutcome outcome = Engines.rest(engine).last();
                List<BigDecimal> exact = RandomSystems.exact(engine.system());
                ErrorBound bound = outcome.bound();
                if (bound != null && !exact.isEmpty()) {
                    assertThat(RandomSystems.error(engine.x(), exact))
                            .as("%s seed %d revision %d", kind, seed, revision)
                            .isLessThanOrEqualTo(bound.value());
                    TrueResidual residual = TrueResidual.of(engine.system(), engine.x());
                    ErrorBound again = Objects.requireNonNull(engine.boundFor(engine.x(), residual));
                    assertThat(RandomSystems.error(engine.x(), exact)).isLessThanOrEqualTo(again.value());
                }
            }
        }
    }

    @Test
    void isMetWhenItIsWhatWasAskedFor() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = RandomSystems.Kind.values()[seed % 4];
            LinearSystem system = RandomSystems.of(kind, 5 + random.nextInt(15), random);
            SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(1e-9));
            RepairOutcome outcome = Engines.rest(engine).last();
            assertThat(outcome.stop()).as("%s seed %d", kind, seed).isInstanceOf(StopReason.CertifiedBoundMet.class);
            assertThat(RandomSystems.error(engine.x(), RandomSystems.exact(system)))
                    .isLessThanOrEqualTo(1e-9);
        }
    }

    @Test
    void thatCannotBeGivenIsNeverSaidToBeMet() {
        Random random = new Random(5);
        LinearSystem system = RandomSystems.of(RandomSystems.Kind.GENERAL, 12, random);
        SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(1e-6));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.bound()).isNull();
        assertThat(outcome.stop().converged()).isFalse();
    }

    @Test
    void ofAGridNeedsAComputedVector() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(30, 0));
        SolverEngine engine = Engines.hybrid(system);
        RepairOutcome outcome = Engines.rest(engine).last();
        ErrorBound bound = Objects.requireNonNull(outcome.bound());
        assertThat(bound.certificate()).isEqualTo(Certificate.COMPARISON);
        double error = 0.0;
        for (int i = 0; i < system.rows(); i++) {
            error = Math.max(error, Math.abs(engine.x().get(i) - Math.sin(i + 1)));
        }
        assertThat(error).isLessThan(bound.value());
        assertThat(bound.value()).isLessThan(1e4 * error);
    }
}
