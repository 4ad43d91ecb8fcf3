// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.Goldens;
import io.rivulet.fields.grid.Field;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldSettingsTest {
    private static final Map<String, BiFunction<FieldSettings.Builder, Double, FieldSettings.Builder>> SETTERS = Map.of(
            "grid_size",
            (builder, value) -> builder.gridSize(value.intValue()),
            "alpha",
            FieldSettings.Builder::alpha,
            "activator_diffusion",
            FieldSettings.Builder::activatorDiffusion,
            "inhibitor_diffusion",
            FieldSettings.Builder::inhibitorDiffusion,
            "activator_rate",
            FieldSettings.Builder::activatorRate,
            "inhibitor_rate",
            FieldSettings.Builder::inhibitorRate,
            "threshold",
            FieldSettings.Builder::threshold,
            "spike_probability",
            FieldSettings.Builder::spikeProbability,
            "jitter_variance",
            FieldSettings.Builder::jitterVariance);

    private static FieldSettings with(String setting, double value) {
        return SETTERS.get(setting)
                .apply(FieldSettings.defaults().toBuilder(), value)
                .build();
    }

    @Test
    void theDefaultsAreTheReferences() {
        JsonNode constants = Goldens.read("constants");
        FieldSettings defaults = FieldSettings.defaults();
        assertThat(defaults.gridSize()).isEqualTo(64);
        assertThat(defaults.alpha()).isEqualTo(constants.path("alpha").asDouble());
        assertThat(defaults.activatorDiffusion())
                .isEqualTo(constants.path("D_a").asDouble());
        assertThat(defaults.inhibitorDiffusion())
                .isEqualTo(constants.path("D_h").asDouble());
        assertThat(defaults.activatorRate()).isEqualTo(constants.path("r_a").asDouble());
        assertThat(defaults.inhibitorRate()).isEqualTo(constants.path("r_h").asDouble());
        assertThat(defaults.threshold()).isEqualTo(constants.path("theta").asDouble());
        assertThat(ExplicitEngine.BOOST_VOLTS)
                .isEqualTo(constants.path("turing_boost_V").asDouble());
        assertThat(ExplicitEngine.LEAST_VOLTS).isEqualTo(constants.path("V_min").asDouble());
        assertThat(ExplicitEngine.LARGEST_VOLTS)
                .isEqualTo(constants.path("V_max").asDouble());
        assertThat(defaults.turing()).isTrue();
        assertThat(defaults.jitter()).isFalse();
        assertThat(defaults.toBuilder().build()).isEqualTo(defaults);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alpha", "activator_diffusion", "inhibitor_diffusion"})
    void aDiffusionFromTheLimitOnIsUnstable(String setting) {
        for (double value : new double[] {0.25, 0.3, 5, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> with(setting, value))
                    .isInstanceOfSatisfying(SettingsException.Unstable.class, refused -> {
                        assertThat(refused.setting()).isEqualTo(setting);
                        assertThat(refused.value()).isEqualTo(value);
                    })
                    .hasMessageContaining("CFL");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "grid_size, 3",
        "grid_size, 1025",
        "grid_size, -1",
        "alpha, 0.049",
        "alpha, -0.1",
        "alpha, NaN",
        "activator_diffusion, 0.009",
        "activator_diffusion, -1",
        "inhibitor_diffusion, 0",
        "inhibitor_diffusion, NaN",
        "activator_rate, 0.0009",
        "activator_rate, 0.11",
        "inhibitor_rate, 0.0009",
        "inhibitor_rate, 0.11",
        "threshold, 0.49",
        "threshold, 0.96",
        "threshold, NaN",
        "spike_probability, -0.01",
        "spike_probability, 1.01",
        "jitter_variance, -0.0001",
        "jitter_variance, 0.011"
    })
    void anythingElseOutsideIsOutOfRange(String setting, double value) {
        assertThatThrownBy(() -> with(setting, value))
                .isInstanceOfSatisfying(
                        SettingsException.OutOfRange.class,
                        refused -> assertThat(refused.setting()).isEqualTo(setting))
                .hasMessageContaining(setting);
    }

    @ParameterizedTest
    @CsvSource({
        "grid_size, 4",
        "grid_size, 1024",
        "alpha, 0.05",
        "activator_diffusion, 0.01",
        "inhibitor_diffusion, 0.01",
        "activator_rate, 0.001",
        "activator_rate, 0.1",
        "inhibitor_rate, 0.001",
        "inhibitor_rate, 0.1",
        "threshold, 0.5",
        "threshold, 0.95",
        "spike_probability, 0",
        "spike_probability, 1",
        "jitter_variance, 0",
        "jitter_variance, 0.01"
    })
    void theEndsOfTheRangesAreTaken(String setting, double value) {
        assertThat(with(setting, value)).isNotNull();
    }

    @Test
    void aSnapshotIsOfOneSize() {
        FieldSnapshot start = FieldSnapshot.initial(FieldSettings.defaults());
        Field other = Field.copyOf(4, new double[16]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> start.withFields(other, start.activator(), start.inhibitor()));
        assertThatIllegalArgumentException().isThrownBy(() -> Field.copyOf(4, new double[15]));
        assertThatIllegalArgumentException().isThrownBy(() -> new FieldCounters(0, -1, 0, 0));
    }

    @Test
    void aSimulationGoesOnWithOtherSettings() {
        ExplicitEngine engine = ExplicitEngine.start(FieldSettings.defaults());
        engine.step();
        FieldSettings changed = FieldSettings.defaults().toBuilder().alpha(0.05).build();
        ExplicitEngine other = ExplicitEngine.restore(engine.snapshot().withSettings(changed));
        other.step();
        engine.step();
        assertThat(other.counters().steps()).isEqualTo(2);
        assertThat(other.potential()).isNotEqualTo(engine.potential());
        assertThat(other.activator()).isEqualTo(engine.activator());
    }
}
