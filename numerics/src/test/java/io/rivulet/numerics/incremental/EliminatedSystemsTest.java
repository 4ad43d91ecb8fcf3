// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static io.rivulet.numerics.incremental.Engines.relative;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.direct.Forecast;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Plan;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Systems that hybrid eliminates, kept solved under changes.
class EliminatedSystemsTest {
    private static final int CELLS = 50;

    /// A grid with one constraint for every four cells: symmetric, indefinite, zeros on the diagonal.
    private static LinearSystem saddle() {
        CsrMatrix grid = RandomSystems.grid(CELLS, 0.0);
        int n = grid.rows();
        int m = n / 4;
        Random random = new Random(1);
        TripletBuilder triplets = new TripletBuilder(n + m);
        for (int i = 0; i < n; i++) {
            for (int k = grid.rowStart()[i]; k < grid.rowStart()[i + 1]; k++) {
                triplets.add(i, grid.column()[k], grid.value()[k]);
            }
        }
        for (int c = 0; c < m; c++) {
            for (int j = 4 * c; j < Math.min(n, 4 * c + 7); j++) {
                double v = 1 + random.nextDouble();
                triplets.add(n + c, j, v).add(j, n + c, v);
            }
        }
        return RandomSystems.manufactured(triplets.build());
    }

    private static CostUpdate entries(EntryChange... changes) {
        return new CostUpdate(null, SparseVector.EMPTY, SparseVector.EMPTY, List.of(changes));
    }

    private static RepairOutcome solved(SolverEngine engine) {
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop().converged()).as(outcome.stop().toString()).isTrue();
        assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
        return outcome;
    }

    @Test
    void aSaddlePointIsEliminatedOnceAndFollowsItsRightHandSide() {
        SolverEngine engine = Engines.hybrid(saddle());
        RepairOutcome first = solved(engine);
        assertThat(engine.method()).isEqualTo("sparse_ldl");
        assertThat(first.method()).isEqualTo("direct");
        for (long revision = 1; revision <= 5; revision++) {
            int row = (int) revision * 300;
            engine.apply(new RevisedUpdate(
                    revision, CostUpdate.delta(SparseVector.adopt(new int[] {row}, new double[] {1.0}))));
            RepairOutcome next = solved(engine);
            assertThat(next.method()).isEqualTo("direct");
            assertThat(next.work()).isLessThan(first.work() / 3);
        }
    }

    @Test
    void changesOfTheMatrixAreSolvedWithTheOldFactorsAsLongAsThatPays() {
        SolverEngine engine = Engines.hybrid(saddle());
        RepairOutcome first = solved(engine);
        for (long revision = 1; revision <= 12; revision++) {
            int i = (int) revision * 101;
            engine.apply(new RevisedUpdate(revision, entries(new EntryChange(i, i, 4.0 + revision, null))));
            assertThat(solved(engine).work()).isLessThan(2 * first.work());
            assertThat(engine.method()).isEqualTo("sparse_ldl");
        }
    }

    @Test
    void newEntriesGetAnOrderOfTheirOwn() {
        SolverEngine engine = Engines.hybrid(saddle());
        solved(engine);
        Random random = new Random(4);
        for (long revision = 1; revision <= 4; revision++) {
            EntryChange[] changes = new EntryChange[40];
            for (int k = 0; k < changes.length; k += 2) {
                int i = random.nextInt(CELLS * CELLS);
                int j = random.nextInt(CELLS * CELLS);
                double v = 1 + random.nextDouble();
                changes[k] = new EntryChange(i, j, v, null);
                changes[k + 1] = new EntryChange(j, i, v, null);
            }
            engine.apply(new RevisedUpdate(revision, entries(changes)));
            solved(engine);
            assertThat(engine.method()).isEqualTo("sparse_ldl");
        }
    }

    @Test
    void aMatrixThatLostItsSymmetryGetsAMethodThatNeedsNone() {
        SolverEngine engine = Engines.hybrid(saddle());
        solved(engine);
        engine.apply(new RevisedUpdate(1, entries(new EntryChange(0, 1, -1.5, null))));
        solved(engine);
        assertThat(engine.method()).isNotIn("sparse_ldl", "cg");
    }

    @Test
    void theSizeOfTheSlicesChangesNoBit() {
        double[] whole = solveWith(Long.MAX_VALUE / 4);
        assertThat(solveWith(1)).isEqualTo(whole);
        assertThat(solveWith(12_345)).isEqualTo(whole);
    }

    private static double[] solveWith(long slice) {
        SolverEngine engine = Engines.hybrid(saddle());
        Engines.rest(engine, slice);
        engine.apply(new RevisedUpdate(1, entries(new EntryChange(17, 17, 9.0, null))));
        Engines.rest(engine, slice);
        return engine.x().values();
    }

    @Test
    void roomForTheFactorsIsClaimedBeforeTheyAreMade() {
        LinearSystem system = saddle();
        var c = Classifier.classify(system.a());
        Plan plan = ((Planned.Ok) Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO)).plan();
        Forecast forecast = Objects.requireNonNull(plan.forecast());
        SolverEngine engine = SolverEngine.open(Execution.serial(), system, c, plan, Engines.options(), null);
        long claimed = engine.memoryBytes();
        assertThat(claimed).isGreaterThan(forecast.bytes());
        solved(engine);
        assertThat(engine.memoryBytes()).isLessThanOrEqualTo(claimed + system.sizeBytes());
    }

    @Test
    void theFactorsOfAnMMatrixFindItsCertificateToo() {
        for (int sign : new int[] {1, -1}) {
            CsrMatrix grid = RandomSystems.grid(60, 0.0);
            double[] value = Arrays.stream(grid.value()).map(v -> sign * v).toArray();
            SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(grid.withValues(value)));
            RepairOutcome outcome = solved(engine);
            assertThat(engine.method()).isEqualTo("sparse_ldl");
            ErrorBound bound = Objects.requireNonNull(outcome.bound());
            assertThat(bound.value()).isLessThan(1e-10);
            double[] sines = RealMatrices.sines(grid.rows());
            for (int i = 0; i < sines.length; i++) {
                // b was rounded, so the stored system's solution is not quite the sines.
                assertThat(Math.abs(engine.x().get(i) - sines[i])).isLessThanOrEqualTo(bound.value() + 1e-12);
            }
            Forecast forecast = Forecast.of(grid, true, Long.MAX_VALUE, Long.MAX_VALUE);
            assertThat(outcome.work()).isLessThan(3 * forecast.units());
        }
    }
}
