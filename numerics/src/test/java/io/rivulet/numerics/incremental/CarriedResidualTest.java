// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pushes carry residuals along instead of computing them again: what their roundings add up to must show in bounds.
class CarriedResidualTest {
    private static final int ROWS = 24;

    /// With `-Drivulet.long=true` a million in all.
    private static final int UPDATES = Boolean.getBoolean("rivulet.long") ? 170_000 : 1_500;

    @ParameterizedTest
    @EnumSource(
            value = RandomSystems.Kind.class,
            names = {"STRICT", "STRICT_SYMMETRIC", "CHAINED", "SCALED_COLUMNS", "SCALED_ROWS", "BARELY_STRICT"})
    void boundsHoldWhileItIsNeverLookedAtAgain(RandomSystems.Kind kind) {
        Random random = new Random(kind.ordinal());
        LinearSystem system = RandomSystems.of(kind, ROWS, random);
        List<List<BigDecimal>> inverse = inverse(system.a());
        for (EngineOptions options : List.of(Engines.options(), Engines.bound(1e-7))) {
            double[] b = system.b().values().clone();
            List<BigDecimal> exact = new ArrayList<>(RandomSystems.exact(system));
            SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, options);
            Engines.rest(engine);
            for (long revision = 1; revision <= UPDATES; revision++) {
                int i = random.nextInt(ROWS);
                double value = random.nextGaussian() * Math.pow(10, random.nextInt(9) - 6);
                BigDecimal by = new BigDecimal(value).subtract(new BigDecimal(b[i]));
                b[i] = value;
                for (int k = 0; k < ROWS; k++) {
                    exact.set(k, exact.get(k).add(inverse.get(i).get(k).multiply(by, MathContext.DECIMAL128)));
                }
                SparseVector set = SparseVector.adopt(new int[] {i}, new double[] {value});
                engine.apply(new RevisedUpdate(revision, new CostUpdate(null, set, SparseVector.EMPTY, List.of())));
                RepairOutcome told = next(engine);
                ErrorBound bound = Objects.requireNonNull(told.bound());
                assertThat(RandomSystems.error(engine.x(), exact))
                        .as("%s revision %d, by %s", kind, revision, told.method())
                        .isLessThanOrEqualTo(bound.value());
            }
        }
    }

    /// Without letting the engine rest, which would compute again what was carried along.
    private static RepairOutcome next(SolverEngine engine) {
        while (true) {
            List<RepairOutcome> repairs = engine.advance(Engines.SLICE).repairs();
            if (!repairs.isEmpty()) {
                return repairs.getLast();
            }
        }
    }

    private static List<List<BigDecimal>> inverse(CsrMatrix a) {
        List<List<BigDecimal>> columns = new ArrayList<>();
        for (int i = 0; i < a.rows(); i++) {
            double[] unit = new double[a.rows()];
            unit[i] = 1.0;
            columns.add(RandomSystems.exact(new LinearSystem(a, DenseVector.adopt(unit))));
        }
        return columns;
    }

    @Test
    void aChangeOfADominantSystemTouchesNoMoreWhenTheSystemIsLarger() {
        long small = median(4_000);
        long large = median(64_000);
        assertThat(large).isLessThan(2 * small);
        assertThat(large).isLessThan(64_000);
    }

    /// Entries touched by one change of b, certified to 10⁻⁴ of the change.
    private static long median(int n) {
        CsrMatrix a = Gallery.generate(Gallery.parse("random_dd,n=" + n + ",nnz_per_row=6,alpha=0.7,seed=3"));
        LinearSystem system = RandomSystems.manufactured(a);
        SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(1e-4));
        Engines.rest(engine);
        Random random = new Random(n);
        long[] work = new long[31];
        for (int k = 0; k < work.length; k++) {
            SparseVector delta = SparseVector.adopt(new int[] {random.nextInt(n)}, new double[] {1.0});
            engine.apply(new RevisedUpdate(k + 1L, CostUpdate.delta(delta)));
            RepairOutcome told = next(engine);
            assertThat(told.method()).isEqualTo("push");
            assertThat(Objects.requireNonNull(told.bound()).value()).isLessThanOrEqualTo(1e-4);
            work[k] = told.work();
        }
        java.util.Arrays.sort(work);
        return work[work.length / 2];
    }

    @Test
    void aResidualCarriedThroughBlocksOfRowsIsTheTrueOne() {
        int n = 20_000;
        Random random = new Random(n);
        carries(
                Gallery.generate(Gallery.parse("random_dd,n=" + n + ",nnz_per_row=6,alpha=0.9,seed=5")),
                20,
                () -> random.nextInt(n));
    }

    /// A block whose rows have more entries together than are gathered at once.
    @Test
    void aResidualCarriedThroughALongColumnIsTheTrueOne() {
        int n = PushBlock.ENTRIES + 5_000;
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 4);
            if (i > 0) {
                triplets.add(i, 0, -1e-3);
                triplets.add(i - 1, i, -1);
            }
        }
        int[] next = {0};
        carries(triplets.build(), 6, () -> next[0]++ % 3);
    }

    private static void carries(CsrMatrix a, int changes, IntSupplier place) {
        int n = a.rows();
        LinearSystem system = RandomSystems.manufactured(a);
        double[] b = system.b().values().clone();
        SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(1e-3));
        Engines.rest(engine);
        for (long revision = 1; revision <= changes; revision++) {
            int i = place.getAsInt();
            b[i] += 1.0;
            SparseVector delta = SparseVector.adopt(new int[] {i}, new double[] {1.0});
            engine.apply(new RevisedUpdate(revision, CostUpdate.delta(delta)));
            RepairOutcome told = next(engine);
            assertThat(told.method()).isEqualTo("push");
            double[] x = engine.x().values();
            double squares = 0.0;
            double scaled = 0.0;
            for (int row = 0; row < n; row++) {
                double r = b[row];
                double w = 0.0;
                for (int k = a.rowStart()[row]; k < a.rowStart()[row + 1]; k++) {
                    r -= a.value()[k] * x[a.column()[k]];
                    w += a.column()[k] == row ? Math.abs(a.value()[k]) : -Math.abs(a.value()[k]);
                }
                squares += r * r;
                scaled = Math.max(scaled, Math.abs(r) / w);
            }
            assertThat(told.absoluteResidual()).isCloseTo(Math.sqrt(squares), withinPercentage(1e-6));
            assertThat(scaled)
                    .isLessThanOrEqualTo(Objects.requireNonNull(told.bound()).value() * (1 + 1e-9));
        }
    }
}
