// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.LinearSystem;
import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How many walks, and how many steps, theory takes for an interval of a given width.
class WalkWorkTest {
    private static final int OTHERS = 5;

    /// Standard errors that a mean may be off.
    private static final double STANDARD_ERRORS = 6.0;

    private static LinearSystem system(int n, double alpha, Random random) {
        return LocalSystems.withRandomSide(RandomSystems.equallyStrict(n, OTHERS, alpha, random), random);
    }

    /// Steps with capture until the weight αᵗ is no longer above [Walks#ROULETTE], then 1/(1 − α) until one stops.
    private static double expectedSteps(double alpha) {
        double weight = 1.0;
        int captured = 0;
        while (weight > Walks.ROULETTE) {
            weight *= alpha;
            captured++;
        }
        return captured + 1 / (1 - alpha);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.9, 0.99})
    void aWalkIsAsLongAsItsTwoPhasesSay(double alpha) {
        int count = 20_000;
        for (int seed = 0; seed < 5; seed++) {
            LinearSystem system = system(500, alpha, new Random(seed));
            Walks walks = new Walks(Rows.of(system.a()), Comparison.ones(Rows.of(system.a())));
            for (int k = 0; k < count; k++) {
                walks.sample(system.b().values(), seed, seed, k, Long.MAX_VALUE);
            }
            double steps = (double) walks.work() / (OTHERS + 2) / count;
            // The geometric part has a standard deviation of √α/(1 − α).
            double room = STANDARD_ERRORS * Math.sqrt(alpha / count) / (1 - alpha);
            assertThat(steps).isBetween(expectedSteps(alpha) - room - 1e-9, expectedSteps(alpha) + room + 1e-9);
        }
    }

    /// Looks come at doubled numbers, so an interval takes less than twice what Hoeffding's inequality asks for at the
    /// last but one of them, and less than twice what the variance does.
    @ParameterizedTest
    @CsvSource({"0.3, 0.3", "0.3, 0.03", "0.9, 0.3", "0.9, 0.03", "0.97, 0.1"})
    void anEntryTakesNoMoreWalksThanItsWidthAndVarianceAskFor(double alpha, double width) {
        double delta = 1e-3;
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            LinearSystem system = system(400, alpha, random);
            Rows rows = Rows.of(system.a());
            Comparison ones = Comparison.ones(rows);
            Iterate known = Iterate.cold(rows, ones, system.b().values());
            int target = random.nextInt(system.rows());
            double error = width * known.eta();
            EntryEstimate estimate = LocalEntry.estimate(
                    rows, ones, known, target, new LocalEntry.Ask(error, Long.MAX_VALUE / 8, 1, 0, delta, seed));
            assertThat(estimate.method()).isEqualTo(EntryMethod.WALKS);
            assertThat(estimate.bound()).isInstanceOf(EntryBound.Statistical.class);
            assertThat(estimate.bound().within(error)).isTrue();

            double variance = variance(system, target, known.eta());
            double walks = Math.max(SampleMean.FIRST_LOOK, 2 * most(width, variance, delta));
            // Of the steps the mean again, with room for their number's own chance.
            double steps = expectedSteps(alpha) * 1.25;
            assertThat((double) estimate.work())
                    .as("seed %d, variance %g", seed, variance)
                    .isLessThanOrEqualTo(walks * steps * (OTHERS + 2) + OTHERS + 2);
        }
    }

    /// Of a sample in units of eta, by walks of another seed.
    private static double variance(LinearSystem system, int target, double eta) {
        Walks walks = new Walks(Rows.of(system.a()), Comparison.ones(Rows.of(system.a())));
        int count = 20_000;
        double sum = 0.0;
        double squares = 0.0;
        for (int k = 0; k < count; k++) {
            double sample = walks.sample(system.b().values(), target, 987_654_321L, k, Long.MAX_VALUE) / eta;
            sum += sample;
            squares += sample * sample;
        }
        return squares / count - sum / count * sum / count;
    }

    /// The smallest number at which Hoeffding's half width or that of Maurer and Pontil is below `width`; the sample
    /// variance may be a third above the true one.
    private static double most(double width, double variance, double delta) {
        double walks = SampleMean.FIRST_LOOK;
        while (true) {
            double looks = Math.ceil(Math.log(walks / SampleMean.FIRST_LOOK) / Math.log(2)) + 1;
            double log = Math.log(looks * (looks + 1) / delta);
            double hoeffding = Math.sqrt(2 * (log + Math.log(4)) / walks);
            double bernstein = Math.sqrt(2 * 1.34 * variance * (log + Math.log(8)) / walks)
                    + 14.0 / 3.0 * (log + Math.log(8)) / (walks - 1);
            if (Math.min(hoeffding, bernstein) < 0.99 * width) {
                return walks;
            }
            walks *= 1.02;
        }
    }

    @Test
    void anIntervalMissesNoMoreOftenThanItSays() {
        double delta = 0.05;
        int tries = 400;
        LinearSystem system = system(60, 0.8, new Random(3));
        Rows rows = Rows.of(system.a());
        Comparison ones = Comparison.ones(rows);
        Iterate known = Iterate.cold(rows, ones, system.b().values());
        double[] exact = RandomSystems.exact(system).stream()
                .mapToDouble(BigDecimal::doubleValue)
                .toArray();
        int misses = 0;
        for (int k = 0; k < tries; k++) {
            LocalEntry.Ask ask = new LocalEntry.Ask(0.1 * known.eta(), Long.MAX_VALUE / 8, 1, 0, delta, k);
            EntryEstimate estimate = LocalEntry.estimate(rows, ones, known, k % 60, ask);
            Double bound = estimate.bound().orNull();
            assertThat(bound).isNotNull();
            misses += Math.abs(estimate.value() - exact[k % 60]) > bound ? 1 : 0;
        }
        assertThat((double) misses).isLessThan(delta * tries + 5 * Math.sqrt(delta * (1 - delta) * tries));
    }
}
