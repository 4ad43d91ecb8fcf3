// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.fields.NamedFields;
import io.rivulet.fields.engine.ExplicitEngine;
import io.rivulet.fields.engine.FieldSettings;
import io.rivulet.fields.grid.Field;
import io.rivulet.fields.random.SplitMix64;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeaturesTest {
    private static final RunFeatureSettings USUAL = RunFeatureSettings.DEFAULT;

    private static RunFeatures of(Field field) {
        return RunScan.of(USUAL, field);
    }

    @Test
    void theStreamedKeysAreNineInOrderAndFoundByName() {
        assertThat(StreamedFeatures.of(NamedFields.of("base16"), Activity.DEFAULT)
                        .byKey()
                        .keySet())
                .containsExactly(
                        "pot_mean_mV",
                        "pot_std_mV",
                        "pot_min_mV",
                        "pot_max_mV",
                        "active_nodes",
                        "activity_ratio",
                        "fractal_dimension",
                        "total_energy",
                        "spatial_variance");
        assertThat(StreamedFeature.byKey("pot_std_mV")).contains(StreamedFeature.POT_STD_MV);
        assertThat(StreamedFeature.byKey("Pot_std_mV")).isEmpty();
    }

    @Test
    void theKeysOfARunAreEighteenInOrder() {
        assertThat(of(NamedFields.of("base16")).byKey().keySet())
                .containsExactly(
                        "D_box",
                        "D_r2",
                        "V_min",
                        "V_max",
                        "V_mean",
                        "V_std",
                        "V_skew",
                        "V_kurt",
                        "dV_mean",
                        "dV_max",
                        "T_stable",
                        "E_trend",
                        "f_active",
                        "N_clusters_low",
                        "N_clusters_med",
                        "N_clusters_high",
                        "max_cluster_size",
                        "cluster_size_std");
    }

    @Test
    void figuresOfARunGoThereAndBack() {
        RunFeatures features = of(NamedFields.of("bio-rect"));
        assertThat(RunFeatures.of(features.toArray())).isEqualTo(features).hasSameHashCodeAs(features);
        assertThat(RunFeatures.of(features.byKey())).isEqualTo(features);
        assertThatIllegalArgumentException().isThrownBy(() -> RunFeatures.of(1, 2, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> RunFeatures.of(Map.of("D_box", 1.0)));
        Map<String, Double> more = features.byKey();
        more.put("extra", 1.0);
        assertThatIllegalArgumentException().isThrownBy(() -> RunFeatures.of(more));
    }

    @Test
    void whatIsOutOfTheRangeExpectedIsTold() {
        RunFeatures good = of(NamedFields.of("bio-sierpinski"));
        assertThat(good.warnings()).isEmpty();
        for (double bad : new double[] {3, Double.NaN, Double.POSITIVE_INFINITY}) {
            double[] values = good.toArray();
            values[RunFeature.D_BOX.ordinal()] = bad;
            assertThat(RunFeatures.of(values).warnings())
                    .singleElement()
                    .asString()
                    .contains("D_box");
        }
        double[] values = good.toArray();
        values[RunFeature.V_MIN.ordinal()] = -101;
        values[RunFeature.F_ACTIVE.ordinal()] = 1.5;
        values[RunFeature.V_SKEW.ordinal()] = Double.NaN;
        assertThat(RunFeatures.of(values).warnings()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"full, 2", "line, 1", "diagonal, 1", "sierpinski, 1.584962500721156", "empty, 0", "single, 0"})
    void shapesHaveTheirDimension(String mask, double dimension) {
        RunFeatures features = of(NamedFields.mask(mask, 64));
        assertThat(features.value(RunFeature.D_BOX)).isCloseTo(dimension, within(1e-12));
    }

    @Test
    void anEmptyFieldStreamsDimensionZeroAndASingleCellAFiniteOne() {
        assertThat(StreamedFeatures.of(NamedFields.mask("empty", 64), Activity.DEFAULT)
                        .fractalDimension())
                .isZero();
        assertThat(StreamedFeatures.of(NamedFields.mask("single", 64), Activity.DEFAULT)
                        .fractalDimension())
                .isBetween(0.0, 2.0);
        Field corner = NamedFields.of(9, (i, j) -> i == 8 && j == 8 ? -0.04 : -0.08);
        StreamedFeatures outside = StreamedFeatures.of(corner, Activity.DEFAULT);
        assertThat(outside.activeNodes()).isEqualTo(1);
        assertThat(outside.fractalDimension()).isZero();
        Field three = Field.copyOf(3, new double[9]);
        assertThat(StreamedFeatures.of(three, Activity.DEFAULT).fractalDimension())
                .isEqualTo(1);
    }

    /// Whole boxes only, and every size from the bits of the one before, is what counting box by box gives.
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 8, 15, 16, 17, 33, 63, 64, 65, 100, 129, 200})
    void streamedDimensionsAreThoseOfPlainCounting(int n) {
        SplitMix64 random = SplitMix64.seeded(n);
        for (double share : new double[] {0.002, 0.02, 0.2, 0.9}) {
            Field field = NamedFields.of(n, (i, j) -> random.nextDouble() < share ? -0.04 : -0.08);
            List<double[]> points = new ArrayList<>();
            for (int size = 2; size <= 16 && size <= n; size *= 2) {
                int count = 0;
                for (int i = 0; i < n / size; i++) {
                    for (int j = 0; j < n / size; j++) {
                        count += marked(field, i * size, j * size, size) ? 1 : 0;
                    }
                }
                if (count > 0) {
                    points.add(new double[] {Math.log(size), Math.log(count)});
                }
            }
            double expected = points.size();
            if (points.size() > 1) {
                double[] first = points.getFirst();
                double[] last = points.getLast();
                expected = Math.clamp(-(last[1] - first[1]) / (last[0] - first[0]), 0, 2);
            }
            assertThat(StreamedFeatures.of(field, Activity.DEFAULT).fractalDimension())
                    .isCloseTo(points.size() < 2 ? Math.min(expected, 1) : expected, within(1e-12));
        }
    }

    private static boolean marked(Field field, int row, int column, int size) {
        for (int i = row; i < row + size; i++) {
            for (int j = column; j < column + size; j++) {
                if (field.at(i, j) > -0.060) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void activityIsARule() {
        Field field = NamedFields.of(8, (i, j) -> i == 0 ? -0.055 : i == 1 ? -0.005 : -0.070);
        assertThat(StreamedFeatures.of(field, Activity.DEFAULT).activeNodes()).isEqualTo(16);
        assertThat(StreamedFeatures.of(field, Activity.above(-50)).activeNodes())
                .isEqualTo(8);
        assertThat(StreamedFeatures.of(field, Activity.MAGNITUDE_ABOVE_10_MV).activeNodes())
                .isEqualTo(56);
        assertThatIllegalArgumentException().isThrownBy(() -> Activity.above(Double.NaN));
    }

    @Test
    void aConstantFieldHasNoShape() {
        RunFeatures features = of(NamedFields.of(16, (i, j) -> -0.0712345));
        assertThat(features.value(RunFeature.V_STD)).isZero();
        assertThat(features.value(RunFeature.V_SKEW)).isZero();
        assertThat(features.value(RunFeature.V_KURT)).isZero();
        assertThat(features.value(RunFeature.V_MEAN)).isCloseTo(-71.2345, within(1e-12));
    }

    @Test
    void aNormalFieldHasTheShapeOfANormalOne() {
        SplitMix64 random = SplitMix64.seeded(11);
        Field field = NamedFields.of(128, (i, j) -> -0.070 + 0.005 * random.nextNormal());
        RunFeatures features = of(field);
        double count = 128 * 128;
        assertThat(features.value(RunFeature.V_SKEW)).isCloseTo(0, within(5 * Math.sqrt(6 / count)));
        assertThat(features.value(RunFeature.V_KURT)).isCloseTo(0, within(5 * Math.sqrt(24 / count)));
        assertThat(features.value(RunFeature.V_STD)).isCloseTo(5, within(0.15));
    }

    @Test
    void aFieldThatHardlyVariesGivesFiniteFigures() {
        for (double size : new double[] {1e-9, 1e-12, 1e-15, 1e-18}) {
            Field field = NamedFields.of(8, (i, j) -> -0.07 + size * (i - j));
            assertThat(of(field).warnings()).isEmpty();
        }
    }

    @Test
    void clustersAreCounted() {
        Field block = NamedFields.of(32, (i, j) -> i >= 5 && i < 15 && j >= 5 && j < 15 ? -0.03 : -0.08);
        assertThat(Clusters.above(block, -60, false).sizes()).containsExactly(100);
        Field two = NamedFields.of(32, (i, j) -> (i < 3 || i > 20) && j < 2 ? -0.045 : -0.08);
        RunFeatures features = of(two);
        assertThat(features.value(RunFeature.N_CLUSTERS_LOW)).isEqualTo(2);
        assertThat(features.value(RunFeature.N_CLUSTERS_MED)).isEqualTo(2);
        assertThat(features.value(RunFeature.N_CLUSTERS_HIGH)).isZero();
        assertThat(features.value(RunFeature.MAX_CLUSTER_SIZE)).isEqualTo(22);
        assertThat(features.value(RunFeature.CLUSTER_SIZE_STD)).isEqualTo(8);
        Field line = NamedFields.of(16, (i, j) -> i == 3 && j >= 4 && j < 9 ? -0.05 : -0.08);
        assertThat(Clusters.above(line, -60, false).sizes()).containsExactly(5);
        Field diagonal = NamedFields.of(8, (i, j) -> i == j && i < 2 ? -0.05 : -0.08);
        assertThat(Clusters.above(diagonal, -60, false).count()).isEqualTo(2);
        assertThat(Clusters.above(diagonal, -60, true).count()).isEqualTo(1);
        assertThat(Clusters.above(diagonal, -60, true)).isEqualTo(Clusters.above(diagonal, -60, true));
        assertThat(RunScan.of(USUAL.withDiagonal(true), diagonal).value(RunFeature.N_CLUSTERS_LOW))
                .isEqualTo(1);
    }

    @Test
    void oneFrameHasNoPast() {
        RunFeatures features = of(NamedFields.of("bio-rect"));
        assertThat(features.value(RunFeature.DV_MEAN)).isZero();
        assertThat(features.value(RunFeature.DV_MAX)).isZero();
        assertThat(features.value(RunFeature.T_STABLE)).isZero();
        assertThat(features.value(RunFeature.E_TREND)).isZero();
    }

    @Test
    void aConstantRunIsStableFromTheFirstFrameOn() {
        Field field = NamedFields.of("constant32");
        List<Field> run = Collections.nCopies(30, field);
        assertThat(RunScan.of(USUAL.withWindow(5), run).value(RunFeature.T_STABLE))
                .isEqualTo(1);
        assertThat(RunScan.of(USUAL.withWindow(40), run).value(RunFeature.T_STABLE))
                .isEqualTo(30);
        assertThat(RunScan.of(USUAL.withWindow(30), run).value(RunFeature.T_STABLE))
                .isEqualTo(30);
    }

    /// The slope by its definition, over a run that was kept.
    @Test
    void theEnergysTrendIsALeastSquaresSlope() {
        ExplicitEngine engine = ExplicitEngine.start(FieldSettings.defaults());
        RunScan scan = new RunScan(USUAL);
        List<Double> energies = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            engine.step();
            scan.add(engine.potential());
            double energy = 0;
            for (double v : engine.potential().values()) {
                energy += 1e6 * v * v;
            }
            energies.add(energy);
        }
        double meanT = 99.5;
        double meanE = energies.stream().mapToDouble(e -> e).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int t = 0; t < 200; t++) {
            above += (t - meanT) * (energies.get(t) - meanE);
            below += (t - meanT) * (t - meanT);
        }
        assertThat(scan.features().value(RunFeature.E_TREND)).isCloseTo(above / below, within(1e-9 * Math.abs(meanE)));
        assertThat(scan.features().warnings()).isEmpty();
    }

    @Test
    void figuresLeaveTheirInputAsItIsAndRepeat() {
        Field field = NamedFields.of("bio-sierpinski");
        Field before = field.copy();
        RunScan scan = new RunScan(USUAL);
        scan.add(field);
        RunFeatures first = scan.features();
        assertThat(scan.features()).isEqualTo(first);
        assertThat(RunScan.of(USUAL, field)).isEqualTo(first);
        assertThat(StreamedFeatures.of(field, Activity.DEFAULT))
                .isEqualTo(StreamedFeatures.of(field, Activity.DEFAULT));
        assertThat(field).isEqualTo(before).hasSameHashCodeAs(before);
    }

    @Test
    void framesOfAnotherSizeAndNoFrameAreRefused() {
        RunScan scan = new RunScan(USUAL);
        assertThatIllegalStateException().isThrownBy(scan::features);
        scan.add(NamedFields.of("base16"));
        assertThatIllegalArgumentException().isThrownBy(() -> scan.add(NamedFields.of("base13")));
    }

    @Test
    void settingsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> USUAL.withScales(1));
        assertThatIllegalArgumentException().isThrownBy(() -> USUAL.withWindow(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunFeatureSettings(0, 0, 5, false, -60, -50, -40, 0.001, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunFeatureSettings(4, 3, 5, false, -60, -50, -40, 0.001, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunFeatureSettings(2, 0, 5, false, -60, -60, -40, 0.001, 10));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RunFeatureSettings(2, 0, 5, false, -60, -50, -40, 0, 10));
        RunFeatureSettings bounded = new RunFeatureSettings(2, 8, 3, false, -60, -50, -40, 0.001, 10);
        assertThat(BoxCount.sizes(64, bounded)).containsExactly(2, 4, 8);
    }

    @Test
    void aDimensionOfFewBoxesHasLowConfidence() {
        CellSums rect = CellSums.above(NamedFields.mask("rect", 64), -60);
        assertThat(BoxCount.of(rect, USUAL).lowConfidence(64)).isFalse();
        assertThat(BoxCount.of(rect, USUAL).lowConfidence(7)).isTrue();
        assertThat(BoxCount.of(rect, USUAL.withScales(2)).lowConfidence(64)).isTrue();
        CellSums empty = CellSums.above(NamedFields.mask("empty", 64), -60);
        assertThat(BoxCount.of(empty, USUAL).lowConfidence(64)).isTrue();
    }
}
