// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConvergenceMonitorTest {
    private static final int N = 100;
    private static final double DIVERGENCE = 1e4;

    private record End(int iteration, @Nullable StopReason reason) {}

    private static End watch(@Nullable RunGoal steady, int iterations, IntToDoubleFunction residual) {
        ConvergenceMonitor monitor = new ConvergenceMonitor(N, 1.0, DIVERGENCE, 0.9, steady);
        for (int k = 1; k <= iterations; k++) {
            StopReason reason = monitor.after(k, residual.applyAsDouble(k));
            if (reason != null) {
                return new End(k, reason);
            }
        }
        return new End(iterations, null);
    }

    @Test
    void slowProgressIsNoStagnationWhateverItsSlope() {
        // 0.0027 digits an iteration: conjugate gradients with a diagonal preconditioner on a grid of a million points.
        assertThat(watch(null, 4000, k -> Math.pow(10, -0.0027 * k)).reason()).isNull();
        // Less than a tenth gained in 500 iterations, later more.
        assertThat(watch(null, 3000, k -> k < 400 ? 1.0 : Math.pow(10, -0.01 * (k - 400)))
                        .reason())
                .isNull();
    }

    @Test
    void noProgressIsStagnation() {
        End end = watch(null, 10_000, k -> 1e-3 * (1 + 0.05 * Math.sin(k)));
        assertThat(end.reason()).isInstanceOf(StopReason.Stagnated.class);
        assertThat(end.iteration()).isBetween(500, 600);
    }

    @Test
    void theWindowGrowsWithTheIterationsDone() {
        End end = watch(null, 100_000, k -> k < 4000 ? Math.pow(10, -0.001 * k) : 1e-4);
        assertThat(end.reason()).isInstanceOf(StopReason.Stagnated.class);
        assertThat(end.iteration()).isBetween(7000, 8100);
    }

    @Test
    void growthAndNonsenseAreDivergence() {
        assertThat(watch(null, 1000, k -> Math.pow(2, k)).reason()).isInstanceOf(StopReason.Diverged.class);
        assertThat(watch(null, 1000, k -> k == 7 ? Double.NaN : 0.5).reason()).isInstanceOf(StopReason.Diverged.class);
        assertThat(watch(null, 30, k -> k % 2 == 0 ? 0.5 : 5000 * 0.5).reason()).isNull();
    }

    @Test
    void aSteadyRateForetellsTheEnd() {
        RunGoal goal = new RunGoal(1e-8, 10_000);
        // 1e-8 after 8 / 0.0001 = 80,000 iterations
        End slow = watch(goal, 10_000, k -> Math.pow(10, -0.0001 * k));
        assertThat(slow.reason()).isInstanceOfSatisfying(StopReason.TooSlow.class, reason -> {
            assertThat((double) reason.predictedIterations()).isCloseTo(80_000, within(10.0));
            assertThat(reason.wireName()).isEqualTo("stagnated");
        });
        assertThat(slow.iteration()).isEqualTo(1000);
        // 20,000: more than the budget, but not three times as many
        assertThat(watch(goal, 9_999, k -> Math.pow(10, -0.0004 * k)).reason()).isNull();
    }

    @Test
    void aMethodThatMaySpeedUpIsNotForetold() {
        assertThat(watch(null, 10_000, k -> Math.pow(10, -0.0001 * k)).reason()).isNull();
    }

    @Test
    void theQuickFirstIterationsDontCount() {
        RunGoal goal = new RunGoal(1e-8, 10_000);
        End end = watch(goal, 10_000, k -> k < 300 ? Math.pow(10, -0.01 * k) : Math.pow(10, -3 - 0.002 * (k - 300)));
        assertThat(end.reason()).isNull();
    }
}
