// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SmallMatrices;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerificationTest {
    private static final double TOLERANCE = 1e-8;

    private static double[] sines(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        return x;
    }

    private static LinearSystem grid(int k) {
        return RandomSystems.manufactured(RandomSystems.grid(k, 0.1));
    }

    private static Verdict verify(LinearSystem system, double[] x, Strategy strategy, int probes, long seed) {
        return Verification.verify(system, DenseVector.copyOf(x), strategy, probes, TOLERANCE, seed);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void passesWhatSolvesTheSystem(Strategy strategy) {
        for (int seed = 0; seed < 50; seed++) {
            Verdict verdict = verify(grid(12), sines(144), strategy, 10, seed);
            assertThat(verdict.verified()).isTrue();
            assertThat(verdict.score()).isGreaterThan(0.9);
            assertThat(verdict.strategy()).isEqualTo(strategy);
            assertThat(verdict.relativeResidual()).isLessThan(1e-14);
        }
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void refutesWhatIsWrongEverywhere(Strategy strategy) {
        double[] x = sines(900);
        for (int i = 0; i < x.length; i++) {
            x[i] += i % 2 == 0 ? 0.1 : -0.1;
        }
        Verdict verdict = verify(grid(30), x, strategy, 1, 3);
        assertThat(verdict.verified()).isFalse();
        assertThat(verdict.score()).isLessThan(0.5);
        assertThat(verdict.components().size()).isEqualTo(16);
        assertThat(verdict.relativeResidual()).isGreaterThan(1e-3);
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void refutesNumbersThatAreNone(Strategy strategy) {
        double[] x = sines(64);
        Arrays.fill(x, Double.NaN);
        Verdict verdict = verify(grid(8), x, strategy, 2, 3);
        assertThat(verdict.verified()).isFalse();
        assertThat(verdict.score()).isZero();
    }

    @Test
    void aFullResidualIsCertainAndNamesTheRows() {
        double[] x = sines(400);
        x[17] += 1e-6;
        Verdict verdict = verify(grid(20), x, Strategy.FULL_RESIDUAL, 1, 0);
        assertThat(verdict.verified()).isFalse();
        assertThat(verdict.confidence()).isEqualTo(1.0);
        assertThat(verdict.maxError()).isCloseTo(4.1e-6, Percentage.withPercentage(0.01));
        assertThat(verdict.components().indices()[0]).isEqualTo(17);
        assertThat(verdict.rowsChecked()).isEqualTo(400);
        assertThat(verdict.meanError()).isCloseTo((4.1e-6 + 3e-6) / 400, Percentage.withPercentage(1));
    }

    @Test
    void projectionsReadEveryRowAndAreAsCertainAsAFullResidual() {
        LinearSystem system = grid(15);
        double[] x = sines(225);
        x[17] += 1e-6;
        Verdict full = verify(system, x, Strategy.FULL_RESIDUAL, 1, 0);
        Verdict verdict = verify(system, x, Strategy.PROJECTION, 3, 0);
        assertThat(verdict.verified()).isFalse();
        assertThat(verdict.everyRow()).isTrue();
        assertThat(verdict.confidence()).isEqualTo(1.0);
        assertThat(verdict.relativeResidual()).isEqualTo(full.relativeResidual());
        assertThat(verdict.provenResidual()).isEqualTo(full.relativeResidual());
        Verdict right = verify(system, sines(225), Strategy.PROJECTION, 3, 0);
        assertThat(right.score())
                .isEqualTo(
                        verify(system, sines(225), Strategy.FULL_RESIDUAL, 1, 0).score());
    }

    @Test
    void randomRowsFindASingleWrongRowAsOftenAsTheySay() {
        CsrMatrix diagonal = CsrMatrix.adopt(
                400,
                java.util.stream.IntStream.rangeClosed(0, 400).toArray(),
                java.util.stream.IntStream.range(0, 400).toArray(),
                new Random(1).doubles(400, 1, 2).toArray());
        LinearSystem system = RandomSystems.manufactured(diagonal);
        int found = 0;
        double claimed = 0;
        for (int seed = 0; seed < 2000; seed++) {
            double[] x = sines(400);
            x[seed % 400] += 1e-3;
            Verdict verdict = verify(system, x, Strategy.RANDOM_PROBE, 1, seed);
            found += verdict.verified() ? 0 : 1;
            claimed += verdict.confidence();
            assertThat(verdict.confidence()).isLessThan(1.0);
            assertThat(verdict.rowsChecked()).isLessThanOrEqualTo(100);
        }
        assertThat((double) found).isCloseTo(claimed, org.assertj.core.api.Assertions.within(4 * Math.sqrt(claimed)));
    }

    @Test
    void randomRowsAreCertainOnlyWhenAllWereRead() {
        Verdict all = verify(grid(3), sines(9), Strategy.RANDOM_PROBE, 10, 1);
        assertThat(all.rowsChecked()).isEqualTo(9);
        assertThat(all.confidence()).isEqualTo(1.0);
    }

    @Test
    void isRepeatableBySeed() {
        double[] x = sines(900);
        x[5] += 1e-4;
        Verdict first = verify(grid(30), x, Strategy.RANDOM_PROBE, 2, 77);
        Verdict second = verify(grid(30), x, Strategy.RANDOM_PROBE, 2, 77);
        assertThat(second.components()).isEqualTo(first.components());
        assertThat(second.maxError()).isEqualTo(first.maxError());
    }

    @Test
    void measuresAgainstZeroByTheAbsoluteResidual() {
        LinearSystem zero = new LinearSystem(RandomSystems.grid(4, 0), DenseVector.adopt(new double[16]));
        double[] x = new double[16];
        assertThat(verify(zero, x, Strategy.FULL_RESIDUAL, 1, 1).verified()).isTrue();
        x[3] = 1e-7;
        assertThat(verify(zero, x, Strategy.FULL_RESIDUAL, 1, 1).verified()).isFalse();
    }

    @Test
    void refusesAnXOfAnotherLength() {
        assertThatThrownBy(() -> verify(grid(3), sines(8), Strategy.FULL_RESIDUAL, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> verify(grid(3), sines(9), Strategy.PROJECTION, 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        DenseVector shorter = DenseVector.copyOf(sines(8));
        assertThatThrownBy(() -> TrueResidual.of(grid(3), shorter)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theTrueResidualIsCorrectToARoundingAndItsUpperBoundHolds() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = RandomSystems.Kind.values()[seed % RandomSystems.Kind.values().length];
            LinearSystem system = RandomSystems.of(kind, 1 + random.nextInt(20), random);
            double[] x = random.doubles(system.rows(), -1, 1).toArray();
            TrueResidual residual = TrueResidual.of(system, DenseVector.copyOf(x));
            for (int i = 0; i < x.length; i++) {
                BigDecimal exact = new BigDecimal(system.b().get(i));
                for (int j = 0; j < x.length; j++) {
                    exact = exact.subtract(new BigDecimal(system.a().get(i, j)).multiply(new BigDecimal(x[j])));
                }
                assertThat(exact.abs())
                        .isLessThanOrEqualTo(new BigDecimal(residual.upper().get(i)));
                assertThat(residual.residual().get(i))
                        .isCloseTo(
                                exact.doubleValue(),
                                org.assertj.core.api.Assertions.within(Math.ulp(exact.doubleValue())
                                        + 1e-29 * system.a().get(i, i)));
            }
            assertThat(residual.componentwiseBackwardError()).isBetween(0.0, 1.0 + 1e-15);
            assertThat(residual.normwiseBackwardError()).isBetween(0.0, 1.0 + 1e-15);
        }
    }

    @Test
    void normsSurviveExtremeSizes() {
        assertThat(TrueResidual.norm2(new double[] {3e200, 4e200})).isCloseTo(5e200, Percentage.withPercentage(1e-10));
        assertThat(TrueResidual.norm2(new double[] {3e-200, 4e-200}))
                .isCloseTo(5e-200, Percentage.withPercentage(1e-10));
        assertThat(TrueResidual.norm2(new double[] {0, Double.NaN})).isInfinite();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void verifiesNothingWhereTheResidualIsBeyondTheLargestDouble(Strategy strategy) {
        LinearSystem system = SmallMatrices.diagonal(new double[] {1e308, 1.0}, new double[] {1.7e308, 1.7e308});
        assertThat(verify(system, new double[] {1e300, 1.7e308}, strategy, 10, 1)
                        .verified())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void measuresAResidualRightWhereTheNormOfBIsBeyondTheLargestDouble(Strategy strategy) {
        double big = 8e307;
        double[] ones = new double[6];
        double[] x = new double[6];
        Arrays.fill(ones, 1);
        Arrays.fill(x, big);
        LinearSystem system = SmallMatrices.diagonal(ones, x);
        assertThat(verify(system, x, strategy, 10, 1).verified()).isTrue();
        x[5] = big * (1 - 1e-6);
        assertThat(verify(system, x, strategy, 10, 1).verified()).isFalse();
        x[5] = 0.5 * big;
        TrueResidual far = TrueResidual.of(system, DenseVector.copyOf(x));
        // In truth 0.5 / √6; the norm of b counts as the largest double.
        assertThat(far.relative()).isBetween(0.5 / Math.sqrt(6), 0.223);
        assertThat(far.normwiseBackwardError()).isCloseTo(0.25, org.assertj.core.data.Offset.offset(1e-12));
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void verifiesNothingForABThatIsNotFinite(Strategy strategy) {
        LinearSystem system =
                SmallMatrices.diagonal(new double[] {1, 1, 1}, new double[] {Double.POSITIVE_INFINITY, 1, Double.NaN});
        assertThat(verify(system, new double[] {0, 1, 0}, strategy, 1, 1).verified())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void allowsTheAbsoluteToleranceInTheUnitsOfB(Strategy strategy) {
        LinearSystem small = SmallMatrices.diagonal(new double[] {1, 1}, new double[] {1e-12, 1e-12});
        LinearSystem large = SmallMatrices.diagonal(new double[] {1, 1}, new double[] {1, 1});
        DenseVector zero = DenseVector.copyOf(new double[2]);
        Tolerance tolerance = new Tolerance(1e-8, 1e-3);
        assertThat(Verification.verify(small, zero, strategy, 10, tolerance, 1).verified())
                .isTrue();
        assertThat(Verification.verify(large, zero, strategy, 10, tolerance, 1).verified())
                .isFalse();
        assertThat(tolerance.metBy(1.0, 1.4e-12)).isTrue();
        assertThat(tolerance.metBy(1.0, 1.4)).isFalse();
        assertThat(tolerance.metBy(0.0, Double.POSITIVE_INFINITY)).isFalse();
    }
}
