// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How many iterations theory allows, computed here from the matrix alone.
class ConvergenceBoundsTest {
    private static final double TOLERANCE = 1e-9;

    private static double norm2(double[] x) {
        return new Vectors(Execution.serial(), x.length).norm2(x);
    }

    private static int iterations(CsrMatrix a, Method method, PreconditionerKind kind) {
        LinearSystem system = RandomSystems.manufactured(a);
        Plan plan = ((Planned.Ok) Planner.plan(system, Classifier.classify(a), method, kind)).plan();
        double[] b = system.b().values();
        RunGoal goal = new RunGoal(TOLERANCE * norm2(b), 100_000);
        RepairRun run = RepairRuns.start(
                Execution.serial(), plan, a, b, goal, Proven.of(Classifier.classify(a)), 0, new RunCache());
        int iterations = 0;
        RepairRun.Progress progress;
        do {
            progress = run.advance(1_000_000);
            iterations += progress.iterations();
        } while (progress.stopped() == null);
        assertThat(progress.stopped()).isInstanceOf(StopReason.ResidualMet.class);
        return iterations;
    }

    /// What the bounds below need, by plain loops.
    private record Facts(int n, double alpha, double norm, double diagonalLength, double diagonalRatio) {
        static Facts of(CsrMatrix a) {
            double alpha = 0;
            double norm = 0;
            double squares = 0;
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int i = 0; i < a.rows(); i++) {
                double off = 0;
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    off += a.column()[k] == i ? 0 : Math.abs(a.value()[k]);
                }
                double diagonal = Math.abs(a.get(i, i));
                alpha = Math.max(alpha, off / diagonal);
                norm = Math.max(norm, off + diagonal);
                squares += diagonal * diagonal;
                least = Math.min(least, diagonal);
                most = Math.max(most, diagonal);
            }
            return new Facts(a.rows(), alpha, norm, Math.sqrt(squares), most / least);
        }

        double condition() {
            return (1 + alpha) / (1 - alpha);
        }

        /// Iterations until 2·qᵏ·factor is the tolerance, q of conjugate gradients and Chebyshev.
        double chebyshev(double factor) {
            double root = Math.sqrt(condition());
            return Math.log(2 * factor / TOLERANCE) / Math.log((root + 1) / (root - 1));
        }
    }

    private static double largestScaled(LinearSystem system) {
        double largest = 0;
        for (int i = 0; i < system.rows(); i++) {
            largest = Math.max(largest, Math.abs(system.b().get(i) / system.a().get(i, i)));
        }
        return largest;
    }

    @ParameterizedTest
    @EnumSource(
            value = MatrixClass.class,
            names = {"SYMMETRIC_STRICT", "SYMMETRIC_STRICT_MIXED", "ROW_STRICT"})
    void dominanceBoundsThePlainMethods(MatrixClass kind) {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = kind.matrix(3 + random.nextInt(60), random);
            LinearSystem system = RandomSystems.manufactured(a);
            Facts facts = Facts.of(a);
            double target = TOLERANCE * norm2(system.b().values());
            // ‖D⁻¹r‖∞ falls by α a step
            double jacobi =
                    Math.log(facts.diagonalLength() * largestScaled(system) / target) / -Math.log(facts.alpha());
            // ‖e‖∞ falls by α a sweep, in whatever order; ‖x‖∞ <= 1
            double sweeps = Math.log(Math.sqrt(facts.n()) * facts.norm() / target) / -Math.log(facts.alpha());
            assertThat(iterations(a, Method.JACOBI, PreconditionerKind.NONE))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo((int) Math.ceil(jacobi));
            assertThat(iterations(a, Method.NEUMANN, PreconditionerKind.NONE))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo((int) Math.ceil(jacobi));
            assertThat(iterations(a, Method.GAUSS_SEIDEL, PreconditionerKind.NONE))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo((int) Math.ceil(sweeps));
        }
    }

    @Test
    void theConditionOfTheScaledMatrixBoundsTheOthers() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = MatrixClass.SYMMETRIC_STRICT.matrix(3 + random.nextInt(60), random);
            Facts facts = Facts.of(a);
            double spread = Math.sqrt(facts.diagonalRatio());
            // In the norm of D⁻¹ the residual falls by 1/T_k(σ) <= 2·qᵏ; two norms cost the spread of the diagonal.
            int minimal = (int) Math.ceil(facts.chebyshev(spread));
            // CG bounds the energy norm of the error: residuals differ from it by √cond(A).
            int energy = (int) Math.ceil(facts.chebyshev(spread * Math.sqrt(facts.condition())));
            assertThat(iterations(a, Method.CHEBYSHEV, PreconditionerKind.JACOBI))
                    .isLessThanOrEqualTo(minimal);
            assertThat(iterations(a, Method.MINRES, PreconditionerKind.JACOBI)).isLessThanOrEqualTo(minimal);
            assertThat(iterations(a, Method.CG, PreconditionerKind.JACOBI)).isLessThanOrEqualTo(energy);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 40})
    void sorFindsAnOmegaNearTheBestOne(int k) {
        double rho = Math.cos(Math.PI / (k + 1));
        double best = 2 / (1 + Math.sqrt(1 - rho * rho));
        double asymptotic = Math.log(TOLERANCE) / Math.log(best - 1);
        int sor = iterations(RandomSystems.grid(k, 0), Method.SOR, PreconditionerKind.NONE);
        assertThat((double) sor).isBetween(0.5 * asymptotic, 2.5 * asymptotic);
        assertThat(sor * 3)
                .isLessThan(iterations(RandomSystems.grid(k, 0), Method.GAUSS_SEIDEL, PreconditionerKind.NONE));
    }

    @ParameterizedTest
    @CsvSource({"10, JACOBI", "30, JACOBI", "60, JACOBI", "30, NONE"})
    void chebyshevFindsTheLowerEndOfTheSpectrum(int k, PreconditionerKind kind) {
        // Eigenvalues of D⁻¹A on the grid: 1 ± cos(π/(k + 1)) at the ends.
        double low = 1 - Math.cos(Math.PI / (k + 1));
        double root = Math.sqrt((2 - low) / low);
        double known = Math.log(2 / TOLERANCE) / Math.log((root + 1) / (root - 1));
        assertThat((double) iterations(RandomSystems.grid(k, 0), Method.CHEBYSHEV, kind))
                .isLessThan(2.5 * known);
    }

    @Test
    void omegaGrowsByYoungsRelationUpToTheLimitOfDominance() {
        double rho = 0.99;
        Overrelaxation relaxation = Overrelaxation.growing();
        relaxation.begin(RandomSystems.grid(5, 0));
        while (relaxation.omega() == 1.0) {
            relaxation.observe(rho * rho);
        }
        assertThat(relaxation.omega()).isCloseTo(Overrelaxation.young(rho), within(1e-12));
        assertThat(Overrelaxation.young(rho)).isBetween(1.75, 1.76);
        Overrelaxation limited = Overrelaxation.growing();
        limited.begin(RandomSystems.grid(5, 4));
        for (int k = 0; k < 20; k++) {
            limited.observe(rho * rho);
        }
        assertThat(limited.omega()).isEqualTo(2 / (1 + Math.sqrt(0.75)), within(1e-12));
        Overrelaxation none = Overrelaxation.none();
        none.observe(0.999);
        assertThat(none.omega()).isEqualTo(1.0);
    }

    @Test
    void minresEndsAtTheLeastSquaresResidualOfAnInconsistentSystem() {
        CsrMatrix ring = RandomSystems.ring(60);
        double[] b = new double[60];
        b[0] = 1;
        b[17] = 2;
        Plan plan = new Plan(Method.MINRES, PreconditionerKind.NONE, "test");
        RepairRun run = RepairRuns.start(
                Execution.serial(), plan, ring, b, new RunGoal(1e-9, 10_000), Proven.NOTHING, 0, new RunCache());
        RepairRun.Progress progress = run.advance(10_000_000);
        assertThat(progress.stopped()).isInstanceOf(StopReason.Stagnated.class);
        assertThat(progress.iterations()).isLessThan(120);
        double[] residual = new double[60];
        ring.multiply(run.correction(), residual);
        // b less its mean is what A·x can reach
        for (int i = 0; i < 60; i++) {
            assertThat(b[i] - residual[i]).isCloseTo(3.0 / 60, within(1e-9));
        }
    }

    /// Of N walks a row the mean d has an error of variance η²/N at most in each entry, η = max |r_j|/w_j, independent
    /// from row to row: v = E‖A·d − r‖²/‖r‖² <= ‖A‖²_F·η²/(N·‖r‖²), and the best step leaves ‖r‖²·v/(1 + v).
    @ParameterizedTest
    @CsvSource({"0.2, 1", "0.2, 100", "0.5, 7", "0.8, 7"})
    void theVarianceOfWalksBoundsWhatAnIterationLeaves(double alpha, long first) {
        int tries = 40;
        int n = 400;
        int walks = 16;
        double sum = 0;
        double squares = 0;
        double most = 0;
        for (int seed = 0; seed < tries; seed++) {
            Random random = new Random(first + seed);
            CsrMatrix a = RandomSystems.equallyStrict(n, 5, alpha, random);
            double[] r = new double[n];
            Arrays.setAll(r, _ -> random.nextBoolean() ? 1 : -1);
            Plan plan = new Plan(Method.RANDOM_WALK, PreconditionerKind.NONE, "test");
            RunGoal goal = new RunGoal(1e-300, 1, first + seed);
            RepairRun run = RepairRuns.start(Execution.serial(), plan, a, r, goal, Proven.NOTHING, 0, new RunCache());
            RepairRun.Progress progress = run.advance(Long.MAX_VALUE);
            assertThat(progress.iterations()).isEqualTo(1);
            double left = progress.updatedResidual() / norm2(r);
            sum += left * left;
            squares += left * left * left * left;
            double eta = alpha / (1 - alpha) / (a.get(0, 0) * alpha);
            double frobenius = norm2(a.value());
            double v = frobenius * frobenius * eta * eta / (walks * (double) n);
            most = Math.max(most, v / (1 + v));
            // A walk of 3.3/(1 − α) rows of six entries and one from each row, the look at each row, and the products.
            double steps = Math.ceil(Math.log(0.1) / Math.log(alpha)) + 1 / (1 - alpha);
            double work = n * walks * steps * 7.0;
            assertThat((double) progress.work()).isBetween(0.9 * work, 1.1 * work + 30.0 * n);
        }
        double mean = sum / tries;
        double deviation = Math.sqrt(Math.max(0, squares / tries - mean * mean) / tries);
        assertThat(mean - 5 * deviation).isLessThanOrEqualTo(most);
        assertThat(mean).as("a bound of the right size").isGreaterThan(most / 50);
    }

    @Test
    void aSeriesThatHasHadItsTermsStops() {
        CsrMatrix a = MatrixClass.ROW_STRICT.matrix(30, new Random(1));
        double[] b = RandomSystems.manufactured(a).b().values();
        Plan plan = new Plan(Method.NEUMANN, PreconditionerKind.NONE, "test");
        RepairRun run = RepairRuns.start(
                Execution.serial(), plan, a, b, new RunGoal(1e-19, 100_000), Proven.NOTHING, 0, new RunCache());
        RepairRun.Progress progress = run.advance(100_000_000);
        assertThat(progress.stopped()).isNotNull();
        assertThat(progress.iterations()).isLessThan(2_000);
        assertThat(progress.updatedResidual()).isLessThan(1e-12);
    }
}
