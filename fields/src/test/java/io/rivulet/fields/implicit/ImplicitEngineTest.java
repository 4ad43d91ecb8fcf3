// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.fields.NamedFields;
import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.engine.FieldSnapshot;
import io.rivulet.fields.engine.InstabilityException;
import io.rivulet.fields.features.FieldMetrics;
import io.rivulet.fields.features.Moments;
import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.grid.Field;
import io.rivulet.fields.preset.Preset;
import io.rivulet.numerics.kernels.Execution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImplicitEngineTest {
    private static final int TIME = 8;

    /// Smooth fields whose reaction neither clamps nor crosses the threshold, so that both methods are of order 1.
    private static FieldSnapshot smooth(FieldSettings settings) {
        int n = settings.gridSize();
        double wave = 2 * Math.PI / n;
        return FieldSnapshot.initial(settings)
                .withFields(
                        NamedFields.of(n, (i, j) -> -0.04 + 0.03 * Math.cos(wave * i) * Math.sin(wave * j)),
                        NamedFields.of(n, (i, j) -> 0.4 + 0.1 * Math.sin(wave * (i + j))),
                        NamedFields.of(n, (i, j) -> 0.2 + 0.1 * Math.cos(wave * (i - j))));
    }

    private static FieldSettings settings(double scale, Boundary boundary) {
        return FieldSettings.defaults().toBuilder()
                .gridSize(16)
                .boundary(boundary)
                .spikeProbability(0)
                .alpha(0.24 * scale)
                .activatorDiffusion(0.2 * scale)
                .inhibitorDiffusion(0.24 * scale)
                .activatorRate(0.1 * scale)
                .inhibitorRate(0.05 * scale)
                .build();
    }

    private static double difference(Field one, Field other) {
        double largest = 0;
        for (int k = 0; k < one.values().length; k++) {
            largest = Math.max(largest, Math.abs(one.values()[k] - other.values()[k]));
        }
        return largest;
    }

    private static void run(FieldEngine engine, int steps) {
        for (int step = 0; step < steps; step++) {
            engine.step();
        }
    }

    /// Explicit steps of a simulation with coefficients of `scale` times are steps of that length. Halving both steps
    /// halves what is between the methods, as both are of order 1.
    @ParameterizedTest
    @EnumSource(Boundary.class)
    void explicitAndImplicitMeetAtOrderOne(Boundary boundary) {
        double[] apart = new double[3];
        double[] apartA = new double[3];
        for (int level = 0; level < 3; level++) {
            int perUnit = 1 << level;
            FieldSettings scaled = settings(1.0 / perUnit, boundary);
            ExplicitEngine explicit = ExplicitEngine.restore(smooth(scaled));
            ImplicitEngine implicit = ImplicitEngine.restore(
                    smooth(settings(1, boundary)), ImplicitSettings.of(1.0 / perUnit), Execution.serial());
            run(explicit, TIME * perUnit);
            run(implicit, TIME * perUnit);
            assertThat(implicit.counters().steps() * implicit.timeStep()).isEqualTo(TIME);
            assertThat(explicit.counters().turingActivations()).isZero();
            apart[level] = difference(explicit.potential(), implicit.potential());
            apartA[level] = difference(explicit.activator(), implicit.activator());
        }
        for (double[] one : new double[][] {apart, apartA}) {
            assertThat(one[0]).isGreaterThan(1e-7);
            assertThat(one[0] / one[1]).isBetween(1.7, 2.3);
            assertThat(one[1] / one[2]).isBetween(1.8, 2.2);
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void aHundredTimesTheExplicitLimitIsStable(Boundary boundary) {
        FieldSettings settings = Preset.SPOTS.applyTo(FieldSettings.defaults().toBuilder()
                .gridSize(32)
                .boundary(boundary)
                .build());
        double dt = 100 * ImplicitSettings.explicitLimit(settings);
        ImplicitEngine engine = ImplicitEngine.start(settings, ImplicitSettings.of(dt));
        for (int step = 0; step < 50; step++) {
            engine.step();
            Moments v = Moments.of(engine.potential());
            assertThat(v.least()).isGreaterThanOrEqualTo(ExplicitEngine.LEAST_VOLTS);
            assertThat(v.largest()).isLessThanOrEqualTo(ExplicitEngine.LARGEST_VOLTS);
            for (Field field : new Field[] {engine.activator(), engine.inhibitor()}) {
                assertThat(Moments.of(field).least()).isGreaterThanOrEqualTo(0);
                assertThat(Moments.of(field).largest()).isLessThanOrEqualTo(1);
            }
        }
    }

    /// Where explicit steps of this length grow without end, implicit ones have the decay of backward Euler.
    @Test
    void theCheckerboardDecaysAtAnyStep() {
        FieldSettings settings = FieldSettings.defaults().toBuilder()
                .gridSize(16)
                .turing(false)
                .spikeProbability(0)
                .build();
        double dt = 100 * ImplicitSettings.explicitLimit(settings);
        assertThat(dt * settings.alpha()).isCloseTo(100 * FieldSettings.STABILITY_LIMIT, within(1e-12));
        Field board = NamedFields.of(16, (i, j) -> -0.070 + ((i + j) % 2 == 0 ? 0.005 : -0.005));
        FieldSnapshot start = FieldSnapshot.initial(settings);
        start = start.withFields(board, start.activator(), start.inhibitor());
        for (Start from : Start.values()) {
            ImplicitEngine engine =
                    ImplicitEngine.restore(start, new ImplicitSettings(dt, 1e-12, from), Execution.serial());
            engine.step();
            double expected = 0.005 / (1 + 8 * dt * settings.alpha());
            assertThat(engine.potential().at(0, 0) + 0.070).isCloseTo(expected, within(1e-12));
            assertThat(engine.potential().at(0, 1) + 0.070).isCloseTo(-expected, within(1e-12));
            assertThat(1 - 8 * dt * settings.alpha()).isLessThan(-100);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 7.5, 139})
    void aRestoredRunIsTheUndisturbedOneBitForBit(double dt) {
        FieldSettings settings = Preset.SPOTS.applyTo(
                FieldSettings.defaults().toBuilder().gridSize(24).jitter(true).build());
        ImplicitEngine undisturbed = ImplicitEngine.start(settings, ImplicitSettings.of(dt));
        ImplicitEngine interrupted = ImplicitEngine.start(settings, ImplicitSettings.of(dt));
        for (int step = 0; step < 20; step++) {
            undisturbed.step();
            interrupted.step();
            if (step % 6 == 2) {
                interrupted = ImplicitEngine.restore(
                        interrupted.snapshot(), interrupted.implicitSettings(), Execution.serial());
            }
            assertThat(interrupted.snapshot()).isEqualTo(undisturbed.snapshot());
        }
        assertThat(undisturbed.counters().growthEvents()).isPositive();
    }

    @Test
    void everyStepReportsACertifiedBoundThatHolds() {
        FieldSettings settings = Preset.SPOTS.applyTo(
                FieldSettings.defaults().toBuilder().gridSize(24).build());
        ImplicitEngine rough = ImplicitEngine.start(settings, new ImplicitSettings(20, 1e-4, Start.PREVIOUS));
        assertThat(rough.solves()).isEmpty();
        assertThat(rough.method()).isNotBlank();
        for (int step = 0; step < 10; step++) {
            ImplicitEngine exact = ImplicitEngine.restore(
                    rough.snapshot(), new ImplicitSettings(20, 1e-13, Start.TRANSFORMED), Execution.serial());
            exact.step();
            rough.step();
            assertThat(rough.solves())
                    .extracting(SolveReport::field)
                    .containsExactly("potential", "activator", "inhibitor");
            Field[] ours = {rough.potential(), rough.activator(), rough.inhibitor()};
            Field[] theirs = {exact.potential(), exact.activator(), exact.inhibitor()};
            for (int k = 0; k < 3; k++) {
                SolveReport report = rough.solves().get(k);
                assertThat(report.relativeResidual()).isLessThanOrEqualTo(1e-4);
                assertThat(report.bound().certified()).isTrue();
                assertThat(difference(ours[k], theirs[k]))
                        .isLessThanOrEqualTo(report.bound().value()
                                + exact.solves().get(k).bound().value());
            }
        }
    }

    @Test
    void theEventsAreThoseOfTheExplicitRunWithTheSameSeed() {
        FieldSettings settings =
                FieldSettings.defaults().toBuilder().gridSize(32).build();
        ExplicitEngine explicit = ExplicitEngine.start(settings);
        run(explicit, 300);
        for (double dt : new double[] {0.5, 1, 2.5, 100}) {
            ImplicitEngine implicit = ImplicitEngine.start(settings, ImplicitSettings.of(dt));
            run(implicit, (int) (300 / dt));
            assertThat(implicit.counters().growthEvents())
                    .isEqualTo(explicit.counters().growthEvents());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PERIODIC", "NEUMANN"})
    void diffusionKeepsTheMean(Boundary boundary) {
        FieldSettings settings = FieldSettings.defaults().toBuilder()
                .gridSize(32)
                .boundary(boundary)
                .turing(false)
                .spikeProbability(0)
                .build();
        ImplicitEngine engine = ImplicitEngine.start(settings, ImplicitSettings.of(50));
        double mean = FieldMetrics.of(engine).potentialMean();
        double deviation = FieldMetrics.of(engine).potentialStd();
        run(engine, 20);
        assertThat(FieldMetrics.of(engine).potentialMean()).isCloseTo(mean, within(1e-12));
        assertThat(FieldMetrics.of(engine).potentialStd()).isLessThan(deviation / 10);
        assertThat(engine.solves()).hasSize(1);
    }

    @Test
    void whatIsNotFiniteIsTold() {
        FieldSettings settings =
                FieldSettings.defaults().toBuilder().gridSize(8).build();
        FieldSnapshot start = FieldSnapshot.initial(settings);
        Field bad = start.activator().copy();
        bad.values()[5] = Double.NaN;
        assertThatThrownBy(() -> ImplicitEngine.restore(
                                start.withFields(start.potential(), bad, start.inhibitor()),
                                ImplicitSettings.of(10),
                                Execution.serial())
                        .step())
                .isInstanceOfAny(InstabilityException.class, IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 10_001, Double.NaN, Double.POSITIVE_INFINITY})
    void aStepOutOfRangeIsRefused(double dt) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImplicitSettings.of(dt))
                .withMessageContaining("time_step");
    }

    @Test
    void aToleranceOutOfRangeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImplicitSettings(1, 1e-14, Start.PREVIOUS));
        assertThatIllegalArgumentException().isThrownBy(() -> new ImplicitSettings(1, 0.1, Start.PREVIOUS));
    }
}
