// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldSettings;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CheckpointCodecTest {
    private static final FieldSettings SETTINGS = FieldSettings.defaults().toBuilder()
            .gridSize(12)
            .jitter(true)
            .spikeProbability(0.8)
            .build();

    @Test
    void anEngineFromACheckpointGoesOnToTheBit() {
        ExplicitEngine engine = ExplicitEngine.start(SETTINGS);
        for (int k = 0; k < 40; k++) {
            engine.step();
        }
        byte[] bytes = CheckpointCodec.encode(engine.snapshot());
        ExplicitEngine other = ExplicitEngine.restore(CheckpointCodec.decode(SETTINGS, bytes));
        for (int k = 0; k < 40; k++) {
            engine.step();
            other.step();
        }
        assertThat(other.snapshot()).isEqualTo(engine.snapshot());
        assertThat(CheckpointCodec.encode(other.snapshot())).isEqualTo(CheckpointCodec.encode(engine.snapshot()));
    }

    @Test
    void otherBytesAreRefused() {
        byte[] bytes = CheckpointCodec.encode(ExplicitEngine.start(SETTINGS).snapshot());
        assertThatThrownBy(() -> CheckpointCodec.decode(SETTINGS, Arrays.copyOf(bytes, bytes.length - 1)))
                .isInstanceOf(IllegalArgumentException.class);
        bytes[0] = 9;
        assertThatThrownBy(() -> CheckpointCodec.decode(SETTINGS, bytes)).isInstanceOf(IllegalArgumentException.class);
        FieldSettings other = SETTINGS.toBuilder().gridSize(8).build();
        assertThatThrownBy(() -> CheckpointCodec.decode(other, bytes)).isInstanceOf(IllegalArgumentException.class);
    }
}
