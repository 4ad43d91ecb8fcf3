// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.preset;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.features.Activity;
import io.rivulet.fields.features.Clusters;
import io.rivulet.fields.features.StreamedFeature;
import io.rivulet.fields.features.StreamedFeatures;
import io.rivulet.fields.grid.Boundary;
import io.rivulet.fields.grid.Field;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PresetTest {
    private static final int SETTLED = 4_000;

    /// Halfway up a pattern, in the unit of [Clusters]: thousandths of the activator.
    private static final double HALF_WAY = 300;

    private static ExplicitEngine after(FieldSettings settings, int steps) {
        ExplicitEngine engine = ExplicitEngine.start(settings);
        for (int step = 0; step < steps; step++) {
            engine.step();
        }
        return engine;
    }

    private static double largest(Field field) {
        return Arrays.stream(field.values()).max().orElseThrow();
    }

    private static double difference(Field one, Field other) {
        double largest = 0;
        for (int k = 0; k < one.values().length; k++) {
            largest = Math.max(largest, Math.abs(one.values()[k] - other.values()[k]));
        }
        return largest;
    }

    /// Edges between cells inside and outside of a pattern over cells inside: small for spots, large for thin stripes.
    private static double edgePerCell(Field activator) {
        int n = activator.size();
        int edges = 0;
        int inside = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                boolean here = activator.at(i, j) > HALF_WAY / 1000;
                inside += here ? 1 : 0;
                edges += here != activator.at((i + 1) % n, j) > HALF_WAY / 1000 ? 1 : 0;
                edges += here != activator.at(i, (j + 1) % n) > HALF_WAY / 1000 ? 1 : 0;
            }
        }
        return (double) edges / inside;
    }

    @Test
    void spotsAreManyAndNearlyOfOneSizeAndStay() {
        ExplicitEngine engine = after(Preset.SPOTS.settings(), SETTLED);
        Field before = engine.activator().copy();
        Clusters spots = Clusters.above(before, HALF_WAY, true);
        assertThat(spots.count()).isBetween(12, 60);
        assertThat(edgePerCell(before)).isLessThan(0.75);
        for (int step = 0; step < 100; step++) {
            engine.step();
        }
        assertThat(difference(before, engine.activator())).isLessThan(0.05);
        assertThat(engine.counters().turingActivations()).isPositive();
    }

    @Test
    void stripesAreThinAndStay() {
        ExplicitEngine engine = after(Preset.STRIPES.settings(), SETTLED);
        Field before = engine.activator().copy();
        assertThat(edgePerCell(before)).isGreaterThan(0.75);
        assertThat(Clusters.above(before, HALF_WAY, false).largest()).isGreaterThan(20);
        for (int step = 0; step < 100; step++) {
            engine.step();
        }
        assertThat(difference(before, engine.activator())).isLessThan(0.01);
        assertThat(engine.counters().turingActivations()).isPositive();
    }

    @Test
    void wavesNeverComeToRest() {
        ExplicitEngine engine = after(Preset.WAVES.settings(), 2 * SETTLED);
        for (int round = 0; round < 5; round++) {
            Field before = engine.activator().copy();
            for (int step = 0; step < 200; step++) {
                engine.step();
            }
            assertThat(difference(before, engine.activator())).isGreaterThan(0.1);
        }
        assertThat(engine.counters().turingActivations()).isPositive();
    }

    @Test
    void crossingCrossesTheDefaultThresholdWhereTheDefaultsStayFarBelow() {
        FieldSettings settings = Preset.CROSSING.settings();
        assertThat(settings.threshold()).isEqualTo(FieldSettings.defaults().threshold());
        ExplicitEngine engine = ExplicitEngine.start(settings);
        while (largest(engine.activator()) <= settings.threshold()
                && engine.counters().steps() < 1_500) {
            engine.step();
        }
        assertThat(engine.counters().steps()).isBetween(200L, 800L);
        ExplicitEngine classic = ExplicitEngine.start(Preset.CLASSIC.settings());
        for (int step = 0; step < 1_000; step++) {
            classic.step();
            assertThat(largest(classic.activator())).isLessThan(0.1);
        }
        assertThat(classic.counters().turingActivations()).isZero();
    }

    /// With the rule that this one replaces, three of the nine were the same for ever.
    @ParameterizedTest
    @EnumSource(names = {"SPOTS", "STRIPES", "WAVES", "CROSSING"})
    void everyStreamedFigureVaries(Preset preset) {
        ExplicitEngine engine = ExplicitEngine.start(preset.settings());
        Map<StreamedFeature, Set<Double>> seen = new EnumMap<>(StreamedFeature.class);
        while (engine.counters().steps() < SETTLED) {
            engine.step();
            StreamedFeatures now = StreamedFeatures.of(engine.potential(), Activity.DEFAULT);
            for (StreamedFeature feature : StreamedFeature.values()) {
                seen.computeIfAbsent(feature, _ -> new HashSet<>()).add(now.value(feature));
            }
        }
        assertThat(seen)
                .hasSize(9)
                .allSatisfy((feature, values) ->
                        assertThat(values).as(feature.key()).hasSizeGreaterThan(10));
    }

    @ParameterizedTest
    @EnumSource
    void aPresetIsFoundByNameAndKeepsTheRest(Preset preset) {
        FieldSettings base = FieldSettings.defaults().toBuilder()
                .gridSize(20)
                .seed(7)
                .boundary(Boundary.NEUMANN)
                .turing(false)
                .build();
        FieldSettings applied = Preset.byName(preset.wireName()).orElseThrow().applyTo(base);
        assertThat(applied.gridSize()).isEqualTo(20);
        assertThat(applied.seed()).isEqualTo(7);
        assertThat(applied.boundary()).isEqualTo(Boundary.NEUMANN);
        assertThat(applied.turing()).isTrue();
        assertThat(Preset.byName("no such")).isEmpty();
    }

    @Test
    void classicIsTheDefault() {
        assertThat(Preset.CLASSIC.settings()).isEqualTo(FieldSettings.defaults());
    }
}
