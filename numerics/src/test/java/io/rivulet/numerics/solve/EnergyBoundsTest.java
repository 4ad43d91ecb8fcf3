// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against the energy norm of the true error, which is known because x is: x_i = sin(i + 1).
class EnergyBoundsTest {
    /// Rounding in the recurrences, as a part of the norm.
    private static final double SLACK = 1 + 1e-8;

    private record Step(double energy, EnergyNorm told, double largest) {}

    private static List<Step> steps(CsrMatrix a, PreconditionerKind kind, double least, double tolerance) {
        LinearSystem system = RandomSystems.manufactured(a);
        double[] b = system.b().values();
        Vectors vectors = new Vectors(Execution.serial(), b.length);
        Plan plan = new Plan(Method.CG, kind, "test");
        RunGoal goal = new RunGoal(tolerance * vectors.norm2(b), 10_000);
        Proven proven = Proven.NOTHING.withLeast(least);
        RepairRun run = RepairRuns.start(Execution.serial(), plan, a, b, goal, proven, 0, new RunCache());
        List<Step> steps = new ArrayList<>();
        RepairRun.Progress progress = run.advance(1);
        while (progress.stopped() == null) {
            EnergyNorm told = run.energy();
            if (progress.iterations() > 0 && told != null) {
                double[] e = new double[b.length];
                double[] ae = new double[b.length];
                double largest = 0.0;
                for (int i = 0; i < e.length; i++) {
                    e[i] = Math.sin(i + 1) - run.correction()[i];
                    largest = Math.max(largest, Math.abs(e[i]));
                }
                a.multiply(e, ae);
                steps.add(new Step(Math.sqrt(vectors.dot(e, ae)), told, largest));
            }
            progress = run.advance(1);
        }
        assertThat(progress.stopped().converged()).isTrue();
        return steps;
    }

    /// From below, from above, and never rising, down to 100 times what rounding leaves of the norm.
    private static void hold(List<Step> steps, boolean proved, String what) {
        double floor = 100 * 0x1p-53 * steps.getFirst().energy();
        for (int k = 0; k < steps.size(); k++) {
            Step step = steps.get(k);
            if (step.energy() < floor) {
                return;
            }
            if (k > 0) {
                assertThat(step.energy())
                        .as(what)
                        .isLessThanOrEqualTo(steps.get(k - 1).energy() * SLACK);
            }
            EnergyNorm told = step.told();
            assertThat(told.proved()).isEqualTo(proved);
            if (told.late() > 0 && told.late() <= k) {
                assertThat(told.below())
                        .as("%s, iteration %d", what, k)
                        .isLessThanOrEqualTo(steps.get(k - told.late()).energy() * SLACK);
            }
            if (proved) {
                assertThat(told.above()).as("%s, iteration %d", what, k).isGreaterThanOrEqualTo(step.energy() / SLACK);
            }
        }
    }

    @Test
    void holdWithTheSmallestEigenvalueOfAGrid() {
        for (int k : new int[] {4, 9, 17}) {
            double least = 1 - Math.cos(Math.PI / (k + 1));
            CsrMatrix grid = RandomSystems.grid(k, 0);
            hold(steps(grid, PreconditionerKind.JACOBI, least * (1 - 1e-12), 1e-9), true, "scaled grid " + k);
            hold(steps(grid, PreconditionerKind.NONE, 4 * least * (1 - 1e-12), 1e-9), true, "grid " + k);
            hold(steps(grid, PreconditionerKind.NONE, 0.01 * least, 1e-9), true, "far from sharp " + k);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PreconditionerKind.class,
            names = {"NONE", "JACOBI", "SSOR", "IC"})
    void holdFromBelowForEveryPreconditioner(PreconditionerKind kind) {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            MatrixClass of = seed % 2 == 0 ? MatrixClass.SYMMETRIC_STRICT : MatrixClass.DEFINITE_NOT_DOMINANT;
            CsrMatrix a = of.matrix(10 + random.nextInt(200), random);
            hold(steps(a, kind, 0, 1e-9), false, of + " " + seed);
        }
    }

    /// μ from dominance: the eigenvalues of D⁻¹A are at least min gap_i/a_ii.
    @Test
    void holdWithWhatDominanceProves() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = MatrixClass.SYMMETRIC_STRICT.matrix(5 + random.nextInt(100), random);
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < a.rows(); i++) {
                double gap = 2 * a.get(i, i);
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    gap -= Math.abs(a.value()[k]);
                }
                least = Math.min(least, gap / a.get(i, i));
            }
            List<Step> steps = steps(a, PreconditionerKind.JACOBI, least * (1 - 1e-12), 1e-9);
            if (!steps.isEmpty()) {
                hold(steps, true, "seed " + seed);
            }
        }
    }

    @Test
    void aLowerBoundWaitsUntilItIsNearTheNorm() {
        List<Step> steps = steps(RandomSystems.grid(30, 0), PreconditionerKind.JACOBI, 0, 1e-9);
        int near = 0;
        int told = 0;
        for (int k = 0; k < steps.size(); k++) {
            EnergyNorm energy = steps.get(k).told();
            if (energy.late() > 0 && energy.late() <= k) {
                told++;
                near += energy.below() > 0.3 * steps.get(k - energy.late()).energy() ? 1 : 0;
            }
        }
        assertThat(told).isGreaterThan(steps.size() / 2);
        assertThat((double) near / told).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @EnumSource(
            value = PreconditionerKind.class,
            names = {"NONE", "JACOBI", "SSOR", "IC"})
    void theErrorOfAnEntryIsEstimatedFromAboveAsARule(PreconditionerKind kind) {
        int runs = 0;
        int below = 0;
        double excess = 0;
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            MatrixClass of = MatrixClass.values()[new int[] {0, 2, 3}[seed % 3]];
            CsrMatrix a = of.matrix(20 + random.nextInt(180), random);
            List<Step> steps = steps(a, kind, 0, 1e-8);
            if (!steps.isEmpty()) {
                Step last = steps.getLast();
                runs++;
                below += last.told().error() < last.largest() ? 1 : 0;
                excess += Math.log10(last.told().error() / last.largest());
            }
        }
        assertThat(runs).isGreaterThan(40);
        assertThat(below).isLessThanOrEqualTo(runs / 20);
        assertThat(excess / runs).as("decades above the error").isBetween(0.2, 2.0);
    }
}
