// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.patterns.Walks;
import io.rivulet.patterns.series.SeriesException.Fault;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static void refused(Fault fault, int index, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(SeriesException.class, e -> {
            assertThat(e.fault()).isEqualTo(fault);
            assertThat(e.index()).isEqualTo(index);
        });
    }

    @Test
    void seriesThatCanNotBeComparedAreRefused() {
        refused(Fault.EMPTY_SEQUENCE, -1, () -> Series.check(new double[0]));
        refused(Fault.TOO_LONG, -1, () -> Series.check(new double[Series.MOST_VALUES + 1]));
        refused(Fault.NON_FINITE_VALUE, 1, () -> Series.check(new double[] {0, Double.NaN}));
        refused(Fault.NON_FINITE_VALUE, 0, () -> Series.check(new float[] {Float.NEGATIVE_INFINITY}));
        refused(Fault.CONSTANT_SEQUENCE, -1, () -> Normalisation.Z.apply(new double[] {2, 2, 2}));
        refused(Fault.CONSTANT_SEQUENCE, -1, () -> Normalisation.MINMAX.apply(new double[] {2, 2, 2}));
        refused(Fault.CONSTANT_SEQUENCE, -1, () -> Normalisation.Z.apply(new double[] {-1e308, 1e308}));
        assertThat(Normalisation.zOrZeros(new double[] {2, 2})).containsExactly(0, 0);
        assertThat(Normalisation.NONE.apply(new double[] {2, 2})).containsExactly(2, 2);
    }

    @Test
    void normalisedSeriesHaveNoLevelAndNoScale() {
        Walks random = new Walks(71);
        for (int k = 0; k < 200; k++) {
            double[] values = random.walk(2 + random.below(100));
            double[] moved = values.clone();
            double factor = 1 + random.next() * 9;
            for (int i = 0; i < moved.length; i++) {
                moved[i] = 5 + factor * moved[i];
            }
            assertThat(Normalisation.Z.apply(moved)).containsExactly(Normalisation.Z.apply(values), within(1e-9));
            double[] minMax = Normalisation.MINMAX.apply(moved);
            assertThat(minMax).containsExactly(Normalisation.MINMAX.apply(values), within(1e-9));
            assertThat(minMax).contains(0).contains(1);
        }
    }

    @Test
    void resamplingKeepsEndsAndLines() {
        assertThat(Series.resample(new double[] {1, 2, 4}, 5)).containsExactly(1, 1.5, 2, 3, 4);
        assertThat(Series.resample(new double[] {1, 2, 3, 4}, 2)).containsExactly(1, 4);
        assertThat(Series.resample(new double[] {7}, 3)).containsExactly(7, 7, 7);
        assertThatThrownBy(() -> Series.resample(new double[] {7}, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void similarityIsOneJustForNoDistance() {
        assertThat(Similarity.of(0, 3, 4)).isEqualTo(1);
        assertThat(Similarity.of(1, 3, 4)).isEqualTo(0.8);
        assertThat(Similarity.of(Double.POSITIVE_INFINITY, 3, 4)).isZero();
        assertThat(Similarity.of(Similarity.distanceAt(0.8, 20, 10), 10, 20)).isCloseTo(0.8, within(1e-15));
        assertThatThrownBy(() -> Similarity.of(Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Similarity.of(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void floatsAreRoundedDoubles() {
        double[] values = {0.1, -3, 1e-50};
        assertThat(Series.toFloats(values)).containsExactly(0.1f, -3f, 0f);
        assertThat(Series.toDoubles(Series.toFloats(values))).containsExactly(0.1f, -3, 0);
    }

    @Test
    void sumsKeepWhatRoundingTakes() {
        assertThat(CompensatedSum.of(3, i -> new double[] {1e100, 1, -1e100}[i]))
                .isEqualTo(1);
        assertThat(CompensatedSum.of(10, i -> 0.1)).isEqualTo(1);
    }
}
