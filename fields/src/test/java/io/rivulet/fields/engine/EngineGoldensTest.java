// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.Goldens;
import io.rivulet.fields.InitialFields;
import io.rivulet.fields.features.FieldMetrics;
import io.rivulet.fields.grid.Field;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EngineGoldensTest {
    /// That of the figures to hold.
    private static final double TOLERANCE = 1e-9;

    static List<JsonNode> cases() {
        return Goldens.list("engine_cases");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyStepIsTheReferences(JsonNode golden) {
        ExplicitEngine engine = ExplicitEngine.restore(InitialFields.of(golden));
        if (golden.has("V_initial")) {
            same(engine.potential(), golden.path("V_initial"));
        }
        long activations = 0;
        long clamped = 0;
        int step = 0;
        for (JsonNode expected : golden.path("per_step")) {
            engine.step();
            step++;
            if (step == 1) {
                same(engine.potential(), golden.path("V_after_step_1"));
            }
            FieldMetrics metrics = FieldMetrics.of(engine);
            assertThat(metrics.potentialMin()).isCloseTo(expected.path("V_min").asDouble(), within(TOLERANCE));
            assertThat(metrics.potentialMax()).isCloseTo(expected.path("V_max").asDouble(), within(TOLERANCE));
            assertThat(metrics.potentialMean())
                    .isCloseTo(expected.path("V_mean").asDouble(), within(TOLERANCE));
            assertThat(metrics.potentialStd()).isCloseTo(expected.path("V_std").asDouble(), within(TOLERANCE));
            assertThat(metrics.activatorMean())
                    .isCloseTo(expected.path("activator_mean").asDouble(), within(TOLERANCE));
            assertThat(metrics.inhibitorMean())
                    .isCloseTo(expected.path("inhibitor_mean").asDouble(), within(TOLERANCE));
            FieldCounters now = engine.counters();
            assertThat(now.turingActivations() - activations)
                    .isEqualTo(expected.path("turing_activations_this_step").asLong());
            assertThat(now.clampedCells() - clamped)
                    .isEqualTo(expected.path("clamped_cells_this_step").asLong());
            activations = now.turingActivations();
            clamped = now.clampedCells();
        }
        assertThat(step).isEqualTo(golden.path("steps").asInt()).isPositive();
        same(engine.potential(), golden.path("V_final"));
        same(engine.activator(), golden.path("a_final"));
        same(engine.inhibitor(), golden.path("h_final"));
        JsonNode end = golden.path("metrics_final");
        assertThat(engine.counters().steps())
                .isEqualTo(end.path("steps_computed").asLong());
        assertThat(activations).isEqualTo(end.path("turing_activations_total").asLong());
        assertThat(clamped).isEqualTo(end.path("clamping_events_total").asLong());
    }

    private static void same(Field field, JsonNode rows) {
        assertThat(field.values()).containsExactly(Goldens.field(rows).values(), within(TOLERANCE));
    }
}
