// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.consensus.core.Quorum;
import io.rivulet.actors.consensus.core.Tally;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.Line;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// When convergence is told.
class ConvergenceTest {
    private static SessionSettings asking(int iterations, Double threshold, double agreement) {
        return SessionSettings.builder()
                .converging(new SessionSettings.Converging(iterations, agreement, threshold))
                .build();
    }

    @Test
    void theResidualHasToStayBelowTheThresholdForSoManyIterations() {
        SessionSettings settings = asking(10, 1e-4, 0.95);
        Convergence convergence = new Convergence();
        assertThat(convergence.iterated(1, 5, 1e-5, settings, 1e-8)).isFalse();
        assertThat(convergence.iterated(1, 13, 1e-5, settings, 1e-8)).isFalse();
        assertThat(convergence.below(13)).isEqualTo(9);
        assertThat(convergence.iterated(1, 14, 2e-4, settings, 1e-8))
                .as("above again")
                .isFalse();
        assertThat(convergence.below(14)).isZero();
        assertThat(convergence.iterated(1, 20, 1e-4, settings, 1e-8)).isFalse();
        assertThat(convergence.iterated(1, 29, 1e-5, settings, 1e-8)).isTrue();
        assertThat(convergence.iterated(1, 35, 1e-6, settings, 1e-8))
                .as("told once")
                .isFalse();
        assertThat(convergence.iterated(2, 36, 1e-6, settings, 1e-8))
                .as("another revision")
                .isFalse();
        assertThat(convergence.iterated(2, 45, Double.NaN, settings, 1e-8)).isFalse();
        assertThat(convergence.below(45)).isZero();
    }

    @Test
    void aRepairThatEndedBelowTheThresholdCountsAsAllItsIterations() {
        assertThat(Convergence.below(1e-9, 2, asking(10, null, 0.95), 1e-8)).isEqualTo(10);
        assertThat(Convergence.below(1e-9, 20, asking(10, null, 0.95), 1e-8)).isEqualTo(20);
        assertThat(Convergence.below(1e-9, 2, asking(10, 1e-12, 0.95), 1e-8))
                .as("it was asked for more than the tolerance")
                .isZero();
    }

    /// Residuals of one sequence about the threshold, some of them not numbers, at iterations with gaps between
    /// them.
    @Test
    void itIsToldAtTheFirstIterateForWhichAllThreeCriteriaHold() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            int wanted = 1 + random.nextInt(12);
            double threshold = Math.pow(10, -random.nextInt(12));
            double needed = random.nextInt(5) / 4.0;
            SessionSettings settings = asking(wanted, random.nextBoolean() ? threshold : null, needed);
            double tolerance = settings.converging().residualThreshold() == null ? threshold : 1e-20;
            Convergence convergence = new Convergence();
            int told = 0;
            long revision = 0;
            long iteration = 0;
            List<Boolean> since = new ArrayList<>();
            for (int k = 0; k < 40; k++) {
                if (random.nextInt(15) == 0) {
                    revision++;
                    told = 0;
                    since.clear();
                }
                int step = 1 + random.nextInt(3);
                iteration += step;
                double residual = random.nextInt(30) == 0
                        ? Double.NaN
                        : threshold * (random.nextInt(4) == 0 ? 1 + random.nextDouble() : random.nextDouble());
                boolean isBelow = residual <= threshold;
                // An iteration that was not looked at lies between two that were.
                for (int between = 1; between < step; between++) {
                    since.add(isBelow && !since.isEmpty() && since.getLast());
                }
                since.add(isBelow);
                int below = 0;
                for (int back = since.size() - 1; back >= 0 && since.get(back); back--) {
                    below++;
                }
                boolean now = convergence.iterated(revision, iteration, residual, settings, tolerance);
                assertThat(now).as("seed %d, iterate %d", seed, k).isEqualTo(below >= wanted && told == 0);
                told += now ? 1 : 0;
                assertThat(convergence.below(iteration)).isEqualTo(below);
                double agreement = random.nextInt(9) / 8.0;
                Line.ConvergenceSignal line =
                        Convergence.line(revision, residual, below, agreement, settings, tolerance);
                assertThat(line.converged())
                        .as("seed %d, iterate %d", seed, k)
                        .isEqualTo(isBelow && below >= wanted && agreement >= needed);
                assertThat(line.swarmConsensus()).isEqualTo(agreement);
                assertThat(line.residualThreshold()).isEqualTo(threshold);
                assertThat(line.iterationsBelowThreshold()).isEqualTo(below);
            }
        }
    }

    @Test
    void aQuorumIsWholeAgreementSoThatToleratedFaultsChangeNothing() {
        for (int voters = 1; voters <= 64; voters++) {
            Quorum quorum = new Quorum(voters);
            for (int inFavour = 0; inFavour <= voters; inFavour++) {
                double agreement = new Tally(inFavour, 0, quorum).agreement();
                assertThat(agreement >= 1).isEqualTo(inFavour >= quorum.size());
                assertThat(agreement).isBetween(0.0, 1.0);
                assertThat(new Tally(inFavour, voters - inFavour, quorum).agreement())
                        .as("who is against takes nothing away")
                        .isEqualTo(agreement);
            }
            int honest = voters - quorum.toleratedFaults();
            assertThat(new Tally(honest, quorum.toleratedFaults(), quorum).agreement())
                    .isEqualTo(1.0);
        }
        assertThat(new Tally(2, 2, new Quorum(4)).agreement()).isEqualTo(2 / 3.0);
    }

    @Test
    void anIterateIsToldAsNotYetChecked() {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=40,ny=40"));
        double[] b = new double[a.rows()];
        Arrays.fill(b, 1.0);
        SessionSettings settings = asking(20, null, 0.95).toBuilder()
                .method(Method.JACOBI)
                .verifying(v -> new SessionSettings.Verifying(true, 1, 10, null, Strategy.FULL_RESIDUAL, false))
                .stopping(SessionSettings.Stopping.DEFAULTS.to(1e-3))
                .showing(new SessionSettings.Showing(1, SessionSettings.Showing.DEFAULTS.x(), 0, 100_000))
                .build();
        CorrectionWorld world = CorrectionWorld.healthy(new LinearSystem(a, DenseVector.adopt(b)), settings);
        world.until(() -> world.told("session_closed"));
        long firstCheck = world.of("verification_result").getFirst().get("seq").asLong();
        List<JsonNode> later = world.of("iteration_update").stream()
                .filter(line -> line.get("seq").asLong() > firstCheck)
                .toList();
        assertThat(later).as("told after the check of another x").isNotEmpty().allSatisfy(line -> {
            assertThat(line.get("verified").asBoolean()).isFalse();
            assertThat(line.get("verification_score").isNull()).isTrue();
        });
    }

    @Test
    void aThresholdAboveTheToleranceIsToldOnTheWay() {
        CsrMatrix a = Gallery.generate(Gallery.parse("poisson2d,nx=60,ny=60"));
        double[] b = new double[a.rows()];
        Arrays.fill(b, 1.0);
        SessionSettings settings = asking(20, 1e-3, 0.95).toBuilder()
                .method(Method.CG)
                .preconditioner(PreconditionerKind.NONE)
                .showing(new SessionSettings.Showing(
                        1, SessionSettings.Showing.DEFAULTS.x(), 0, SessionSettings.Showing.DEFAULTS.buffer()))
                .build();
        CorrectionWorld world = CorrectionWorld.healthy(new LinearSystem(a, DenseVector.adopt(b)), settings);
        world.until(() -> world.told("session_closed"));
        List<JsonNode> signals = world.of("convergence_signal");
        assertThat(signals).hasSize(2);
        JsonNode early = signals.getFirst().get("current_state");
        assertThat(signals.getFirst().get("converged").asBoolean()).isTrue();
        assertThat(early.get("iterations_below_threshold").asInt()).isEqualTo(20);
        assertThat(early.get("residual_norm").asDouble()).isBetween(1e-8, 1e-3);
        List<JsonNode> iterates = world.of("iteration_update");
        long before = iterates.stream()
                .filter(line -> line.get("residual_norm").asDouble() <= 1e-3)
                .filter(line ->
                        line.get("seq").asLong() < signals.getFirst().get("seq").asLong())
                .count();
        assertThat(before).as("each of them was seen").isGreaterThanOrEqualTo(20);
        assertThat(signals.getLast().get("current_state").get("residual_norm").asDouble())
                .isLessThanOrEqualTo(1e-8);
    }
}
