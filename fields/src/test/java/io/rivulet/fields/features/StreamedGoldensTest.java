// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.Goldens;
import io.rivulet.fields.NamedFields;
import io.rivulet.fields.grid.Field;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The reference's figures, under the reference's rule of what is active.
class StreamedGoldensTest {
    private static final double RELATIVE = 1e-9;

    /// Deviations of constant fields, in mV: rounding in one path, 0 in another.
    private static final double ABSOLUTE = 1e-9;

    static List<JsonNode> runs() {
        return Goldens.list("engine_cases");
    }

    static List<JsonNode> features() {
        return Goldens.list("feature_cases").stream()
                .filter(one -> one.has("streamed_features"))
                .toList();
    }

    static List<JsonNode> masks() {
        return Goldens.list("box_counting_cases");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void ofTheLastFrameOfARun(JsonNode golden) {
        same(Goldens.field(golden.path("V_final")), golden.path("streamed_features_final"));
    }

    @ParameterizedTest
    @MethodSource("features")
    void ofAField(JsonNode golden) {
        same(NamedFields.of(golden.path("name").asText()), golden.path("streamed_features"));
    }

    @ParameterizedTest
    @MethodSource("masks")
    void dimensionOfAMask(JsonNode golden) {
        Field field = NamedFields.mask(
                golden.path("mask").asText(), golden.path("grid_size").asInt());
        StreamedFeatures features = StreamedFeatures.of(field, Activity.DEFAULT);
        assertThat(features.activeNodes()).isEqualTo(golden.path("active_cells").asDouble());
        assertThat(features.fractalDimension())
                .isCloseTo(golden.path("streamed_endpoint_slope").asDouble(), within(RELATIVE));
    }

    private static void same(Field potential, JsonNode expected) {
        StreamedFeatures features = StreamedFeatures.of(potential, Activity.MAGNITUDE_ABOVE_10_MV);
        assertThat(features.byKey().keySet()).hasSize(9).allMatch(expected::has);
        for (StreamedFeature feature : StreamedFeature.values()) {
            double wanted = expected.path(feature.key()).asDouble();
            assertThat(features.value(feature))
                    .as(feature.key())
                    .isCloseTo(wanted, within(Math.max(RELATIVE * Math.abs(wanted), ABSOLUTE)));
        }
    }
}
