// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMix64Test {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 42, -1, Long.MIN_VALUE, 1234567890123L})
    void givesTheNumbersOfTheJdksSplittableRandom(long seed) {
        SplitMix64 ours = SplitMix64.seeded(seed);
        SplittableRandom theirs = new SplittableRandom(seed);
        for (int k = 0; k < 100; k++) {
            assertThat(ours.nextLong()).isEqualTo(theirs.nextLong());
            assertThat(ours.nextDouble()).isEqualTo(theirs.nextDouble());
        }
        for (int k = 0; k < 20; k++) {
            SplitMix64 ourChild = ours.split();
            SplittableRandom theirChild = theirs.split();
            assertThat(ourChild.nextLong()).isEqualTo(theirChild.nextLong());
            assertThat(ours.nextLong()).isEqualTo(theirs.nextLong());
        }
    }

    @Test
    void itsStateIsAllOfIt() {
        SplitMix64 random = SplitMix64.seeded(7).split();
        random.nextNormal();
        SplitMix64 restored = SplitMix64.of(random.state());
        for (int k = 0; k < 100; k++) {
            assertThat(restored.nextLong()).isEqualTo(random.nextLong());
        }
        assertThat(restored.state()).isEqualTo(random.state());
        assertThatIllegalArgumentException().isThrownBy(() -> new SplitMix64.State(1, 2));
    }

    /// From Python's statistics.NormalDist().inv_cdf, another transcription of the same algorithm.
    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.075, -1.4395314709384557",
        "0.925, 1.439531470938456",
        "0.3, -0.5244005127080407",
        "0.001, -3.090232306167813",
        "1e-12, -7.034483825301132",
        "0.999999, 4.753424308817089"
    })
    void quantilesAreTheReferences(double p, double expected) {
        assertThat(NormalQuantile.at(p)).isCloseTo(expected, within(4e-15 * Math.max(1, Math.abs(expected))));
    }

    @Test
    void normalNumbersHaveTheMomentsOfNormalOnes() {
        SplitMix64 random = SplitMix64.seeded(3);
        int count = 200_000;
        double[] moments = new double[4];
        for (int k = 0; k < count; k++) {
            double x = random.nextNormal();
            assertThat(x).isBetween(-9.0, 9.0);
            moments[0] += x / count;
            moments[1] += x * x / count;
            moments[2] += x * x * x / count;
            moments[3] += x * x * x * x / count;
        }
        double error = 5 / Math.sqrt(count);
        assertThat(moments[0]).isCloseTo(0, within(error));
        assertThat(moments[1]).isCloseTo(1, within(error * Math.sqrt(2)));
        assertThat(moments[2]).isCloseTo(0, within(error * Math.sqrt(15)));
        assertThat(moments[3]).isCloseTo(3, within(error * Math.sqrt(96)));
    }

    @Test
    void wholeNumbersFallEverywhereEquallyOften() {
        SplitMix64 random = SplitMix64.seeded(5);
        int[] hits = new int[13];
        int count = 130_000;
        for (int k = 0; k < count; k++) {
            hits[random.nextInt(13)]++;
        }
        double expected = count / 13.0;
        for (int hit : hits) {
            assertThat((double) hit).isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }
}
