// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.series.Series;
import io.rivulet.patterns.series.SeriesException;
import io.rivulet.patterns.series.Similarity;
import org.junit.jupiter.api.Test;

class DtwPropertiesTest {
    private static final int ROUNDS = 400;

    private final Walks random = new Walks(91);

    private double[] some() {
        int n = 1 + random.below(80);
        return random.next() < 0.5 ? random.walk(n) : random.uniform(n);
    }

    private Cost cost() {
        return random.next() < 0.5 ? Cost.ABS : Cost.SQ;
    }

    @Test
    void aSeriesHasNoDistanceFromItself() {
        for (int k = 0; k < ROUNDS; k++) {
            double[] a = some();
            assertThat(Dtw.distance(a, a, cost(), Band.of(random.below(20)))).isZero();
            assertThat(Dtw.align(a, a, cost(), Band.none()).length()).isEqualTo(a.length);
        }
    }

    @Test
    void distancesAreSymmetricAndSimilaritiesBetweenZeroAndOne() {
        for (int k = 0; k < ROUNDS; k++) {
            double[] a = some();
            double[] b = some();
            Cost cost = cost();
            Band band = random.next() < 0.3 ? Band.none() : Band.of(random.below(30));
            double distance = Dtw.distance(a, b, cost, band);
            assertThat(Dtw.distance(b, a, cost, band)).isEqualTo(distance).isNotNegative();
            double similarity = Similarity.of(distance, a.length, b.length);
            assertThat(similarity).isGreaterThan(0).isLessThanOrEqualTo(1);
            assertThat(similarity == 1).isEqualTo(distance == 0);
        }
    }

    @Test
    void aWiderBandNeverMakesADistanceLonger() {
        for (int k = 0; k < ROUNDS; k++) {
            double[] a = some();
            double[] b = some();
            Cost cost = cost();
            double last = Double.POSITIVE_INFINITY;
            for (int radius = 0; radius <= 80; radius += 1 + random.below(9)) {
                double distance = Dtw.distance(a, b, cost, Band.of(radius));
                assertThat(distance).isLessThanOrEqualTo(last);
                last = distance;
            }
            assertThat(Dtw.distance(a, b, cost, Band.none())).isLessThanOrEqualTo(last);
        }
    }

    @Test
    void noBandAtAllIsTheSumPointByPoint() {
        for (int k = 0; k < ROUNDS; k++) {
            double[] a = some();
            double[] b = random.uniform(a.length);
            Cost cost = cost();
            double sum = 0;
            for (int i = 0; i < a.length; i++) {
                sum += cost.of(a[i], b[i]);
            }
            assertThat(Dtw.distance(a, b, cost, Band.of(0))).isEqualTo(sum);
            assertThat(Dtw.distance(a, b, cost, Band.none())).isLessThanOrEqualTo(sum);
        }
    }

    @Test
    void anAlignmentGoesFromEndToEndAndAddsUp() {
        for (int k = 0; k < ROUNDS; k++) {
            double[] a = some();
            double[] b = some();
            Cost cost = cost();
            Band band = Band.of(random.below(40));
            Alignment path = Dtw.align(a, b, cost, band);
            assertThat(path.distance()).isEqualTo(Dtw.distance(a, b, cost, band));
            assertThat(path.length()).isBetween(Math.max(a.length, b.length), a.length + b.length - 1);
            assertThat(path.first(0) + path.second(0)).isZero();
            double sum = 0;
            for (int p = 0; p < path.length(); p++) {
                sum += cost.of(a[path.first(p)], b[path.second(p)]);
                assertThat(Math.abs(path.first(p) - path.second(p)))
                        .isLessThanOrEqualTo(band.effective(a.length, b.length));
                if (p > 0) {
                    assertThat(path.first(p) - path.first(p - 1)).isBetween(0, 1);
                    assertThat(path.second(p) - path.second(p - 1)).isBetween(0, 1);
                }
            }
            assertThat(path.first(path.length() - 1)).isEqualTo(a.length - 1);
            assertThat(path.second(path.length() - 1)).isEqualTo(b.length - 1);
            assertThat(sum).isCloseTo(path.distance(), within(1e-12 * (1 + sum)));
            assertThat(path).isEqualTo(Dtw.align(a, b, cost, band)).hasSameHashCodeAs(Dtw.align(a, b, cost, band));
        }
    }

    @Test
    void aLimitChangesNothingBelowItAndEndsEverythingAbove() {
        for (int k = 0; k < ROUNDS; k++) {
            double[] a = some();
            double[] b = some();
            Cost cost = cost();
            Band band = Band.of(random.below(40));
            double distance = Dtw.distance(a, b, cost, band);
            assertThat(Dtw.distanceWithin(a, b, cost, band, distance)).isEqualTo(distance);
            double below = Math.nextDown(distance);
            assertThat(Dtw.distanceWithin(a, b, cost, band, below)).isInfinite();
        }
    }

    @Test
    void singlePrecisionIsAsNearAsItSays() {
        for (int k = 0; k < ROUNDS; k++) {
            float[] a = Series.toFloats(some());
            float[] b = Series.toFloats(some());
            Cost cost = cost();
            Band band = Band.of(random.below(40));
            double exact = Dtw.distance(a, b, cost, band);
            double error = (a.length + b.length + 1) * 0x1p-24 * exact;
            assertThat((double) Dtw.singleDistance(a, b, cost, band)).isCloseTo(exact, within(error + 1e-40));
        }
    }

    @Test
    void whatCanNotBeComparedIsRefused() {
        double[] one = {1};
        assertThatThrownBy(() -> Dtw.distance(new double[0], one, Cost.ABS, Band.none()))
                .isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> Dtw.align(one, new double[] {Double.NaN}, Cost.ABS, Band.none()))
                .isInstanceOf(SeriesException.class);
        assertThatThrownBy(() -> Band.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Band.usual(101, 50).radius()).isEqualTo(11);
        assertThat(Band.none().isNone()).isTrue();
        assertThat(Dtw.provider()).isNotEmpty();
        assertThat(Cost.SQ.wireName()).isEqualTo("sq");
    }
}
