// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SmallMatrices;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepairRunsTest {
    private static double norm2(double[] x) {
        return new Vectors(Execution.serial(), x.length).norm2(x);
    }

    private static RepairRun start(
            Method method, PreconditionerKind kind, boolean negated, LinearSystem system, double rtol, int limit) {
        Plan plan = new Plan(method, kind, negated, "test", java.util.List.of());
        double[] b = system.b().values();
        RunGoal goal = new RunGoal(rtol * norm2(b), limit);
        return RepairRuns.start(Execution.serial(), plan, system.a(), b, goal, Proven.NOTHING, 0, new RunCache());
    }

    private static RepairRun.Progress finish(RepairRun run) {
        RepairRun.Progress progress = run.advance(1000);
        while (progress.stopped() == null) {
            progress = run.advance(1000);
        }
        return progress;
    }

    private static double residual(LinearSystem system, double[] d) {
        double[] product = new double[d.length];
        system.a().multiply(d, product);
        double[] b = system.b().values();
        for (int i = 0; i < d.length; i++) {
            product[i] = b[i] - product[i];
        }
        return norm2(product) / norm2(b);
    }

    @ParameterizedTest
    @CsvSource({
        "JACOBI, NONE",
        "CG, NONE",
        "CG, JACOBI",
        "CG, IC",
        "CG, ILU",
        "CG, APPROX_CHOLESKY",
        "BICGSTAB, NONE",
        "BICGSTAB, JACOBI",
        "BICGSTAB, ILU",
        "GMRES, NONE",
        "GMRES, JACOBI",
        "GMRES, ILU",
        "GMRES, IC",
        "GMRES, APPROX_CHOLESKY",
        "BICGSTAB, APPROX_CHOLESKY",
        "DENSE_LU, NONE",
        "SPARSE_LDL, NONE",
        "SPARSE_LU, NONE"
    })
    void meetTheTargetOnAGridByTheTrueResidual(Method method, PreconditionerKind kind) {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(15, 0.05));
        RepairRun run = start(method, kind, false, system, 1e-9, 100_000);
        assertThat(finish(run).stopped()).isInstanceOf(StopReason.ResidualMet.class);
        assertThat(residual(system, run.correction())).isLessThanOrEqualTo(1.0001e-9);
    }

    @ParameterizedTest
    @CsvSource({
        "BICGSTAB, NONE",
        "BICGSTAB, ILU",
        "GMRES, NONE",
        "GMRES, ILU",
        "JACOBI, NONE",
        "DENSE_LU, NONE",
        "SPARSE_LU, NONE"
    })
    void meetTheTargetOnUnsymmetricSystems(Method method, PreconditionerKind kind) {
        for (int seed = 0; seed < 30; seed++) {
            LinearSystem system = RandomSystems.of(RandomSystems.Kind.STRICT, 2 + seed * 5, new Random(seed));
            RepairRun run = start(method, kind, false, system, 1e-10, 10_000);
            assertThat(finish(run).stopped()).isInstanceOf(StopReason.ResidualMet.class);
            assertThat(residual(system, run.correction())).isLessThanOrEqualTo(1.0001e-10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "JACOBI", "IC", "APPROX_CHOLESKY"})
    void cgSolvesANegativeDefiniteSystemNegated(PreconditionerKind kind) {
        CsrMatrix grid = RandomSystems.grid(15, 0.05);
        double[] minus = Arrays.stream(grid.value()).map(v -> -v).toArray();
        LinearSystem system = RandomSystems.manufactured(grid.withValues(minus));
        RepairRun run = start(Method.CG, kind, true, system, 1e-9, 10_000);
        assertThat(finish(run).stopped()).isInstanceOf(StopReason.ResidualMet.class);
        assertThat(residual(system, run.correction())).isLessThanOrEqualTo(1.0001e-9);
    }

    @Test
    void cgNoticesNegativeCurvature() {
        TripletBuilder triplets = new TripletBuilder(40);
        for (int i = 0; i < 40; i++) {
            triplets.add(i, i, i % 2 == 0 ? 1 : -1);
        }
        LinearSystem system = RandomSystems.manufactured(triplets.build());
        assertThat(finish(start(Method.CG, PreconditionerKind.NONE, false, system, 1e-9, 100))
                        .stopped())
                .isInstanceOf(StopReason.NotPositiveDefinite.class);
    }

    @Test
    void jacobiIsDampedWhereItWouldOscillate() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.ring(50));
        RepairRun run = start(Method.JACOBI, PreconditionerKind.NONE, false, system, 1e-8, 100_000);
        assertThat(finish(run).stopped()).isInstanceOf(StopReason.ResidualMet.class);
    }

    @Test
    void jacobiSaysThatItDiverged() {
        LinearSystem system = RandomSystems.manufactured(SmallMatrices.dense(new double[][] {{1, 5}, {5, 1}}));
        RepairRun.Progress progress =
                finish(start(Method.JACOBI, PreconditionerKind.NONE, false, system, 1e-8, 100_000));
        assertThat(progress.stopped()).isInstanceOf(StopReason.Diverged.class);
        assertThat(progress.updatedResidual())
                .isLessThanOrEqualTo(norm2(system.b().values()));
    }

    @Test
    void gmresHandsOutTheIterateOfTheMiddleOfACycle() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(15, 0));
        RepairRun run = start(Method.GMRES, PreconditionerKind.JACOBI, false, system, 1e-9, 10_000);
        double before = 1.0;
        for (int k = 0; k < 40; k++) {
            RepairRun.Progress progress = run.advance(1);
            double now = residual(system, run.correction());
            assertThat(now).isLessThanOrEqualTo(before * (1 + 1e-10));
            if (progress.iterations() > 0) {
                assertThat(progress.updatedResidual() / norm2(system.b().values()))
                        .isCloseTo(now, within(1e-12));
            }
            before = now;
        }
    }

    @Test
    void stopAtTheIterationLimitWithWhatTheyHave() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(30, 0));
        for (Method method : new Method[] {Method.CG, Method.BICGSTAB, Method.GMRES, Method.JACOBI}) {
            RepairRun run = start(method, PreconditionerKind.JACOBI, false, system, 1e-12, 17);
            assertThat(finish(run).stopped()).isEqualTo(new StopReason.IterationLimit(17));
            assertThat(residual(system, run.correction())).isLessThan(1.0);
        }
    }

    @Test
    void denseLuSolvesWhatNeedsPivotsAndScaling() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            LinearSystem system = RandomSystems.of(RandomSystems.Kind.GENERAL, 1 + random.nextInt(90), random);
            RepairRun run = start(Method.DENSE_LU, PreconditionerKind.NONE, false, system, 1e-10, 10);
            assertThat(finish(run).stopped()).as("seed %d", seed).isInstanceOf(StopReason.ResidualMet.class);
        }
    }

    @Test
    void denseLuGivesTheShortestSolutionOfASingularConsistentSystem() {
        Random random = new Random(4);
        int n = 40;
        double[][] low = new double[n][n];
        for (int k = 0; k < 25; k++) {
            double[] u = random.doubles(n, -1, 1).toArray();
            double[] v = random.doubles(n, -1, 1).toArray();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    low[i][j] += u[i] * v[j];
                }
            }
        }
        LinearSystem system = RandomSystems.manufactured(SmallMatrices.dense(low));
        RepairRun run = start(Method.DENSE_LU, PreconditionerKind.NONE, false, system, 1e-10, 10);
        assertThat(finish(run).stopped()).isInstanceOf(StopReason.ResidualMet.class);
        double[] sines = new double[n];
        Arrays.setAll(sines, i -> Math.sin(i + 1));
        assertThat(norm2(run.correction())).isLessThan(norm2(sines));
    }

    @Test
    void denseLuNeverClaimsAnInconsistentSystem() {
        LinearSystem system = new LinearSystem(
                SmallMatrices.dense(new double[][] {{1, 1}, {1, 1}}),
                io.rivulet.numerics.linalg.DenseVector.copyOf(new double[] {1, 2}));
        StopReason reason = finish(start(Method.DENSE_LU, PreconditionerKind.NONE, false, system, 1e-8, 10))
                .stopped();
        assertThat(reason).isInstanceOf(StopReason.GaveUp.class);
    }

    @Test
    void substitutionSolvesBothTriangles() {
        Random random = new Random(9);
        for (boolean lower : new boolean[] {true, false}) {
            TripletBuilder triplets = new TripletBuilder(50);
            for (int i = 0; i < 50; i++) {
                triplets.add(i, i, 2 + random.nextDouble());
                for (int k = 0; k < 3; k++) {
                    int j = lower ? random.nextInt(i + 1) : i + random.nextInt(50 - i);
                    if (j != i) {
                        triplets.add(i, j, random.nextGaussian());
                    }
                }
            }
            LinearSystem system = RandomSystems.manufactured(triplets.build());
            RepairRun run = start(Method.TRIANGULAR, PreconditionerKind.NONE, false, system, 1e-13, 10);
            assertThat(finish(run).stopped()).isInstanceOf(StopReason.ResidualMet.class);
        }
    }

    @Test
    void incompleteFactorsShiftTheDiagonalWhereAPivotFails() {
        CsrMatrix indefinite = SmallMatrices.dense(new double[][] {{1, 2, 0}, {2, 1, 2}, {0, 2, 1}});
        LinearSystem system = RandomSystems.manufactured(indefinite);
        RepairRun ilu = start(Method.GMRES, PreconditionerKind.ILU, false, system, 1e-10, 100);
        assertThat(finish(ilu).stopped()).isInstanceOf(StopReason.ResidualMet.class);
        assertThat(finish(start(Method.CG, PreconditionerKind.IC, false, system, 1e-10, 100))
                        .stopped())
                .isInstanceOf(StopReason.GaveUp.class);
        CsrMatrix pivot = SmallMatrices.dense(new double[][] {{1, 1, 0}, {1, 1, 1}, {0, 1, 1}});
        RepairRun shifted =
                start(Method.GMRES, PreconditionerKind.ILU, false, RandomSystems.manufactured(pivot), 1e-10, 100);
        assertThat(finish(shifted).stopped()).isInstanceOf(StopReason.ResidualMet.class);
    }

    @Test
    void aMissingDiagonalEntryIsABreakdownNotAnException() {
        LinearSystem system = RandomSystems.manufactured(SmallMatrices.dense(new double[][] {{0, 1}, {1, 0}}));
        for (PreconditionerKind kind :
                new PreconditionerKind[] {PreconditionerKind.JACOBI, PreconditionerKind.ILU, PreconditionerKind.IC}) {
            assertThat(finish(start(Method.GMRES, kind, false, system, 1e-10, 100))
                            .stopped())
                    .isInstanceOf(StopReason.Breakdown.class);
        }
        assertThat(finish(start(Method.JACOBI, PreconditionerKind.NONE, false, system, 1e-10, 100))
                        .stopped())
                .isInstanceOf(StopReason.Breakdown.class);
    }

    @Test
    void bicgstabStartsAgainWithAnotherShadowAndTwoDirectionsWhereOneSeesNothing() {
        // r·A·r = 0 for every r of a skew system: σ vanishes with r as its own shadow, and ω always.
        for (int n : new int[] {2, 4, 30, 100}) {
            TripletBuilder triplets = new TripletBuilder(n);
            for (int i = 0; i + 1 < n; i++) {
                triplets.add(i, i + 1, 1 + i % 3).add(i + 1, i, -1 - i % 3);
            }
            LinearSystem system = RandomSystems.manufactured(triplets.build());
            RepairRun run = start(Method.BICGSTAB, PreconditionerKind.NONE, false, system, 1e-10, 1000);
            assertThat(finish(run).stopped()).as("n = %d", n).isInstanceOf(StopReason.ResidualMet.class);
            assertThat(residual(system, run.correction())).isLessThanOrEqualTo(1.0001e-10);
        }
    }

    @Test
    void bicgstabNeedsFewerProductsWithTwoDirectionsOnASkewDominantMatrix() {
        TripletBuilder triplets = new TripletBuilder(400);
        for (int i = 0; i < 400; i++) {
            triplets.add(i, i, 1).add(i, (i + 1) % 400, 30).add(i, (i + 399) % 400, -30);
        }
        LinearSystem system = RandomSystems.manufactured(triplets.build());
        RepairRun run = start(Method.BICGSTAB, PreconditionerKind.NONE, false, system, 1e-8, 2000);
        RepairRun.Progress progress = finish(run);
        assertThat(progress.stopped()).isInstanceOf(StopReason.ResidualMet.class);
    }

    @Test
    void anUndecidedPlanIsAMistake() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(3, 0));
        assertThatThrownBy(() -> start(Method.HYBRID, PreconditionerKind.NONE, false, system, 1e-8, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> start(Method.CG, PreconditionerKind.AUTO, false, system, 1e-8, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
