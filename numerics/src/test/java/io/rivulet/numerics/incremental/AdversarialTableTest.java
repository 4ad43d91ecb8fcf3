// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static io.rivulet.numerics.incremental.Engines.delta;
import static io.rivulet.numerics.incremental.Engines.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.classify.Consistency;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.MatrixMarket;
import io.rivulet.numerics.market.MatrixMarketException;
import io.rivulet.numerics.solve.MatrixClass;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.numerics.verify.Verification;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The inputs that numerical code is known to trip over, one after the other, and what is to become of each: a test a
/// row of the specification's table (§11), on the whole path from the matrix to the told outcome.
class AdversarialTableTest {
    private static final double TOLERANCE = 1e-8;

    private static SolverEngine hybrid(CsrMatrix a, double[] b) {
        return Engines.hybrid(new LinearSystem(a, DenseVector.copyOf(b)));
    }

    private static RepairOutcome solved(SolverEngine engine) {
        RepairOutcome told = Engines.rest(engine).last();
        assertThat(told.stop().converged()).as("%s", told.stop()).isTrue();
        assertThat(relative(engine)).isLessThanOrEqualTo(TOLERANCE);
        return told;
    }

    private static Planned planned(CsrMatrix a, Method method) {
        LinearSystem system = RandomSystems.manufactured(a);
        return Planner.plan(system, Classifier.classify(a), method, PreconditionerKind.AUTO);
    }

    /// A grid that closes in on itself, so that rows sum to 0, and `gap` times its diagonal added.
    private static CsrMatrix torus(int k, double gap) {
        TripletBuilder triplets = new TripletBuilder(k * k);
        for (int i = 0; i < k * k; i++) {
            int row = i / k;
            int column = i % k;
            triplets.add(i, i, 4 * (1 + gap));
            triplets.add(i, (row + 1) % k * k + column, -1).add(i, (row + k - 1) % k * k + column, -1);
            triplets.add(i, row * k + (column + 1) % k, -1).add(i, row * k + (column + k - 1) % k, -1);
        }
        return triplets.build();
    }

    @Test
    void gapsOfTenToTheMinusFifteenAreWeakAndWhatIsCertifiedHolds() {
        CsrMatrix a = torus(4, 1e-15);
        assertThat(Classifier.classify(a).rowDominance()).isEqualTo(Dominance.WEAK);
        for (int seed = 0; seed < 20; seed++) {
            double[] b = new Random(seed).doubles(16, -1, 1).toArray();
            SolverEngine engine = hybrid(a, b);
            RepairOutcome told = Engines.rest(engine).last();
            assertThat(told.stop().converged()).isEqualTo(relative(engine) <= TOLERANCE);
            ErrorBound bound = told.bound();
            List<BigDecimal> exact = RandomSystems.exact(engine.system());
            if (bound != null && bound.certified()) {
                assertThat(bound.value()).isGreaterThanOrEqualTo(RandomSystems.error(engine.x(), exact));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-150, 1e150})
    void rowsOfVeryDifferentSizeAreSolvedAndColumnsAreOrAreToldNotToBe(double size) {
        CsrMatrix grid = RandomSystems.grid(9, 0.5);
        double[] rows = grid.value().clone();
        double[] columns = grid.value().clone();
        double[] b = new double[81];
        double[] same = new double[81];
        Arrays.fill(same, 1.0);
        for (int i = 0; i < 81; i++) {
            double unit = i % 3 == 0 ? size : 1.0;
            b[i] = unit;
            for (int k = grid.rowStart()[i]; k < grid.rowStart()[i + 1]; k++) {
                rows[k] *= unit;
                columns[k] *= grid.column()[k] % 3 == 0 ? size : 1.0;
            }
        }
        solved(hybrid(grid.withValues(rows), b));
        SolverEngine engine = hybrid(grid.withValues(columns), same);
        RepairOutcome told = Engines.rest(engine).last();
        assertThat(Arrays.stream(engine.x().values()).allMatch(Double::isFinite))
                .isTrue();
        assertThat(told.stop().converged()).isEqualTo(relative(engine) <= TOLERANCE);
    }

    @Test
    void aRowInTinyUnitsIsSolvedWithTheOthers() {
        CsrMatrix grid = RandomSystems.grid(9, 0.5);
        double[] value = grid.value().clone();
        double[] b = new double[81];
        Arrays.fill(b, 1.0);
        for (int k = grid.rowStart()[40]; k < grid.rowStart()[41]; k++) {
            value[k] *= 1e-300;
        }
        b[40] = 1e-300;
        SolverEngine engine = hybrid(grid.withValues(value), b);
        solved(engine);
        double[] all = new double[81];
        Arrays.fill(all, 1.0);
        SolverEngine plain = hybrid(grid, all);
        solved(plain);
        for (int i = 0; i < 81; i++) {
            assertThat(Math.abs(engine.x().get(i) - plain.x().get(i))).isLessThan(1e-6);
        }
    }

    @Test
    void subnormalEntriesAreTakenForWhatTheyAre() {
        CsrMatrix grid = RandomSystems.grid(6, 1.0);
        double[] value = Arrays.stream(grid.value()).map(v -> v * 0x1p-1060).toArray();
        double[] b = new Random(1)
                .ints(36, -4000, 4000)
                .mapToDouble(v -> v * 0x1p-1060)
                .toArray();
        SolverEngine engine = hybrid(grid.withValues(value), b);
        RepairOutcome told = Engines.rest(engine).last();
        assertThat(told.stop().converged()).isEqualTo(relative(engine) <= TOLERANCE);
        ErrorBound bound = told.bound();
        double error = RandomSystems.error(engine.x(), RandomSystems.exact(engine.system()));
        assertThat(bound == null || bound.value() >= error).isTrue();
        assertThat(error).isLessThan(1.0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsFoundInAAndRefusedInUpdatesWithNothingChanged(double bad) {
        CsrMatrix a =
                new TripletBuilder(2).add(0, 0, 2).add(1, 0, bad).add(1, 1, 3).build();
        assertThat(a.firstNonFinite()).isEqualTo(1);
        assertThat(a.rowOf(1)).isEqualTo(1);
        double[] b = new double[9];
        b[2] = 3;
        SolverEngine engine = hybrid(RandomSystems.grid(3, 1), b);
        Engines.rest(engine);
        DenseVector x = engine.x();
        SparseVector good = SparseVector.adopt(new int[] {1}, new double[] {7});
        SparseVector spoilt = SparseVector.adopt(new int[] {1, 4}, new double[] {7, bad});
        double[] all = b.clone();
        all[8] = bad;
        List<EntryChange> entry = List.of(new EntryChange(0, 0, 9, null));
        for (CostUpdate update : List.of(
                delta(4, bad),
                new CostUpdate(null, spoilt, SparseVector.EMPTY, entry),
                new CostUpdate(null, good, spoilt, entry),
                new CostUpdate(DenseVector.adopt(all), good, SparseVector.EMPTY, entry))) {
            assertThatThrownBy(() -> engine.apply(new RevisedUpdate(1, update)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(bad));
        }
        assertThatThrownBy(() -> new EntryChange(0, 0, bad, null)).isInstanceOf(IllegalArgumentException.class);
        EngineReport report = engine.advance(Engines.SLICE);
        assertThat(report.busy()).isFalse();
        assertThat(report.repairs()).isEmpty();
        assertThat(engine.revision()).isZero();
        assertThat(engine.system().b()).isEqualTo(DenseVector.adopt(b));
        assertThat(engine.matrixEntry(0, 0)).isEqualTo(5);
        assertThat(engine.x()).isEqualTo(x);
    }

    @Test
    void entriesInAnyOrderAndTwiceAreSortedAndSummed() {
        CsrMatrix a = new TripletBuilder(2)
                .add(1, 1, 1e16)
                .add(0, 1, -1)
                .add(1, 1, 1)
                .add(0, 0, 2)
                .add(1, 1, -1e16)
                .build();
        assertThat(a.column()).containsExactly(0, 1, 1);
        assertThat(a.value()).containsExactly(2, -1, 1);
    }

    @Test
    void anEmptyRowOrColumnLeavesNoMethod() {
        CsrMatrix row = new TripletBuilder(2).add(0, 0, 1).add(0, 1, 1).build();
        for (Method method : Method.values()) {
            assertThat(planned(row, method))
                    .isInstanceOfSatisfying(
                            Planned.Structural.class,
                            refused -> assertThat(refused.row()).isEqualTo(1));
            assertThat(planned(row.transpose(), method))
                    .isInstanceOfSatisfying(
                            Planned.Structural.class,
                            refused -> assertThat(refused.column()).isEqualTo(1));
        }
    }

    @Test
    void oneUnknownIsAQuotientAndAZeroHasNone() {
        CsrMatrix three = new TripletBuilder(1).add(0, 0, 3).build();
        SolverEngine engine = hybrid(three, new double[] {1});
        solved(engine);
        assertThat(engine.x().get(0)).isEqualTo(1.0 / 3);
        assertThat(planned(new TripletBuilder(1).add(0, 0, 0.0).build(), Method.HYBRID))
                .isInstanceOf(Planned.Structural.class);
    }

    /// Column 0 in every row, strictly dominant all the same.
    private static CsrMatrix denseColumn(int n) {
        TripletBuilder triplets = new TripletBuilder(n, 3 * n);
        triplets.add(0, 0, 2);
        for (int i = 1; i < n; i++) {
            triplets.add(i, 0, -0.5).add(i, i, 2).add(i, i == n - 1 ? 1 : i + 1, -0.5);
        }
        return triplets.build();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDenseRowOrColumnIsSolvedAndItsChangeCostsAtMostHalfAsMuchAgain(boolean row) {
        int n = Boolean.getBoolean("rivulet.long") ? 1_000_000 : 100_000;
        CsrMatrix a = row ? denseColumn(n).transpose() : denseColumn(n);
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(a));
        long cold = solved(engine).work();
        engine.apply(new RevisedUpdate(1, delta(0, 1.0)));
        assertThat(solved(engine).work()).isLessThanOrEqualTo(3 * cold / 2);
        engine.apply(new RevisedUpdate(2, delta(n / 2, 1.0)));
        assertThat(solved(engine).work()).isLessThanOrEqualTo(3 * cold / 2);
    }

    /// A hub joined to all others, a tenth of them joined at random besides.
    @Test
    void aChangeOfAHubCostsAtMostHalfAsMuchAgainAsAColdSolve() {
        int n = 20_000;
        Random random = new Random(3);
        TripletBuilder triplets = new TripletBuilder(n);
        double[] sum = new double[n];
        for (int i = 1; i < n; i++) {
            int j = i % 10 == 0 ? 1 + random.nextInt(n - 1) : 0;
            for (int to : j == i || j == 0 ? new int[] {0} : new int[] {0, j}) {
                triplets.add(i, to, -1).add(to, i, -1);
                sum[i]++;
                sum[to]++;
            }
        }
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, sum[i] + 0.5);
        }
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(triplets.build()));
        long cold = solved(engine).work();
        for (long revision = 1; revision <= 10; revision++) {
            engine.apply(new RevisedUpdate(revision, delta(0, random.nextGaussian())));
            assertThat(solved(engine).work()).isLessThanOrEqualTo(3 * cold / 2);
        }
    }

    @Test
    void withoutARightHandSideXIsZeroAndALaplacianNeedsABalancedOne() {
        CsrMatrix ring = RandomSystems.ring(50);
        SolverEngine zero = hybrid(ring, new double[50]);
        assertThat(Engines.rest(zero).last().stop()).isInstanceOf(StopReason.ZeroRhs.class);
        assertThat(zero.x().values()).containsOnly(0.0);
        double[] b = new double[50];
        b[3] = 1;
        LinearSystem unbalanced = new LinearSystem(ring, DenseVector.adopt(b));
        assertThat(Consistency.check(unbalanced, Classifier.classify(ring)))
                .isInstanceOf(Consistency.Inconsistent.class);
        assertThat(Engines.rest(Engines.hybrid(unbalanced)).last().stop().converged())
                .isFalse();
    }

    @Test
    void aSkewDominantMatrixIsSolvedWithoutACertificate() {
        SolverEngine engine =
                Engines.hybrid(RandomSystems.manufactured(MatrixClass.SKEW_DOMINANT.matrix(900, new Random(1))));
        ErrorBound bound = solved(engine).bound();
        assertThat(bound == null || !bound.certified()).isTrue();
    }

    @Test
    void duplicatesThatCancelOnTheDiagonalAreAZeroOnTheDiagonal() {
        CsrMatrix a = new TripletBuilder(2)
                .add(0, 0, 5)
                .add(0, 1, 1)
                .add(1, 0, 1)
                .add(1, 1, 2)
                .add(0, 0, -5)
                .build();
        assertThat(Classifier.classify(a).zeroDiagonal()).isZero();
        assertThat(planned(a, Method.JACOBI))
                .isInstanceOfSatisfying(
                        Planned.NotApplicable.class,
                        refused -> assertThat(refused.why()).contains("a(0, 0) is zero"));
        solved(Engines.hybrid(RandomSystems.manufactured(a)));
    }

    @Test
    void moreEntriesThanAnIntCountsAreRefusedBeforeTheyAreMadeRoomFor() {
        String head = "%%MatrixMarket matrix coordinate real general\n1000000000 1000000000 3000000000\n";
        MatrixMarketException refused = catchThrowableOfType(
                MatrixMarketException.class,
                () -> MatrixMarket.readMatrix(
                        new ByteArrayInputStream(head.getBytes(StandardCharsets.US_ASCII)), Long.MAX_VALUE));
        assertThat(refused.kind()).isEqualTo(MatrixMarketException.Kind.TOO_LARGE);
        assertThat(SolverEngine.estimateBytes(1_000_000_000L, 3_000_000_000L)).isGreaterThan(180_000_000_000L);
    }

    @Test
    void aStartThatIsNoNumberIsRefusedAndOneFarOffIsComeBackFrom() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(9, 0.5));
        Classification c = Classifier.classify(system.a());
        double[] x0 = new double[81];
        x0[5] = Double.NaN;
        var plan = ((Planned.Ok) Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO)).plan();
        assertThatThrownBy(() -> SolverEngine.open(
                        Execution.serial(), system, c, plan, Engines.options(), DenseVector.copyOf(x0)))
                .isInstanceOf(IllegalArgumentException.class);
        Arrays.fill(x0, 1e250);
        solved(SolverEngine.open(Execution.serial(), system, c, plan, Engines.options(), DenseVector.copyOf(x0)));
    }

    @ParameterizedTest
    @EnumSource(Strategy.class)
    void oneWrongEntryIsFoundAsOftenAsTheCheckSays(Strategy strategy) {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(15, 0.1));
        double[] x = new double[225];
        Arrays.setAll(x, i -> Math.sin(i + 1));
        x[100] += 1e-3;
        int found = 0;
        double claimed = 0;
        double doubt = 0;
        for (int seed = 0; seed < 300; seed++) {
            Verdict verdict = Verification.verify(system, DenseVector.copyOf(x), strategy, 1, TOLERANCE, seed);
            found += verdict.verified() ? 0 : 1;
            claimed += verdict.confidence();
            doubt += verdict.confidence() * (1 - verdict.confidence());
        }
        assertThat((double) found).isGreaterThanOrEqualTo(claimed - 4 * Math.sqrt(doubt));
        if (strategy == Strategy.FULL_RESIDUAL) {
            assertThat(found).isEqualTo(300);
        }
    }
}
