// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.Goldens;
import io.rivulet.fields.InitialFields;
import io.rivulet.fields.NamedFields;
import io.rivulet.fields.features.FieldMetrics;
import io.rivulet.fields.features.Moments;
import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.grid.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of the equations whatever the seed.
class EnginePropertiesTest {
    private static FieldSettings.Builder small() {
        return FieldSettings.defaults().toBuilder().gridSize(32);
    }

    /// Diffusion of the potential and nothing else.
    private static FieldSettings.Builder diffusion() {
        return small().turing(false).spikeProbability(0);
    }

    private static ExplicitEngine run(FieldSettings settings, int steps) {
        ExplicitEngine engine = ExplicitEngine.start(settings);
        for (int step = 0; step < steps; step++) {
            engine.step();
        }
        return engine;
    }

    private static FieldSnapshot with(FieldSettings settings, Field potential) {
        FieldSnapshot start = FieldSnapshot.initial(settings);
        return start.withFields(potential, start.activator(), start.inhibitor());
    }

    @ParameterizedTest
    @EnumSource(names = {"PERIODIC", "NEUMANN"})
    void diffusionKeepsTheMeanAndEvensOut(Boundary boundary) {
        ExplicitEngine engine =
                ExplicitEngine.start(diffusion().boundary(boundary).build());
        Moments before = Moments.of(engine.potential());
        double mean = before.mean();
        for (int step = 0; step < 100; step++) {
            engine.step();
            Moments now = Moments.of(engine.potential());
            assertThat(now.mean()).isCloseTo(mean, within(1e-12));
            assertThat(now.largest()).isLessThanOrEqualTo(before.largest());
            assertThat(now.least()).isGreaterThanOrEqualTo(before.least());
            assertThat(now.deviation()).isLessThanOrEqualTo(before.deviation());
            before = now;
        }
    }

    @Test
    void theCheckerboardFlipsAndDecays() {
        Field board = NamedFields.of(16, (i, j) -> -0.070 + ((i + j) % 2 == 0 ? 0.005 : -0.005));
        FieldSettings settings = diffusion().gridSize(16).build();
        ExplicitEngine engine = ExplicitEngine.restore(with(settings, board));
        double height = 0.005;
        double factor = Goldens.list("analytic_properties")
                .get(0)
                .path("factor_per_step")
                .asDouble();
        for (int step = 0; step < 12; step++) {
            engine.step();
            height *= factor;
            assertThat(engine.potential().at(0, 0)).isCloseTo(-0.070 + height, within(1e-15));
            assertThat(engine.potential().at(3, 4)).isCloseTo(-0.070 - height, within(1e-15));
        }
    }

    @Test
    void aCosineDecaysByItsEigenvalue() {
        JsonNode golden = Goldens.list("analytic_properties").get(1);
        Field wave = NamedFields.of(16, (i, j) -> -0.070 + 0.005 * Math.cos(2 * Math.PI * i / 16));
        FieldSettings settings = diffusion().gridSize(16).build();
        ExplicitEngine engine = ExplicitEngine.restore(with(settings, wave));
        for (int step = 1; step <= 10; step++) {
            engine.step();
            double height = 0.005 * Math.pow(golden.path("factor_per_step").asDouble(), step);
            assertThat(engine.potential().at(0, 7) + 0.070).isCloseTo(height, within(1e-15));
        }
        assertThat(engine.potential().at(0, 0) + 0.070)
                .isCloseTo(golden.path("amplitude_after_10").asDouble(), within(1e-15));
    }

    @ParameterizedTest
    @EnumSource(names = {"PERIODIC", "NEUMANN"})
    void uniformReactantsFollowTheReference(Boundary boundary) {
        JsonNode golden = Goldens.list("analytic_properties").get(2);
        FieldSettings settings = small().boundary(boundary).build();
        FieldSnapshot start = FieldSnapshot.initial(settings);
        ExplicitEngine engine = ExplicitEngine.restore(start.withFields(
                start.potential(), NamedFields.of(32, (i, j) -> 0.5), NamedFields.of(32, (i, j) -> 0.2)));
        int seen = 0;
        for (int step = 1; step <= 200; step++) {
            engine.step();
            for (JsonNode value : golden.path("values")) {
                if (value.path("t").asInt() == step) {
                    assertThat(engine.activator().at(5, 9))
                            .isCloseTo(value.path("a").asDouble(), within(1e-12));
                    assertThat(engine.inhibitor().at(0, 31))
                            .isCloseTo(value.path("h").asDouble(), within(1e-12));
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(4);
    }

    /// The defaults never let the activator near its threshold: the potential is that of a run without it.
    @Test
    void withTheDefaultsThePotentialIsThatWithoutReactants() {
        ExplicitEngine on = run(small().build(), 300);
        ExplicitEngine off = run(small().turing(false).build(), 300);
        assertThat(on.potential()).isEqualTo(off.potential());
        assertThat(off.activator())
                .isEqualTo(FieldSnapshot.initial(off.settings()).activator());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0.25, 10, 40", "0.5, 10, 90", "1, 100, 100"})
    void growthEventsComeWithTheirProbability(double probability, long least, long largest) {
        for (long seed = 0; seed < 10; seed++) {
            ExplicitEngine engine =
                    run(small().spikeProbability(probability).seed(seed).build(), 100);
            assertThat(engine.counters().growthEvents()).isBetween(least, largest);
            assertThat(engine.counters().steps()).isEqualTo(100);
        }
    }

    @Test
    void aGrowthEventRaisesTheMeanByASpikeOverTheCells() {
        FieldSettings settings = small().spikeProbability(1).build();
        ExplicitEngine engine = ExplicitEngine.start(settings);
        double mean = Moments.of(engine.potential()).mean();
        int steps = 400;
        for (int step = 0; step < steps; step++) {
            engine.step();
        }
        double perEvent = (Moments.of(engine.potential()).mean() - mean) * 32 * 32 / steps;
        double standardError = 0.005 / Math.sqrt(steps);
        assertThat(perEvent).isCloseTo(0.020, within(5 * standardError));
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void everythingStaysBetweenItsBounds(Boundary boundary) {
        ExplicitEngine engine = ExplicitEngine.start(
                small().boundary(boundary).spikeProbability(0.8).jitter(true).build());
        for (int step = 0; step < 500; step++) {
            engine.step();
            assertThat(Moments.of(engine.potential()).least()).isGreaterThanOrEqualTo(-0.095);
            assertThat(Moments.of(engine.potential()).largest()).isLessThanOrEqualTo(0.040);
            assertThat(Moments.of(engine.activator()).least()).isGreaterThanOrEqualTo(0);
            assertThat(Moments.of(engine.activator()).largest()).isLessThanOrEqualTo(1);
            assertThat(Moments.of(engine.inhibitor()).least()).isGreaterThanOrEqualTo(0);
            assertThat(Moments.of(engine.inhibitor()).largest()).isLessThanOrEqualTo(1);
        }
        assertThat(engine.counters().clampedCells()).isPositive();
    }

    /// The reference saw a spread near 28 mV around −24 mV, and 2.3 % of the cells clamped in a step.
    @Test
    void noiseComesToTheSpreadOfTheReference() {
        ExplicitEngine engine = run(small().jitter(true).build(), 1000);
        long before = engine.counters().clampedCells();
        double mean = 0;
        double deviation = 0;
        int samples = 100;
        for (int step = 0; step < samples; step++) {
            engine.step();
            mean += 1000 * Moments.of(engine.potential()).mean() / samples;
            deviation += 1000 * Moments.of(engine.potential()).deviation() / samples;
        }
        double share = (engine.counters().clampedCells() - before) / (32.0 * 32 * samples);
        assertThat(deviation).isBetween(25.0, 31.0);
        assertThat(mean).isBetween(-34.0, -14.0);
        assertThat(share).isBetween(0.015, 0.032);
        assertThat(engine.potential()).isNotEqualTo(run(small().build(), 1100).potential());
    }

    /// An engine whose boundaries had no effect passed all of its tests.
    @Test
    void theBoundariesDiffer() {
        Field periodic = run(small().boundary(Boundary.PERIODIC).build(), 50).potential();
        Field neumann = run(small().boundary(Boundary.NEUMANN).build(), 50).potential();
        Field dirichlet = run(small().boundary(Boundary.DIRICHLET).build(), 50).potential();
        assertThat(periodic).isNotEqualTo(neumann);
        assertThat(dirichlet.at(0, 0)).isGreaterThan(-0.020);
        assertThat(periodic.at(0, 0)).isLessThan(-0.060);
        assertThat(neumann.at(0, 0)).isLessThan(-0.060);
        assertThat(1000 * Moments.of(dirichlet).mean()).isGreaterThan(-65);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.05, 0.10, 0.18, 0.20, 0.24, 0.2499999})
    void everyDiffusionBelowTheLimitIsStable(double alpha) {
        ExplicitEngine engine = run(small().alpha(alpha).build(), 300);
        assertThat(Moments.of(engine.potential()).deviation()).isLessThan(0.005);
    }

    @Test
    void metricsAreThoseOfTheFields() {
        ExplicitEngine engine = run(small().build(), 20);
        FieldMetrics metrics = FieldMetrics.of(engine);
        assertThat(FieldMetrics.of(engine.snapshot())).isEqualTo(metrics);
        assertThat(metrics.potentialMean()).isBetween(metrics.potentialMin(), metrics.potentialMax());
        assertThat(metrics.counters()).isEqualTo(engine.counters());
    }

    @Test
    void theFieldThatIsNotFiniteIsNamedWithItsStepAndCells() {
        FieldSettings settings = FieldSettings.defaults().toBuilder()
                .gridSize(8)
                .spikeProbability(0)
                .build();
        FieldSnapshot start = InitialFields.of(settings, false);
        for (String field : new String[] {"potential", "activator", "inhibitor"}) {
            Field v = start.potential().copy();
            Field a = start.activator().copy();
            Field h = start.inhibitor().copy();
            Field bad = field.equals("potential") ? v : field.equals("activator") ? a : h;
            bad.values()[20] = Double.NaN;
            ExplicitEngine engine = ExplicitEngine.restore(start.withFields(v, a, h));
            String first = field.equals("inhibitor") ? "activator" : field;
            long cells = field.equals("inhibitor") ? 1 : 5;
            assertThatThrownBy(engine::step)
                    .isInstanceOfSatisfying(InstabilityException.class, failure -> {
                        assertThat(failure.step()).isEqualTo(1);
                        assertThat(failure.field()).isEqualTo(first);
                        assertThat(failure.cells()).isEqualTo(cells);
                    })
                    .hasMessageContaining(first);
            assertThatThrownBy(engine::step).isInstanceOf(InstabilityException.class);
        }
    }
}
