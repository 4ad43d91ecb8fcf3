// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.fields.Goldens;
import io.rivulet.fields.InitialFields;
import io.rivulet.fields.NamedFields;
import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.grid.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunGoldensTest {
    private static final double RELATIVE = 1e-9;

    /// Of skewness and kurtosis near 0 and of deviations of constant fields.
    private static final double ABSOLUTE = 1e-6;

    private static final RunFeatureSettings FIVE = RunFeatureSettings.DEFAULT;

    static List<JsonNode> runs() {
        return Goldens.list("engine_cases");
    }

    static List<JsonNode> features() {
        return Goldens.list("feature_cases");
    }

    static List<JsonNode> masks() {
        return Goldens.list("box_counting_cases");
    }

    static List<JsonNode> sizes() {
        return Goldens.list("box_sizes_table");
    }

    static List<JsonNode> clusters() {
        return Goldens.list("cluster_cases");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void ofARunOfTheEngine(JsonNode golden) {
        ExplicitEngine engine = ExplicitEngine.restore(InitialFields.of(golden));
        RunScan scan = new RunScan(FIVE);
        for (int step = 0; step < golden.path("steps").asInt(); step++) {
            engine.step();
            scan.add(engine.potential());
        }
        same(scan.features(), golden.path("offline_features_history"));
        RunFeatures still = RunScan.of(FIVE, engine.potential());
        same(still, golden.path("offline_features_final_snapshot_only"));
        JsonNode clean = golden.path("offline_clean_final");
        assertThat(still.value(RunFeature.D_BOX)).isCloseTo(clean.path("D_box").asDouble(), within(RELATIVE));
        assertThat(still.value(RunFeature.D_R2)).isCloseTo(clean.path("D_r2").asDouble(), within(RELATIVE));
    }

    @ParameterizedTest
    @MethodSource("features")
    void ofAFieldOrAHistory(JsonNode golden) {
        same(RunScan.of(FIVE, frames(golden.path("name").asText())), golden.path("offline_features"));
    }

    private static List<Field> frames(String name) {
        return switch (name) {
            case "constant-history" ->
                IntStream.range(0, 50)
                        .mapToObj(t -> NamedFields.of("constant32"))
                        .toList();
            case "decaying-history" -> decaying((i, j) -> 1);
            case "decaying-history-graded" -> decaying((i, j) -> (i + 2 * j) % 5);
            default -> List.of(NamedFields.of(name));
        };
    }

    private static List<Field> decaying(NamedFields.Cell grade) {
        List<Field> frames = new ArrayList<>();
        for (int t = 0; t < 30; t++) {
            double height = 0.005 * Math.pow(0.5, t);
            frames.add(NamedFields.of(16, (i, j) -> -0.070 + ((i + j) % 2 == 0 ? height : -height) * grade.at(i, j)));
        }
        return frames;
    }

    @ParameterizedTest
    @MethodSource("masks")
    void boxesOfAMask(JsonNode golden) {
        Field field = NamedFields.mask(
                golden.path("mask").asText(), golden.path("grid_size").asInt());
        CellSums sums = CellSums.above(field, -60);
        for (int scales : new int[] {5, 8}) {
            BoxCount count = BoxCount.of(sums, FIVE.withScales(scales));
            JsonNode clean = golden.path("clean_" + scales + "_scales");
            assertThat(clean.has("D_box")).isTrue();
            assertThat(count.dimension()).isCloseTo(clean.path("D_box").asDouble(), within(RELATIVE));
            assertThat(count.r2()).isCloseTo(clean.path("D_r2").asDouble(), within(RELATIVE));
        }
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sidesOfBoxes(JsonNode golden) {
        int[] expected = IntStream.range(0, golden.path("clean_sizes").size())
                .map(k -> golden.path("clean_sizes").get(k).asInt())
                .toArray();
        RunFeatureSettings settings = FIVE.withScales(golden.path("num_scales").asInt());
        assertThat(BoxCount.sizes(golden.path("grid_size").asInt(), settings)).containsExactly(expected);
    }

    @ParameterizedTest
    @MethodSource("clusters")
    void clustersOfAMask(JsonNode golden) {
        JsonNode rows = golden.path("rows");
        Field field = NamedFields.of(rows.size(), (i, j) -> rows.get(i).asText().charAt(j) == '#' ? -0.040 : -0.080);
        for (int neighbours : new int[] {4, 8}) {
            Clusters found = Clusters.above(field, -60, neighbours == 8);
            JsonNode sizes = golden.path("sizes_" + neighbours + "_sorted");
            assertThat(found.count())
                    .isEqualTo(golden.path("clusters_" + neighbours).asInt());
            assertThat(IntStream.of(found.sizes()).sorted())
                    .containsExactlyElementsOf(IntStream.range(0, sizes.size())
                            .mapToObj(k -> sizes.get(k).asInt())
                            .toList());
        }
    }

    @Test
    void lacunarityOfTwoFields() {
        for (JsonNode golden : Goldens.list("lacunarity_optional")) {
            String name = golden.path("field").asText();
            Field field = name.equals("base16")
                    ? NamedFields.of(name)
                    : Goldens.field(Goldens.engineCase("hot-periodic-turing").path("V_final"));
            var found = Lacunarity.of(field);
            assertThat(found).hasSize(golden.path("lambda").size()).isNotEmpty();
            found.forEach((side, value) -> assertThat(value)
                    .as(name + " " + side)
                    .isCloseTo(golden.path("lambda").path(side.toString()).asDouble(), within(RELATIVE)));
        }
    }

    /// The reference's dimensions come from sides that rounding cut; those have goldens of their own.
    private static void same(RunFeatures found, JsonNode expected) {
        assertThat(found.byKey().keySet()).hasSize(18).allMatch(expected::has);
        for (RunFeature feature : RunFeature.values()) {
            if (feature != RunFeature.D_BOX && feature != RunFeature.D_R2) {
                double wanted = expected.path(feature.key()).asDouble();
                double rounding = switch (feature) {
                    case V_SKEW, V_KURT -> meanOverDeviation(found);
                    default -> 0;
                };
                assertThat(found.value(feature))
                        .as(feature.key())
                        .isCloseTo(wanted, within(Math.max(RELATIVE * Math.abs(wanted), ABSOLUTE) + rounding));
            }
        }
    }

    /// What rounding the mean alone does to the shape of a field that hardly varies around a large mean.
    private static double meanOverDeviation(RunFeatures found) {
        double deviation = found.value(RunFeature.V_STD);
        return deviation > 1e-10 ? 4 * Math.ulp(found.value(RunFeature.V_MEAN)) / deviation : 0;
    }
}
