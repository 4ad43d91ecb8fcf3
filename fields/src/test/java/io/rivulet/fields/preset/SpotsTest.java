// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.preset;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.features.Clusters;
import io.rivulet.fields.grid.Field;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// What docs/tutorials/field-streaming.md says of spots when one parameter after another is changed.
class SpotsTest {
    private static final int STEPS = 2_000;
    /// Halfway up a spot, in the unit of [Clusters]: thousandths of the activator.
    private static final double HALF_WAY = 300;

    private static Field activator(FieldSettings settings) {
        ExplicitEngine engine = ExplicitEngine.start(settings);
        for (int step = 0; step < STEPS; step++) {
            engine.step();
        }
        return engine.activator();
    }

    private static int spots(FieldSettings settings) {
        return Clusters.above(activator(settings), HALF_WAY, true).count();
    }

    @Test
    void thereAreSomeNineteen() {
        assertThat(spots(Preset.SPOTS.settings())).isBetween(17, 21);
    }

    @Test
    void nothingIsLeftWhereTheInhibitorDoesNotReachFar() {
        Field field = activator(
                Preset.SPOTS.settings().toBuilder().inhibitorDiffusion(0.05).build());
        assertThat(Arrays.stream(field.values()).max().orElseThrow()).isLessThan(0.01);
    }

    @Test
    void aWiderActivatorMakesFewerAndWiderOnes() {
        FieldSettings wider =
                Preset.SPOTS.settings().toBuilder().activatorDiffusion(0.05).build();
        assertThat(spots(wider)).isBetween(10, 13);
    }

    @Test
    void quickerRatesMakeMoreAndSmallerOnes() {
        FieldSettings quicker = Preset.SPOTS.settings().toBuilder()
                .activatorRate(0.1)
                .inhibitorRate(0.0167)
                .build();
        assertThat(spots(quicker)).isBetween(28, 34);
    }
}
