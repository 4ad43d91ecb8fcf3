// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class SampleMeanTest {
    private static final int REPEATS = 2_000;
    private static final double DELTA = 0.05;

    /// More misses than this of [#REPEATS] have a probability below 10⁻⁶ if each has one of [#DELTA].
    private static final double MOST_MISSES = DELTA * REPEATS + 5 * Math.sqrt(DELTA * (1 - DELTA) * REPEATS);

    private static int misses(ToDoubleFunction<SplittableRandom> draw, double mean) {
        int misses = 0;
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            SplittableRandom random = new SplittableRandom(repeat);
            SampleMean samples = new SampleMean(DELTA);
            boolean missed = false;
            for (int look = 0; look < 4; look++) {
                while (samples.count() < samples.nextLook()) {
                    samples.add(draw.applyAsDouble(random));
                }
                double half = samples.look();
                missed |= Math.abs(samples.mean() - mean) > half;
            }
            misses += missed ? 1 : 0;
        }
        return misses;
    }

    @Test
    void coversTheMeanAtEveryLookAsOftenAsItSays() {
        assertThat(misses(r -> r.nextDouble() < 0.5 ? 1.0 : -1.0, 0.0)).isLessThan((int) MOST_MISSES);
        assertThat(misses(r -> r.nextDouble() < 0.001 ? 1.0 : -1.0, -0.998)).isLessThan((int) MOST_MISSES);
        assertThat(misses(r -> 2 * r.nextDouble() - 1, 0.0)).isLessThan((int) MOST_MISSES);
        assertThat(misses(r -> 0.3 + 0.01 * r.nextDouble(), 0.305)).isLessThan((int) MOST_MISSES);
    }

    @Test
    void isNarrowerWhereTheSamplesAreAlike() {
        SampleMean alike = new SampleMean(DELTA);
        SampleMean spread = new SampleMean(DELTA);
        SplittableRandom random = new SplittableRandom(1);
        for (int k = 0; k < 65_536; k++) {
            double u = random.nextDouble();
            alike.add(0.2 + 0.001 * u);
            spread.add(u < 0.5 ? 1.0 : -1.0);
        }
        double wide = spread.look();
        assertThat(alike.look()).isLessThan(wide / 20);
        assertThat(wide).isLessThan(0.02);
    }

    @Test
    void aLaterLookPaysForTheEarlierOnes() {
        SampleMean once = new SampleMean(DELTA);
        SampleMean often = new SampleMean(DELTA);
        for (int k = 0; k < 4_096; k++) {
            once.add(k % 2);
            often.add(k % 2);
        }
        double first = once.look();
        for (int k = 0; k < 9; k++) {
            often.look();
        }
        assertThat(often.look()).isGreaterThan(first);
    }

    @Test
    void predictsAboutWhatItWillTake() {
        double delta = 1e-3;
        double width = 0.02;
        SampleMean samples = new SampleMean(delta);
        SplittableRandom random = new SplittableRandom(5);
        double half = 1.0;
        while (half > width) {
            while (samples.count() < samples.nextLook()) {
                samples.add(0.5 * (2 * random.nextDouble() - 1));
            }
            half = samples.look();
        }
        double predicted = SampleMean.predicted(1.0 / 12, width, delta);
        assertThat((double) samples.count()).isBetween(predicted / 4, predicted * 4);
    }
}
