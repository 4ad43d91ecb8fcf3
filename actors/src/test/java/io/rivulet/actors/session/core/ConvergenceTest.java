// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.serialization.event.SessionSettings;
import java.util.Arrays;
import java.util.List;
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
        assertThat(Convergence.ended(1, 1e-9, 2, asking(10, null, 0.95), 1e-8).converged())
                .isTrue();
        assertThat(Convergence.ended(1, 1e-9, 2, asking(10, null, 0.95), 1e-8).iterationsBelowThreshold())
                .isEqualTo(10);
        assertThat(Convergence.ended(1, 1e-9, 2, asking(10, 1e-12, 0.95), 1e-8).converged())
                .as("it was asked for more than the tolerance")
                .isFalse();
        assertThat(Convergence.ended(1, 1e-9, 2, asking(10, 1e-12, 0.95), 1e-8).iterationsBelowThreshold())
                .isZero();
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
