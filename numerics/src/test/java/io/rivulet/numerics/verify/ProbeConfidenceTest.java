// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SmallMatrices;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What probes say of their chances is what they do.
class ProbeConfidenceTest {
    private static final double TOLERANCE = 1e-8;
    private static final int TRIALS = 10_000;

    /// Of checks that read every row of 10⁵: with `-Drivulet.long=true` as many as of probes.
    private static final int WHOLE_TRIALS = Boolean.getBoolean("rivulet.long") ? TRIALS : 100;

    /// What an error is like, beside its size.
    private enum Shape {
        ONE_ROW,
        SPREAD
    }

    /// Standard deviations of the binomial band: left once in 16,000 by chance, and the seeds are fixed.
    private static final double BAND = 4;

    private static double[] sines(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        return x;
    }

    private static void requireWithinBand(double observed, double probability, double trials) {
        double spread = BAND * Math.sqrt(trials * probability * (1 - probability)) + 1;
        assertThat(observed).isCloseTo(trials * probability, org.assertj.core.api.Assertions.within(spread));
    }

    /// One row is wrong, by so many times what the tolerance allows for all of them.
    @ParameterizedTest
    @ValueSource(doubles = {1.5, 10, 1e3, 1e6, 1e12})
    void aSingleWrongRowEscapesAsOftenAsTheConfidenceLeavesOpen(double times) {
        int n = 2_000;
        double[] ones = new double[n];
        Arrays.fill(ones, 1.0);
        LinearSystem system = SmallMatrices.diagonal(ones, sines(n));
        double by = times * TOLERANCE * TrueResidual.norm2(sines(n));
        int missed = 0;
        double open = 0.0;
        for (int seed = 0; seed < 2_000; seed++) {
            double[] x = sines(n);
            x[(seed * 37) % n] += by;
            Verdict verdict =
                    Verification.verify(system, DenseVector.adopt(x), Strategy.RANDOM_PROBE, 10, TOLERANCE, seed);
            missed += verdict.verified() ? 1 : 0;
            open += 1 - verdict.confidence();
            assertThat(verdict.provenResidual()).isLessThanOrEqualTo(times * TOLERANCE * (1 + 1e-6));
        }
        requireWithinBand(missed, open / 2_000, 2_000);
    }

    private static Stream<Arguments> errors() {
        return Arrays.stream(Strategy.values())
                .flatMap(strategy -> Arrays.stream(Shape.values())
                        .flatMap(shape -> DoubleStream.of(1.2, 2, 5, 100, 1e6)
                                .mapToObj(times -> Arguments.of(strategy, shape, times))));
    }

    /// ‖r‖ is so many times what is allowed, in one row or in all of them alike.
    @ParameterizedTest
    @MethodSource("errors")
    void anErrorEscapesAsOftenAsTheConfidenceLeavesOpen(Strategy strategy, Shape shape, double times) {
        int n = 2_000;
        int trials = 1_000;
        double[] ones = new double[n];
        Arrays.fill(ones, 1.0);
        LinearSystem system = SmallMatrices.diagonal(ones, sines(n));
        double length = times * TOLERANCE * TrueResidual.norm2(sines(n));
        int missed = 0;
        int mustMiss = 0;
        double open = 0.0;
        for (int seed = 0; seed < trials; seed++) {
            Random random = new Random(seed);
            double[] x = sines(n);
            if (shape == Shape.ONE_ROW) {
                x[random.nextInt(n)] += length;
            } else {
                for (int i = 0; i < n; i++) {
                    x[i] += random.nextBoolean() ? length / Math.sqrt(n) : -length / Math.sqrt(n);
                }
            }
            Verdict verdict = Verification.verify(system, DenseVector.adopt(x), strategy, 5, TOLERANCE, seed);
            missed += verdict.verified() ? 1 : 0;
            open += 1 - verdict.confidence();
            // The rows read carry this part of an error that is spread, and are found by it or not: no matter of
            // chance.
            mustMiss += times * Math.sqrt(verdict.rowsChecked() / (double) n) <= 1 ? 1 : 0;
        }
        if (strategy == Strategy.RANDOM_PROBE && shape == Shape.SPREAD) {
            assertThat(missed).isEqualTo(mustMiss);
            assertThat(missed).as("what is 2.2 times too long").isEqualTo(times < 2.2 ? trials : 0);
        } else {
            requireWithinBand(missed, open / trials, trials);
        }
        if (strategy != Strategy.RANDOM_PROBE) {
            assertThat(missed).isZero();
            assertThat(open).isZero();
        }
    }

    /// A flipped bit in one entry of x makes as many rows wrong as A has entries in its column.
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void flippedEntriesOfAHundredThousandAreFoundAsOftenAsTheFormulaSays(int flips) {
        int n = 100_000;
        CsrMatrix a =
                Gallery.generate(Gallery.parse("random_dd,n=" + n + ",nnz_per_row=5,alpha=0.5,symmetric=true,seed=6"));
        LinearSystem system = RandomSystems.manufactured(a);
        double target = TOLERANCE * TrueResidual.rhsNorm(system.b().values());
        double[] x = sines(n);
        DenseVector shared = DenseVector.adopt(x);
        Random random = new Random(flips);
        int found = 0;
        double expected = 0.0;
        double variance = 0.0;
        int[] wrongIn = new int[n];
        for (int trial = 1; trial <= TRIALS; trial++) {
            int[] flipped = random.ints(0, n).distinct().limit(flips).toArray();
            int wrong = 0;
            for (int i : flipped) {
                flip(x, i);
                // Symmetric: the column is the row.
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    int row = a.column()[k];
                    wrong += wrongIn[row] == trial ? 0 : 1;
                    wrongIn[row] = trial;
                }
            }
            Verdict verdict = Verification.rows(system, shared, 2, target, 1.0, trial);
            for (int i : flipped) {
                flip(x, i);
            }
            found += verdict.verified() ? 0 : 1;
            double chance = Verification.detection(n, verdict.rowsChecked(), wrong);
            expected += chance;
            variance += chance * (1 - chance);
        }
        assertThat((double) found)
                .as("%d flips, expected %.0f", flips, expected)
                .isCloseTo(expected, org.assertj.core.api.Assertions.within(BAND * Math.sqrt(variance) + 1));
    }

    /// The highest bit of the fraction: x becomes another number of its size.
    private static void flip(double[] x, int i) {
        x[i] = Double.longBitsToDouble(Double.doubleToLongBits(x[i]) ^ (1L << 51));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void projectionsMissNoFlippedEntryOfAHundredThousand(int flips) {
        int n = 100_000;
        LinearSystem system = RandomSystems.manufactured(
                Gallery.generate(Gallery.parse("random_dd,n=" + n + ",nnz_per_row=5,alpha=0.5,symmetric=true,seed=6")));
        double[] x = sines(n);
        DenseVector shared = DenseVector.adopt(x);
        Random random = new Random(flips);
        for (int trial = 1; trial <= WHOLE_TRIALS; trial++) {
            int[] flipped = random.ints(0, n).distinct().limit(flips).toArray();
            Arrays.stream(flipped).forEach(i -> flip(x, i));
            Verdict verdict = Verification.verify(system, shared, Strategy.PROJECTION, 2, TOLERANCE, trial);
            Arrays.stream(flipped).forEach(i -> flip(x, i));
            assertThat(verdict.verified()).as("trial %d", trial).isFalse();
            assertThat(verdict.confidence()).isEqualTo(1.0);
        }
        assertThat(Verification.verify(system, shared, Strategy.PROJECTION, 2, TOLERANCE, 1)
                        .verified())
                .isTrue();
    }

    /// Each shows a row that the other pass over the same problem would not have shown with probability 1/2 or
    /// more.
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 10, 60})
    void aSignedSumShowsFlippedEntriesInAtLeastHalfOfItsProbes(int flips) {
        int n = 2_000;
        LinearSystem system = RandomSystems.manufactured(
                Gallery.generate(Gallery.parse("random_dd,n=" + n + ",nnz_per_row=5,alpha=0.5,symmetric=true,seed=6")));
        double[] x = sines(n);
        new Random(flips).ints(0, n).distinct().limit(flips).forEach(i -> flip(x, i));
        DenseVector wrong = DenseVector.adopt(x);
        double worst = 0.0;
        double magnitude = 0.0;
        RowTally rows = new RowTally(system, wrong);
        double[] r = new double[n];
        for (int i = 0; i < n; i++) {
            r[i] = rows.read(i);
            worst = Math.max(worst, Math.abs(r[i]));
            magnitude += rows.lastMagnitude();
        }
        SignedSums sums = new SignedSums(system, wrong, magnitude);
        int shown = 0;
        for (int probe = 0; probe < 1_000; probe++) {
            double byRows = 0.0;
            for (int i = 0; i < n; i++) {
                byRows += SplitMix.at(7, probe, i) < 0 ? -r[i] : r[i];
            }
            double least = sums.atLeast(7, probe);
            assertThat(least).isLessThanOrEqualTo(Math.abs(byRows) * (1 + 1e-12) + 1e-14 * magnitude);
            assertThat(least).isGreaterThanOrEqualTo(Math.abs(byRows) - 1e-12 * magnitude);
            shown += least >= 0.9 * worst ? 1 : 0;
        }
        assertThat((double) shown).isGreaterThanOrEqualTo(500 - BAND * Math.sqrt(250));
    }

    @Test
    void noProbeSaysThatTheResidualIsLongerThanItIs() {
        Random random = new Random(5);
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(40, 0.1));
        for (int seed = 0; seed < 500; seed++) {
            double[] x = sines(1_600);
            double size = Math.pow(10, random.nextInt(12) - 12);
            int entries = 1 + random.nextInt(1_600);
            for (int k = 0; k < entries; k++) {
                x[random.nextInt(1_600)] += size * random.nextGaussian();
            }
            double exact = TrueResidual.of(system, DenseVector.copyOf(x)).relative();
            for (Strategy strategy : Strategy.values()) {
                Verdict verdict =
                        Verification.verify(system, DenseVector.copyOf(x), strategy, 1 + seed % 10, TOLERANCE, seed);
                assertThat(verdict.provenResidual()).isLessThanOrEqualTo(exact * (1 + 1e-12));
                assertThat(verdict.verified() || exact > TOLERANCE)
                        .as("%s refutes what meets the tolerance", strategy)
                        .isTrue();
            }
        }
    }

    @Test
    void theChanceOfMeetingAWrongRowIsThatOfDrawingWithoutPuttingBack() {
        assertThat(Verification.detection(10, 10, 1)).isEqualTo(1.0);
        assertThat(Verification.detection(10, 0, 3)).isEqualTo(0.0);
        assertThat(Verification.detection(10, 9, 2)).isEqualTo(1.0);
        assertThat(Verification.detection(10, 3, 2))
                .isCloseTo(1 - 7.0 / 10 * 6 / 9, org.assertj.core.api.Assertions.within(1e-15));
        // The table of the specification: n = 10⁶, q = 1000.
        assertThat(Verification.detection(1_000_000, 1_000, 100)).isBetween(0.094, 0.096);
        assertThat(Verification.detection(1_000_000, 1_000, 4_600)).isBetween(0.989, 0.991);
    }
}
