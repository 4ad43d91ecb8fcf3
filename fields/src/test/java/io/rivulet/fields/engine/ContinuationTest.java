// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.fields.grid.Boundary;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// An engine goes on from where it stands, also on another node.
class ContinuationTest {
    static Stream<FieldSettings> settings() {
        FieldSettings base = FieldSettings.defaults().toBuilder().gridSize(24).build();
        return Stream.of(
                base,
                base.toBuilder().jitter(true).build(),
                base.toBuilder().turing(false).spikeProbability(0.9).build(),
                base.toBuilder().gridSize(13).boundary(Boundary.DIRICHLET).build());
    }

    /// A system that this one is compatible with streamed the first step for ever.
    @Test
    void everyStepShowsAnotherField() {
        ExplicitEngine engine = ExplicitEngine.start(FieldSettings.defaults());
        FieldSnapshot before = engine.snapshot();
        for (int step = 1; step <= 20; step++) {
            engine.step();
            FieldSnapshot now = engine.snapshot();
            assertThat(now.counters().steps()).isEqualTo(step);
            assertThat(now.potential()).isNotEqualTo(before.potential());
            assertThat(now.activator()).isNotEqualTo(before.activator());
            assertThat(now.inhibitor()).isNotEqualTo(before.inhibitor());
            before = now;
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aRestoredRunIsTheUndisturbedOneBitForBit(FieldSettings settings) {
        ExplicitEngine undisturbed = ExplicitEngine.start(settings);
        ExplicitEngine interrupted = ExplicitEngine.start(settings);
        for (int step = 0; step < 60; step++) {
            undisturbed.step();
            interrupted.step();
            if (step % 7 == 3) {
                interrupted = ExplicitEngine.restore(interrupted.snapshot());
            }
            assertThat(interrupted.snapshot()).isEqualTo(undisturbed.snapshot());
        }
        assertThat(undisturbed.counters().growthEvents()).isPositive();
    }

    @Test
    void aSnapshotStaysWhileItsEngineGoesOn() {
        ExplicitEngine engine = ExplicitEngine.start(FieldSettings.defaults());
        engine.step();
        FieldSnapshot taken = engine.snapshot();
        double corner = taken.potential().at(0, 0);
        engine.step();
        engine.step();
        ExplicitEngine other = ExplicitEngine.restore(taken);
        other.step();
        assertThat(taken.potential().at(0, 0)).isEqualTo(corner);
        assertThat(taken).isNotEqualTo(engine.snapshot());
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void theSameSeedGivesTheSameRunAndAnotherSeedAnother(Boundary boundary) {
        FieldSettings settings = FieldSettings.defaults().toBuilder()
                .boundary(boundary)
                .jitter(true)
                .build();
        ExplicitEngine one = ExplicitEngine.start(settings);
        ExplicitEngine same = ExplicitEngine.start(settings);
        ExplicitEngine other =
                ExplicitEngine.start(settings.toBuilder().seed(43).build());
        for (int step = 0; step < 30; step++) {
            one.step();
            same.step();
            other.step();
        }
        assertThat(same.snapshot()).isEqualTo(one.snapshot());
        assertThat(other.potential()).isNotEqualTo(one.potential());
    }
}
