// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.serialization.event.SessionSettings.CostAggregation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CombinationTest {
    private static final int TRIALS = 500;

    private static Observation says(String node, double value, double confidence, long millis) {
        return new Observation(node, value, confidence, millis, true);
    }

    private static List<Observation> values(double... values) {
        List<Observation> all = new ArrayList<>();
        for (double value : values) {
            all.add(says("n" + all.size(), value, 1, 0));
        }
        return all;
    }

    @Test
    void medianAndTrimmedMeanAreThoseOfTheReference() throws IOException {
        int entries = 0;
        for (JsonNode golden : Goldens.read("robustAggregation").path("cases")) {
            JsonNode vectors = golden.path("vectors");
            assertThat(golden.path("trimK").asInt()).isEqualTo((vectors.size() - 1) / 3);
            for (int d = 0; d < vectors.path(0).size(); d++) {
                double[] values = new double[vectors.size()];
                for (int k = 0; k < values.length; k++) {
                    values[k] = vectors.path(k).path(d).asDouble();
                }
                assertThat(Combination.of(CostAggregation.MEDIAN, values(values)))
                        .isEqualTo(golden.path("coordinateMedian").path(d).asDouble());
                double trimmed = golden.path("trimmedMean").path(d).asDouble();
                assertThat(Combination.of(CostAggregation.TRIMMED_MEAN, values(values)))
                        .isCloseTo(trimmed, within(1e-12 * Math.max(1, Math.abs(trimmed))));
                entries++;
            }
        }
        assertThat(entries).isEqualTo(6);
        for (JsonNode golden : Goldens.read("costAggregation").path("cases")) {
            List<Observation> all = new ArrayList<>();
            for (JsonNode report : golden.path("reports")) {
                double confidence = report.path("confidence").asDouble();
                all.add(says("n" + all.size(), report.path("value").asDouble(), confidence, 0));
            }
            double median = golden.path("median").asDouble();
            assertThat(Combination.of(CostAggregation.MEDIAN, all)).isCloseTo(median, within(1e-12));
        }
    }

    @Test
    void anAverageWeighsByConfidenceAndNobodyHasMoreThanTwiceTheMedian() {
        assertThat(Combination.of(
                        CostAggregation.WEIGHTED_AVERAGE, List.of(says("a", 4, 0.25, 0), says("b", 8, 0.75, 0))))
                .isEqualTo(7);
        // Two reporters: no cap. Four: 1 counts as 2·0.1.
        assertThat(Combination.of(CostAggregation.WEIGHTED_AVERAGE, List.of(says("a", 0, 0.1, 0), says("b", 11, 1, 0))))
                .isCloseTo(10, within(1e-12));
        assertThat(Combination.of(
                        CostAggregation.WEIGHTED_AVERAGE,
                        List.of(says("a", 0, 0.1, 0), says("b", 4, 1, 0), says("c", 0, 0.1, 0), says("d", 4, 0.1, 0))))
                .isCloseTo(2.4, within(1e-12));
    }

    @Test
    void anAverageInsideTheMiddleIsLeftAloneAndOneOutsideOfItEndsAtItsEdge() {
        assertThat(Combination.of(CostAggregation.WEIGHTED_AVERAGE, values(1, 2, 4, 5)))
                .isEqualTo(3);
        assertThat(Combination.of(CostAggregation.WEIGHTED_AVERAGE, values(1, 2, 4, 1_000)))
                .isEqualTo(4);
        assertThat(Combination.of(CostAggregation.WEIGHTED_AVERAGE, values(10, 10.5, 1_000)))
                .isEqualTo(10.5);
    }

    @Test
    void theLatestIsTheNewestAndOfTwoTheLastByName() {
        assertThat(Combination.of(
                        CostAggregation.LATEST,
                        List.of(says("a", 1, 1, 5), says("b", 2, 1, 7), says("c", 3, 1, 7), says("d", 4, 1, 6))))
                .isEqualTo(3);
        assertThat(Combination.of(
                        CostAggregation.LATEST, List.of(says("a", 1, 1, 5), says("b", 9, 1, 7), says("c", 2, 1, 6))))
                .isEqualTo(9);
    }

    @Test
    void twoHaveNoOutlierAndThreeLoseBothEnds() {
        assertThat(Combination.of(CostAggregation.TRIMMED_MEAN, values(1, 4))).isEqualTo(2.5);
        assertThat(Combination.of(CostAggregation.TRIMMED_MEAN, values(1, 4, 900)))
                .isEqualTo(4);
        assertThat(Combination.of(CostAggregation.MEDIAN, values(1, 4, 900, 2))).isEqualTo(3);
    }

    @Test
    void whoIsNotTrustedDecidesOnlyAlone() {
        Observation liar = new Observation("z", 1e9, 1, 99, false);
        List<Observation> both = List.of(says("a", 5, 0.1, 0), liar);
        assertThat(Combination.of(CostAggregation.WEIGHTED_AVERAGE, both)).isEqualTo(5);
        assertThat(Combination.of(CostAggregation.LATEST, both)).isEqualTo(5);
        for (CostAggregation rule : CostAggregation.values()) {
            assertThat(Combination.of(rule, List.of(liar))).isEqualTo(1e9);
        }
    }

    @Test
    void numbersAtTheEndOfTheRangeStayInIt() {
        double most = Double.MAX_VALUE;
        for (CostAggregation rule : CostAggregation.values()) {
            assertThat(Combination.of(rule, values(most, most, most))).isEqualTo(most);
            assertThat(Combination.of(rule, values(-most, most, most, -most))).isFinite();
        }
    }

    /// Liars say anything: huge, tiny, a little beyond the honest ones, all the same, among them.
    private static double lie(Random random, double low, double high, double agreed) {
        return switch (random.nextInt(7)) {
            case 0 -> (random.nextDouble() - 0.5) * Double.MAX_VALUE;
            case 1 -> high + random.nextDouble();
            case 2 -> low - random.nextDouble();
            case 3 -> random.nextBoolean() ? 1e300 : -1e300;
            case 4 -> random.nextBoolean() ? Math.nextUp(high) : Math.nextDown(low);
            case 5 -> agreed;
            default -> low + random.nextDouble() * (high - low);
        };
    }

    /// Every number of reporters with as many liars as the rule withstands, whose words weigh as much as they may, are
    /// the newest, and are trusted as often as honest ones.
    @ParameterizedTest
    @EnumSource(
            value = CostAggregation.class,
            names = {"WEIGHTED_AVERAGE", "MEDIAN", "TRIMMED_MEAN"})
    void aLyingMinorityNeverMovesTheResultOutOfTheHonestRange(CostAggregation rule) {
        Random random = new Random(20_260_101);
        int lies = 0;
        for (int n = 3; n <= 16; n++) {
            int most = rule == CostAggregation.MEDIAN ? (n - 1) / 2 : Math.max(1, (n - 1) / 3);
            for (int liars = 1; liars <= most; liars++) {
                for (int trial = 0; trial < TRIALS; trial++) {
                    double centre = random.nextGaussian() * 100;
                    double width = Math.pow(10, -random.nextInt(6));
                    double[] honest = random.doubles(n - liars, centre - width, centre + width)
                            .toArray();
                    double low = Arrays.stream(honest).min().orElseThrow();
                    double high = Arrays.stream(honest).max().orElseThrow();
                    double agreed = random.nextBoolean() ? high + 1e-9 : low - 1e6;
                    List<Observation> said = new ArrayList<>();
                    for (double value : honest) {
                        said.add(observed(random, value, random.nextDouble(), trial));
                    }
                    for (int k = 0; k < liars; k++) {
                        said.add(observed(random, lie(random, low, high, agreed), 0, trial + 1));
                    }
                    said.sort(Comparator.comparing(Observation::nodeId));
                    assertThat(Combination.of(rule, said))
                            .as("%d of %d, trial %d: %s", liars, n, trial, said)
                            .isBetween(low, high);
                    double mean = said.stream()
                            .mapToDouble(each -> each.value() / said.size())
                            .sum();
                    lies += mean < low || mean > high ? 1 : 0;
                }
            }
        }
        // The same lies do move a plain mean: they are lies.
        assertThat(lies).isGreaterThan(5 * TRIALS);
    }

    /// Under a name of any place in the order.
    private static Observation observed(Random random, double value, double doubt, long millis) {
        return new Observation("n%016x".formatted(random.nextLong()), value, 1 - doubt, millis, random.nextBoolean());
    }

    /// One more than they withstand: nobody can tell who is right.
    @Test
    void moreLiarsThanARuleWithstandsMoveIt() {
        assertThat(Combination.of(CostAggregation.MEDIAN, values(10, 10, 1_000, 1_000)))
                .isGreaterThan(10);
        assertThat(Combination.of(CostAggregation.WEIGHTED_AVERAGE, values(10, 10, 10, 1_000, 1_000)))
                .isGreaterThan(10);
        assertThat(Combination.of(CostAggregation.TRIMMED_MEAN, values(10, 10, 10, 1_000, 1_000)))
                .isGreaterThan(10);
    }
}
