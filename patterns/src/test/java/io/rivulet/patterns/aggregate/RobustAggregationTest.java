// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.patterns.Goldens;
import io.rivulet.patterns.Walks;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RobustAggregationTest {
    private static final Offset<Double> NEAR = within(1e-9);

    @Test
    void allRulesGiveWhatWasComputedElsewhere() {
        for (JsonNode golden : Goldens.of("robustAggregation").get("cases")) {
            double[][] vectors = new double[golden.get("vectors").size()][];
            for (int i = 0; i < vectors.length; i++) {
                vectors[i] = Goldens.doubles(golden.get("vectors").get(i));
            }
            int f = golden.get("f").intValue();
            double scale = Arrays.stream(vectors)
                    .flatMapToDouble(Arrays::stream)
                    .map(Math::abs)
                    .max()
                    .orElseThrow();
            assertThat(RobustAggregation.mean(vectors))
                    .containsExactly(Goldens.doubles(golden.get("mean")), within(1e-14 * scale));
            assertThat(RobustAggregation.coordinateMedian(vectors))
                    .containsExactly(Goldens.doubles(golden.get("coordinateMedian")), NEAR);
            assertThat(RobustAggregation.trimmedMean(
                            vectors, golden.get("trimK").intValue()))
                    .containsExactly(Goldens.doubles(golden.get("trimmedMean")), NEAR);
            assertThat(RobustAggregation.geometricMedian(vectors))
                    .as(golden.get("name").asText())
                    .containsExactly(Goldens.doubles(golden.get("geometricMedian")), NEAR);
            double[] scores = RobustAggregation.krumScores(vectors, f);
            double[] expected = Goldens.doubles(golden.get("krumScores"));
            for (int i = 0; i < scores.length; i++) {
                assertThat(scores[i]).isCloseTo(expected[i], within(1e-12 * Math.max(1, expected[i])));
            }
            assertThat(RobustAggregation.krum(vectors, f))
                    .isEqualTo(golden.get("krumIndex").intValue());
        }
    }

    @Test
    void weightedMediansOfReportsToo() {
        for (JsonNode golden : Goldens.of("costAggregation").get("cases")) {
            double[] values = new double[golden.get("reports").size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = golden.get("reports").get(i).get("value").doubleValue();
            }
            assertThat(RobustAggregation.weightedMedian(values, Goldens.doubles(golden.get("weights"))))
                    .isCloseTo(golden.get("weightedMedian").doubleValue(), NEAR);
            Arrays.sort(values);
            assertThat(RobustAggregation.median(values))
                    .isCloseTo(golden.get("median").doubleValue(), NEAR);
        }
        assertThatThrownBy(() -> RobustAggregation.weightedMedian(new double[] {1}, new double[] {0}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOrderOfTheVectorsDoesNotMatter() {
        Walks random = new Walks(41);
        double[][] vectors = new double[9][];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = random.uniform(4);
        }
        List<double[]> shuffled = Arrays.asList(vectors.clone());
        Collections.shuffle(shuffled, new Random(5));
        double[][] other = shuffled.toArray(double[][]::new);
        assertThat(RobustAggregation.coordinateMedian(other)).isEqualTo(RobustAggregation.coordinateMedian(vectors));
        assertThat(RobustAggregation.trimmedMean(other, 2)).isEqualTo(RobustAggregation.trimmedMean(vectors, 2));
        assertThat(RobustAggregation.geometricMedian(other))
                .containsExactly(RobustAggregation.geometricMedian(vectors), within(1e-8));
        assertThat(other[RobustAggregation.krum(other, 2)]).isEqualTo(vectors[RobustAggregation.krum(vectors, 2)]);
    }

    @Test
    void aLongVectorIsCutAndKeepsItsDirection() {
        double[][] clipped = RobustAggregation.clipped(new double[][] {{3, 4}, {0, 5}, {3_000, 4_000}}, 3);
        assertThat(clipped[0]).containsExactly(3, 4);
        assertThat(clipped[2]).containsExactly(new double[] {9, 12}, within(1e-12));
    }

    @Test
    void whatIsNotANumberIsRefused() {
        assertThatThrownBy(() -> RobustAggregation.coordinateMedian(new double[][] {{1}, {Double.NaN}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RobustAggregation.coordinateMedian(new double[][] {{1}, {1, 2}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RobustAggregation.coordinateMedian(new double[0][]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RobustAggregation.trimmedMean(new double[][] {{1}, {2}}, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RobustAggregation.krum(new double[][] {{1}, {2}}, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
