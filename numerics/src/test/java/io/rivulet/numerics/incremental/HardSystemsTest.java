// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static io.rivulet.numerics.incremental.Engines.delta;
import static io.rivulet.numerics.incremental.Engines.entry;
import static io.rivulet.numerics.incremental.Engines.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.solve.MatrixClass;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HardSystemsTest {
    @Test
    void answersBWithoutEntriesByExactlyZero() {
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(5, 0.5)));
        Engines.rest(engine);
        DenseVector zero = DenseVector.adopt(new double[25]);
        engine.apply(new RevisedUpdate(1, new CostUpdate(zero, SparseVector.EMPTY, SparseVector.EMPTY, List.of())));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop()).isInstanceOf(StopReason.ZeroRhs.class);
        assertThat(engine.x()).isEqualTo(zero);
        assertThat(outcome.relativeResidual()).isZero();
    }

    @Test
    void sweepsThatGainAsLittleAsTheRowsSayGiveWay() {
        int n = 3_000;
        TripletBuilder ring = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            ring.add(i, i, 1).add(i, (i + 1) % n, -0.6).add(i, (i + n - 1) % n, -0.3);
        }
        SolverEngine slow = Engines.hybrid(RandomSystems.manufactured(ring.build()));
        assertThat(Engines.rest(slow).last().stop().converged()).isTrue();
        assertThat(slow.method()).isEqualTo("bicgstab");
        CsrMatrix signs = Gallery.generate(Gallery.parse("random_dd,n=3000,nnz_per_row=6,alpha=0.9,seed=1"));
        SolverEngine quick = Engines.hybrid(RandomSystems.manufactured(signs));
        assertThat(Engines.rest(quick).last().stop().converged()).isTrue();
        assertThat(quick.method()).isEqualTo("jacobi");
    }

    @Test
    void solvesASystemThatBecameSingularButStillHasASolution() {
        CsrMatrix two = SmallMatrices.dense(new double[][] {{2, -1}, {-1, 2}});
        SolverEngine pair = Engines.hybrid(new LinearSystem(two, DenseVector.copyOf(new double[] {1, 1})));
        Engines.rest(pair);
        pair.apply(new RevisedUpdate(
                1,
                new CostUpdate(
                        null,
                        SparseVector.EMPTY,
                        SparseVector.EMPTY,
                        List.of(
                                new EntryChange(0, 0, 1, null),
                                new EntryChange(0, 1, 1, null),
                                new EntryChange(1, 0, 1, null),
                                new EntryChange(1, 1, 1, null)))));
        RepairOutcome outcome = Engines.rest(pair).last();
        assertThat(outcome.stop().converged()).isTrue();
        assertThat(outcome.bound()).isNull();
        assertThat(pair.x().values()).containsExactly(new double[] {0.5, 0.5}, within(1e-15));
        pair.apply(new RevisedUpdate(2, delta(0, 1.0)));
        RepairOutcome inconsistent = Engines.rest(pair).last();
        assertThat(inconsistent.stop().converged()).isFalse();
        assertThat(inconsistent.relativeResidual()).isGreaterThan(0.1);
        pair.apply(new RevisedUpdate(3, entry(0, 0, 3.0)));
        assertThat(Engines.rest(pair).last().stop().converged()).isTrue();
        assertThat(relative(pair)).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void givesUpHonestlyOnAnInconsistentLaplacianAndSolvesAConsistentOneWithMeanZero() {
        CsrMatrix ring = RandomSystems.ring(3000);
        double[] b = new double[3000];
        b[5] = 1;
        b[2000] = -1;
        SolverEngine engine = Engines.hybrid(new LinearSystem(ring, DenseVector.copyOf(b)));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop().converged()).as(outcome.stop().toString()).isTrue();
        assertThat(Arrays.stream(engine.x().values()).sum()).isCloseTo(0.0, within(1e-9));
        engine.apply(new RevisedUpdate(1, delta(7, 0.5)));
        RepairOutcome refused = Engines.rest(engine).last();
        assertThat(refused.stop().converged()).as(refused.stop().toString()).isFalse();
        assertThat(relative(engine)).isGreaterThan(1e-8);
        engine.apply(new RevisedUpdate(2, delta(9, -0.5)));
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
    }

    @Test
    void solvesLargeIndefiniteAndSkewDominantSystems() {
        LinearSystem indefinite = RandomSystems.manufactured(RandomSystems.grid(50, -1.0));
        LinearSystem skew = RandomSystems.manufactured(MatrixClass.SKEW_DOMINANT.matrix(2_500, new Random(1)));
        for (SolverEngine engine : List.of(
                Engines.hybrid(indefinite),
                Engines.open(indefinite, Method.MINRES, PreconditionerKind.AUTO, Engines.options()),
                Engines.hybrid(skew),
                Engines.open(skew, Method.BICGSTAB, PreconditionerKind.NONE, Engines.options()))) {
            assertThat(Engines.rest(engine).last().stop().converged())
                    .as(engine.method())
                    .isTrue();
            assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
        }
    }

    @Test
    void doesNotFallBackFromAMethodThatWasAskedFor() {
        CsrMatrix hard = SmallMatrices.dense(new double[][] {{1, 3, 0}, {0, 1, 3}, {3, 0, 1}});
        LinearSystem system = new LinearSystem(hard, DenseVector.copyOf(new double[] {1, 2, 3}));
        SolverEngine engine = Engines.open(system, Method.JACOBI, PreconditionerKind.NONE, Engines.options());
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop()).isInstanceOf(StopReason.GaveUp.class);
        assertThat(engine.method()).isEqualTo("jacobi");
        assertThat(Engines.rest(Engines.hybrid(system)).last().stop().converged())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e-30, 1e30, 1e200})
    void solvesWhateverTheUnitsAre(double unit) {
        CsrMatrix grid = RandomSystems.grid(12, 0.1);
        double[] b = new double[144];
        b[3] = unit;
        b[100] = -2 * unit;
        LinearSystem system = new LinearSystem(grid, DenseVector.copyOf(b));
        for (Method method : List.of(Method.JACOBI, Method.CG, Method.BICGSTAB, Method.GMRES)) {
            SolverEngine engine = Engines.open(system, method, PreconditionerKind.AUTO, Engines.options());
            RepairOutcome outcome = Engines.rest(engine).last();
            assertThat(outcome.stop().converged())
                    .as("%s %s", method, outcome.stop())
                    .isTrue();
            assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
            engine.apply(new RevisedUpdate(1, delta(50, unit)));
            assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
            assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
        }
    }

    @Test
    void saysThatDoublesReachNoFurther() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(10, 0));
        EngineOptions exact = new EngineOptions(1e-30, 0, null, 10_000, 0, new XSelection.None(), 0, 1);
        RepairOutcome outcome = Engines.rest(Engines.open(system, Method.CG, PreconditionerKind.IC, exact))
                .last();
        assertThat(outcome.stop()).isInstanceOf(StopReason.AttainableAccuracy.class);
        assertThat(outcome.relativeResidual()).isLessThan(1e-14);
    }

    @Test
    void solvesTheEmptySystem() {
        LinearSystem empty = new LinearSystem(
                CsrMatrix.adopt(0, new int[1], new int[0], new double[0]), DenseVector.copyOf(new double[0]));
        var c = io.rivulet.numerics.classify.Classifier.classify(empty.a());
        var plan = new io.rivulet.numerics.solve.Plan(Method.DENSE_LU, PreconditionerKind.NONE, "empty");
        SolverEngine engine = SolverEngine.open(Execution.serial(), empty, c, plan, Engines.options(), null);
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = RandomSystems.Kind.class,
            names = {"SCALED_ROWS", "GENERAL", "BARELY_STRICT"})
    void claimsExactlyWhatTheResidualSaysOnHardSystems(RandomSystems.Kind kind) {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            SolverEngine engine = Engines.hybrid(RandomSystems.of(kind, 10 + random.nextInt(120), random));
            Engines.rest(engine);
            for (long revision = 1; revision <= 5; revision++) {
                engine.apply(new RevisedUpdate(revision, RandomSystems.update(engine.system(), true, random)));
                RepairOutcome outcome = Engines.rest(engine).last();
                assertThat(outcome.stop().converged())
                        .as("%s %d %s", kind, seed, outcome)
                        .isEqualTo(relative(engine) <= 1e-8);
                assertThat(outcome.relativeResidual()).isCloseTo(relative(engine), Percentage.withPercentage(0.1));
            }
        }
    }

    @Test
    void claimsNothingForABThatOverflowsAndComesBackWhenItIsMended() {
        CsrMatrix two = SmallMatrices.dense(new double[][] {{2, -1}, {-1, 2}});
        SolverEngine engine = Engines.hybrid(new LinearSystem(two, DenseVector.copyOf(new double[] {1, 1})));
        Engines.rest(engine);
        engine.apply(new RevisedUpdate(1, delta(0, 1.7e308)));
        engine.apply(new RevisedUpdate(2, delta(0, 1.7e308)));
        assertThat(Engines.rest(engine).last().stop().converged()).isFalse();
        engine.apply(new RevisedUpdate(
                3,
                new CostUpdate(
                        null, SparseVector.adopt(new int[] {0}, new double[] {1}), SparseVector.EMPTY, List.of())));
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
        assertThat(engine.x().values()).containsExactly(new double[] {1, 1}, within(1e-7));
    }

    @Test
    void solvesForABWhoseNormIsBeyondTheLargestDouble() {
        double big = 1.7e308;
        CsrMatrix identity = SmallMatrices.dense(new double[][] {{1, 0}, {0, 1}});
        SolverEngine engine = Engines.hybrid(new LinearSystem(identity, DenseVector.copyOf(new double[] {big, big})));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop().converged()).isTrue();
        assertThat(engine.x().values()).containsExactly(big, big);
    }

    @Test
    void tellsTheResidualOfItsXAlsoAfterAnEntryThatLiftedItBeyondAllMeasure() {
        CsrMatrix two = SmallMatrices.dense(new double[][] {{2, 5}, {-1, 2}});
        SolverEngine engine = Engines.hybrid(new LinearSystem(two, DenseVector.copyOf(new double[] {1, 1})));
        Engines.rest(engine);
        engine.apply(new RevisedUpdate(1, entry(0, 1, 1e300)));
        RepairOutcome outcome = Engines.rest(engine).last();
        double truth = relative(engine);
        assertThat(outcome.relativeResidual()).isCloseTo(truth, within(1e-6 * truth + 1e-15));
        assertThat(outcome.stop().converged()).isEqualTo(truth <= 1e-8);
    }
}
