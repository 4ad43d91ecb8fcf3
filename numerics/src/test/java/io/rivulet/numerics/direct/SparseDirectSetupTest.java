// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;
import io.rivulet.numerics.precondition.Setup;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparseDirectSetupTest {
    private static final long PLENTY = 1L << 31;
    private static final double U = 0x1p-53;

    private static SparseDirectSetup setup(CsrMatrix a, boolean symmetric) {
        return symmetric
                ? SparseDirectSetup.ldl(Execution.serial(), a, PLENTY, null)
                : SparseDirectSetup.lu(Execution.serial(), a, PLENTY, null);
    }

    private static SparseDirectSetup finish(SparseDirectSetup setup, long slice) {
        while (setup.result() == null && setup.failure() == null) {
            assertThat(setup.advance(slice)).isPositive();
        }
        return setup;
    }

    private static SparseFactors factors(CsrMatrix a, boolean symmetric) {
        SparseDirectSetup setup = finish(setup(a, symmetric), 1 << 20);
        assertThat(setup.failure()).isNull();
        return Objects.requireNonNull(setup.result());
    }

    private static double[] solve(SparseFactors factors, double[] b) {
        double[] x = new double[b.length];
        factors.apply(b, x);
        return x;
    }

    /// ‖b − A·x‖∞ / (‖A‖∞·‖x‖∞ + ‖b‖∞)
    private static double backwardError(CsrMatrix a, double[] x, double[] b) {
        double residual = 0;
        double norm = 0;
        double size = 0;
        double rhs = 0;
        for (int i = 0; i < b.length; i++) {
            double sum = b[i];
            double row = 0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                sum = Math.fma(-a.value()[k], x[a.column()[k]], sum);
                row += Math.abs(a.value()[k]);
            }
            residual = Math.max(residual, Math.abs(sum));
            norm = Math.max(norm, row);
            size = Math.max(size, Math.abs(x[i]));
            rhs = Math.max(rhs, Math.abs(b[i]));
        }
        double scale = norm * size + rhs;
        return residual == 0 ? 0 : residual / scale;
    }

    private static double[] rhs(CsrMatrix a) {
        double[] b = new double[a.rows()];
        a.multiply(RealMatrices.sines(a.rows()), b);
        return b;
    }

    @ParameterizedTest
    @CsvSource({
        "1138_bus.mtx, true",
        "bcspwr10.mtx, true",
        "bcsstk09.mtx, true",
        "bcsstm10.mtx, true",
        "cal_road_laplacian.mtx, true",
        "nos7.mtx, true",
        "resolve_spd01.mtx, true",
        "sherman1.mtx, true",
        "1138_bus.mtx, false",
        "add32.mtx, false",
        "arc130.mtx, false",
        "bcsstm10.mtx, false",
        "cryg2500.mtx, false",
        "memplus.mtx.gz, false",
        "resolve_asymmetric01.mtx, false",
        "sherman1.mtx, false",
        "west0067.mtx, false"
    })
    void solvesRealMatricesWithASmallBackwardErrorWithoutRefinement(String name, boolean symmetric) throws IOException {
        CsrMatrix a = RealMatrices.readOperator(name);
        double[] b = rhs(a);
        SparseFactors factors = factors(a, symmetric);
        assertThat(backwardError(a, solve(factors, b), b)).isLessThanOrEqualTo(20 * U);
        double[] transposed = new double[b.length];
        factors.applyTransposed(b, transposed);
        assertThat(backwardError(a.transpose(), transposed, b)).isLessThanOrEqualTo(100 * U);
    }

    @Test
    void solvesRandomSystemsWithAnyKindOfDiagonal() {
        int solved = 0;
        int refused = 0;
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(70);
            boolean symmetric = random.nextBoolean();
            CsrMatrix a =
                    Patterns.random(n, (2 + random.nextInt(5)) / (double) n, symmetric, random.nextDouble(), random);
            double[] b = random.doubles(n, -1, 1).toArray();
            SparseDirectSetup setup = finish(setup(a, symmetric), 1 + random.nextInt(1000));
            boolean singular = Dense.rank(a) < n;
            // Rounding may hide that a matrix is singular, and never makes one so.
            assertThat(setup.failure() == null || singular).as("seed %d", seed).isTrue();
            refused += setup.failure() == null ? 0 : 1;
            if (!singular) {
                solved++;
                SparseFactors factors = Objects.requireNonNull(setup.result());
                assertThat(backwardError(a, solve(factors, b), b))
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(1e-12);
                double[] x = new double[n];
                factors.applyTransposed(b, x);
                assertThat(backwardError(a.transpose(), x, b)).isLessThanOrEqualTo(1e-12);
            }
        }
        assertThat(solved).isGreaterThan(150);
        assertThat(refused).isGreaterThan(50);
    }

    @Test
    void solvesSaddlePointsWithAZeroBlock() {
        CsrMatrix a = Patterns.saddle(30, new Random(7));
        double[] b = rhs(a);
        for (boolean symmetric : new boolean[] {true, false}) {
            SparseFactors factors = factors(a, symmetric);
            assertThat(backwardError(a, solve(factors, b), b)).isLessThanOrEqualTo(100 * U);
        }
        SparseFactors general = factors(a, false);
        assertThat(factors(a, true).entries()).isLessThan(general.entries());
        assertThat(general.entries()).isLessThan(general.forecast().entries() * 3 / 2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-150, 1e-30, 1e150})
    void scalingOfRowsAndColumnsMakesNoDifference(double unit) {
        CsrMatrix grid = Patterns.gallery("poisson2d,nx=12,ny=12");
        Random random = new Random(5);
        int n = grid.rows();
        double[] scale = new double[n];
        Arrays.setAll(scale, _ -> random.nextBoolean() ? unit : 1.0);
        double[] value = grid.value().clone();
        for (int i = 0; i < n; i++) {
            for (int k = grid.rowStart()[i]; k < grid.rowStart()[i + 1]; k++) {
                value[k] *= scale[i] * scale[grid.column()[k]];
            }
        }
        CsrMatrix a = grid.withValues(value);
        double[] b = random.doubles(n, -1, 1).toArray();
        double[] scaledRhs = new double[n];
        Arrays.setAll(scaledRhs, i -> b[i] * scale[i]);
        for (boolean symmetric : new boolean[] {true, false}) {
            double[] plain = solve(factors(grid, symmetric), b);
            double[] x = solve(factors(a, symmetric), scaledRhs);
            double error = 0;
            double size = 0;
            for (int i = 0; i < n; i++) {
                error = Math.max(error, Math.abs(x[i] * scale[i] - plain[i]));
                size = Math.max(size, Math.abs(plain[i]));
            }
            assertThat(error).isLessThanOrEqualTo(1e-13 * size);
        }
    }

    @Test
    void powersOfTwoOnBothSidesChangeNoBit() {
        CsrMatrix a = Patterns.random(60, 0.1, false, 1.0, new Random(11));
        double[] b = rhs(a);
        double[] x = solve(factors(a, false), b);
        double[] doubled = Arrays.stream(a.value()).map(v -> v * 0x1p40).toArray();
        double[] y = solve(factors(a.withValues(doubled), false), b);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).isEqualTo(x[i] * 0x1p-40);
        }
    }

    @Test
    void theWayOfSlicingChangesNoBit() {
        CsrMatrix a = Patterns.saddle(16, new Random(2));
        double[] b = rhs(a);
        for (boolean symmetric : new boolean[] {true, false}) {
            SparseFactors whole = Objects.requireNonNull(
                    finish(setup(a, symmetric), Long.MAX_VALUE).result());
            double[] x = solve(whole, b);
            for (long slice : new long[] {1, 17, 10_000}) {
                SparseFactors cut = Objects.requireNonNull(
                        finish(setup(a, symmetric), slice).result());
                assertThat(solve(cut, b)).isEqualTo(x);
            }
        }
    }

    @Test
    void noStepIsLongerThanAFewMillisecondsOfWork() {
        CsrMatrix a = Patterns.gallery("poisson3d,nx=16,ny=16,nz=16");
        for (boolean symmetric : new boolean[] {true, false}) {
            SparseDirectSetup setup = setup(a, symmetric);
            long longest = 0;
            while (setup.result() == null) {
                longest = Math.max(longest, setup.advance(1));
            }
            assertThat(longest).isLessThan(1_500_000);
        }
    }

    @Test
    void saysWhatItNeedsBeforeItTakesIt() {
        CsrMatrix a = Patterns.gallery("poisson2d,nx=60,ny=60");
        for (boolean symmetric : new boolean[] {true, false}) {
            long needed = Objects.requireNonNull(factors(a, symmetric))
                    .forecast()
                    .structure()
                    .bytes();
            SparseDirectSetup enough = symmetric
                    ? SparseDirectSetup.ldl(Execution.serial(), a, needed, null)
                    : SparseDirectSetup.lu(Execution.serial(), a, needed, null);
            finish(enough, 1 << 20);
            assertThat(enough.failure()).isNull();
            SparseDirectSetup less = symmetric
                    ? SparseDirectSetup.ldl(Execution.serial(), a, needed - 1, null)
                    : SparseDirectSetup.lu(Execution.serial(), a, needed - 1, null);
            finish(less, 1 << 20);
            assertThat(less.failure()).isEqualTo(new Setup.Failure("bytes of the factors", needed));
            SparseDirectSetup tiny = SparseDirectSetup.ldl(Execution.serial(), a, 1000, null);
            finish(tiny, 1 << 20);
            assertThat(Objects.requireNonNull(tiny.failure()).value()).isGreaterThan(1000);
        }
    }

    @Test
    void pivotsThatHadToWaitCountAgainstTheRoomToo() {
        CsrMatrix a = Patterns.saddle(40, new Random(3));
        SparseFactors factors = factors(a, true);
        SparseDirectSetup tight = SparseDirectSetup.ldl(
                Execution.serial(), a, factors.forecast().structure().bytes(), null);
        finish(tight, 1 << 20);
        Setup.Failure failure = tight.failure();
        assertThat(failure == null || failure.quantity().contains("no pivot")).isTrue();
    }

    @Test
    void aMatrixThatNoValuesCouldMakeRegularIsRefused() {
        CsrMatrix a = SmallMatrices.withoutMatching();
        SparseDirectSetup setup = finish(setup(a, false), 100);
        assertThat(Objects.requireNonNull(setup.failure()).quantity()).startsWith("columns left for row");
        assertThat(setup.advance(100)).isZero();
    }

    @Test
    void anEmptyMatrixAndASingleEntryWork() {
        CsrMatrix none = new TripletBuilder(0).build();
        CsrMatrix one = new TripletBuilder(1).add(0, 0, -4).build();
        for (boolean symmetric : new boolean[] {true, false}) {
            assertThat(solve(factors(none, symmetric), new double[0])).isEmpty();
            assertThat(solve(factors(one, symmetric), new double[] {2})).containsExactly(-0.5);
        }
    }

    @Test
    void laterFactorsUseTheStructureOfEarlierOnesWhileItFits() {
        CsrMatrix a = Patterns.gallery("poisson2d,nx=20,ny=20");
        double[] value = a.value().clone();
        value[3] = 0.0;
        CsrMatrix before = a.withValues(value);
        for (boolean symmetric : new boolean[] {true, false}) {
            SparseFactors first = factors(before, symmetric);
            double[] other = value.clone();
            other[0] = 7;
            CsrMatrix changed = a.withValues(other);
            SparseFactors second = again(changed, symmetric, first);
            assertThat(second.forecast().structure()).isSameAs(first.forecast().structure());
            double[] b = rhs(changed);
            assertThat(solve(second, b)).isEqualTo(solve(factors(changed, symmetric), b));
            SparseFactors third = again(a, symmetric, first);
            assertThat(third.forecast().structure())
                    .isNotSameAs(first.forecast().structure());
            assertThat(backwardError(a, solve(third, rhs(a)), rhs(a))).isLessThan(20 * U);
            assertThat(again(a, !symmetric, first).forecast().structure())
                    .isNotSameAs(first.forecast().structure());
        }
    }

    private static SparseFactors again(CsrMatrix a, boolean symmetric, SparseFactors before) {
        SparseDirectSetup setup = symmetric
                ? SparseDirectSetup.ldl(Execution.serial(), a, PLENTY, before.forecast())
                : SparseDirectSetup.lu(Execution.serial(), a, PLENTY, before.forecast());
        return Objects.requireNonNull(finish(setup, 1 << 20).result());
    }

    @Test
    void estimatesTheConditionWithinAFactorOfThree() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            int n = 2 + random.nextInt(40);
            CsrMatrix a = Patterns.random(n, 4.0 / n, false, 1.0, random);
            if (Dense.rank(a) == n) {
                double exact = Dense.condition1(a);
                double estimate = factors(a, false).conditionEstimate(a);
                assertThat(estimate).as("seed %d", seed).isBetween(exact / 3, exact * 1.001);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1138_bus.mtx, 1.2e7", "cryg2500.mtx, 4.3e17", "memplus.mtx.gz, 2.6e5", "west0067.mtx, 429"})
    void estimatesTheConditionOfRealMatricesAsTheReferenceDoes(String name, double least) throws IOException {
        CsrMatrix a = RealMatrices.read(name);
        assertThat(factors(a, false).conditionEstimate(a)).isBetween(0.3 * least, 1.5 * least);
    }

    @Test
    void aForecastIsWhatTheFactorsTurnOutToBe() {
        CsrMatrix a = Patterns.gallery("poisson2d,nx=40,ny=40");
        for (boolean symmetric : new boolean[] {true, false}) {
            Forecast forecast = Forecast.of(a, symmetric, Long.MAX_VALUE, Long.MAX_VALUE);
            SparseFactors made = factors(a, symmetric);
            assertThat(forecast.symmetric()).isEqualTo(symmetric);
            assertThat(made.entries()).isBetween(forecast.entries() - a.rows(), forecast.entries());
            assertThat(made.sizeBytes()).isLessThan(forecast.bytes());
            assertThat(Forecast.of(a, symmetric, forecast.units(), forecast.bytes()))
                    .isNotNull();
            assertThat(Forecast.of(a, symmetric, forecast.units() - 1, forecast.bytes()))
                    .isNull();
            assertThat(Forecast.of(a, symmetric, forecast.units(), forecast.bytes() - 1))
                    .isNull();
        }
    }

    @Test
    void nothingIsForetoldBeyondTheLimits() {
        int n = 12_000;
        Random random = new Random(9);
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1);
            for (int k = 0; k < 4; k++) {
                triplets.add(i, random.nextInt(n), 1);
            }
        }
        CsrMatrix a = triplets.build();
        assertThat(Forecast.of(a, false, 100_000_000, Long.MAX_VALUE)).isNull();
        assertThat(Forecast.of(a, false, Long.MAX_VALUE, 100_000_000)).isNull();
    }

    @Test
    void threadsThatShareTheFrontsChangeNoBit() {
        CsrMatrix a = Patterns.gallery("poisson3d,nx=13,ny=13,nz=13");
        double[] b = rhs(a);
        try (ThreadTeam team = ThreadTeam.start(3, Thread::new, () -> false)) {
            Execution shared = Execution.on(team);
            for (boolean symmetric : new boolean[] {true, false}) {
                SparseDirectSetup setup = symmetric
                        ? SparseDirectSetup.ldl(shared, a, PLENTY, null)
                        : SparseDirectSetup.lu(shared, a, PLENTY, null);
                SparseFactors together =
                        Objects.requireNonNull(finish(setup, 1 << 20).result());
                assertThat(solve(together, b)).isEqualTo(solve(factors(a, symmetric), b));
            }
        }
    }
}
