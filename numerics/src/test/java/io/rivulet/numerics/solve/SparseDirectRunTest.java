// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.direct.SparseFactors;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.market.RealMatrices;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SparseDirectRunTest {
    private static final double TARGET = 1e-11;

    private final RunCache cache = new RunCache();

    private static Plan plan(Method method) {
        return new Plan(method, PreconditionerKind.NONE, false, "test", List.of());
    }

    private record Ended(StopReason stop, int iterations, long work, double[] d) {}

    private Ended solve(Method method, LinearSystem system, long version, double target) {
        double[] b = system.b().values();
        RunGoal goal = new RunGoal(target * norm(b), 100);
        RepairRun run =
                RepairRuns.start(Execution.serial(), plan(method), system.a(), b, goal, Proven.NOTHING, version, cache);
        int iterations = 0;
        long work = 0;
        RepairRun.Progress progress;
        do {
            progress = run.advance(1000);
            iterations += progress.iterations();
            work += progress.work();
        } while (progress.stopped() == null);
        return new Ended(progress.stopped(), iterations, work, run.correction());
    }

    private static double norm(double[] v) {
        double norm = 0;
        for (double entry : v) {
            norm = Math.hypot(norm, entry);
        }
        return norm;
    }

    private static CsrMatrix changed(CsrMatrix a, int entries, double factor) {
        double[] value = a.value().clone();
        for (int k = 0; k < entries; k++) {
            int row = 7 + 31 * k;
            value[a.find(row, row)] *= factor;
        }
        return a.withValues(value);
    }

    private static CsrMatrix grid(int k) {
        return Gallery.generate(Gallery.parse("poisson2d,nx=" + k + ",ny=" + k));
    }

    @ParameterizedTest
    @CsvSource({"cryg2500.mtx, SPARSE_LU", "west0067.mtx, SPARSE_LU", "bcsstm10.mtx, SPARSE_LDL", "nos7.mtx, SPARSE_LDL"
    })
    void meetsATargetThatIterationsMiss(String name, Method method) throws IOException {
        LinearSystem system = RealMatrices.system(RealMatrices.read(name));
        Ended ended = solve(method, system, 0, 1e-15);
        assertThat(ended.stop).isInstanceOf(StopReason.ResidualMet.class);
        assertThat(ended.iterations).isLessThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPARSE_LDL", "SPARSE_LU"})
    void furtherRightHandSidesShareTheFactors(Method method) {
        CsrMatrix a = grid(40);
        LinearSystem first = RandomSystems.manufactured(a);
        Ended made = solve(method, first, 0, TARGET);
        SparseFactors factors = Objects.requireNonNull(cache.earlierFactors(plan(method)));
        Ended again = solve(method, RealMatrices.system(a), 0, TARGET);
        assertThat(cache.earlierFactors(plan(method))).isSameAs(factors);
        assertThat(again.stop.converged()).isTrue();
        assertThat(again.work).isLessThan(made.work / 5);
    }

    @ParameterizedTest
    @EnumSource(names = {"SPARSE_LDL", "SPARSE_LU"})
    void afterAFewChangesTheOldFactorsServeAsAPreconditioner(Method method) {
        CsrMatrix a = grid(150);
        Ended made = solve(method, RandomSystems.manufactured(a), 0, TARGET);
        SparseFactors factors = Objects.requireNonNull(cache.earlierFactors(plan(method)));
        Ended repaired = solve(method, RandomSystems.manufactured(changed(a, 2, 1.5)), 1, TARGET);
        assertThat(repaired.stop.converged()).isTrue();
        assertThat(repaired.iterations).isBetween(2, 4);
        assertThat(repaired.work).isLessThan(made.work);
        assertThat(cache.earlierFactors(plan(method))).isSameAs(factors);
        assertThat(cache.spentOnOutdated()).isEqualTo(repaired.work);
    }

    @Test
    void newFactorsAreMadeWhenTheOldOnesDoNotReachTheTarget() {
        CsrMatrix a = grid(150);
        solve(Method.SPARSE_LDL, RandomSystems.manufactured(a), 0, TARGET);
        SparseFactors factors = Objects.requireNonNull(cache.earlierFactors(plan(Method.SPARSE_LDL)));
        LinearSystem far = RandomSystems.manufactured(changed(a, 700, 40.0));
        Ended ended = solve(Method.SPARSE_LDL, far, 1, TARGET);
        assertThat(ended.stop.converged()).isTrue();
        SparseFactors fresh = Objects.requireNonNull(cache.earlierFactors(plan(Method.SPARSE_LDL)));
        assertThat(fresh).isNotSameAs(factors);
        assertThat(cache.outdatedFactors(plan(Method.SPARSE_LDL), 1)).isNull();
        assertThat(cache.spentOnOutdated()).isZero();
    }

    @Test
    void oldFactorsAreGivenUpWhenTheyHaveCostAsMuchAsNewOnes() {
        CsrMatrix a = grid(150);
        Plan plan = plan(Method.SPARSE_LDL);
        solve(Method.SPARSE_LDL, RandomSystems.manufactured(a), 0, TARGET);
        SparseFactors factors = Objects.requireNonNull(cache.earlierFactors(plan));
        int version = 0;
        while (cache.earlierFactors(plan) == factors) {
            version++;
            assertThat(version).isLessThan(40);
            LinearSystem system = RandomSystems.manufactured(changed(a, 1, 1 + 0.01 * version));
            assertThat(solve(Method.SPARSE_LDL, system, version, TARGET).stop.converged())
                    .isTrue();
        }
        assertThat(version).isGreaterThan(1);
    }

    @Test
    void theDirectRunsOfAnotherPlanAreForgotten() {
        LinearSystem system = RandomSystems.manufactured(grid(20));
        solve(Method.SPARSE_LDL, system, 0, TARGET);
        assertThat(cache.earlierFactors(plan(Method.SPARSE_LDL))).isNotNull();
        solve(Method.GMRES, system, 0, TARGET);
        assertThat(cache.earlierFactors(plan(Method.SPARSE_LDL))).isNull();
    }

    @Test
    void singularAndTooLargeSystemsAreBreakdownsWithTheReason() {
        LinearSystem singular = RandomSystems.manufactured(RandomSystems.ring(64)
                .withValues(java.util.Arrays.stream(RandomSystems.ring(64).value())
                        .map(v -> v < 0 ? -v : 0)
                        .toArray()));
        StopReason stop = solve(Method.SPARSE_LDL, singular, 0, TARGET).stop;
        assertThat(stop).isInstanceOf(StopReason.Breakdown.class);
        assertThat(((StopReason.Breakdown) stop).quantity()).startsWith("pivot of row");
        CsrMatrix solid = Gallery.generate(Gallery.parse("poisson3d,nx=30,ny=30,nz=30"));
        StopReason tooLarge = solve(Method.SPARSE_LDL, RandomSystems.manufactured(solid), 0, TARGET).stop;
        assertThat(((StopReason.Breakdown) tooLarge).quantity()).startsWith("bytes of the factors");
    }
}
