// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Push and random walks as methods for the whole solution.
class LocalRunsTest {
    private record Ended(StopReason stop, int iterations, long work, double[] d) {}

    private static double norm2(double[] x) {
        return new Vectors(Execution.serial(), x.length).norm2(x);
    }

    private static RepairRun start(Method method, LinearSystem system, double rtol, int limit, long seed) {
        Plan plan = new Plan(method, PreconditionerKind.NONE, "test");
        double[] b = system.b().values();
        RunGoal goal = new RunGoal(rtol * norm2(b), limit, seed);
        return RepairRuns.start(
                Execution.serial(),
                plan,
                system.a(),
                b,
                goal,
                Proven.of(Classifier.classify(system.a())),
                0,
                new RunCache());
    }

    private static Ended finish(RepairRun run, long slice) {
        int iterations = 0;
        long work = 0;
        while (true) {
            RepairRun.Progress progress = run.advance(slice);
            iterations += progress.iterations();
            work += progress.work();
            StopReason stopped = progress.stopped();
            if (stopped != null) {
                return new Ended(stopped, iterations, work, run.correction());
            }
        }
    }

    private static Ended solve(Method method, LinearSystem system, double rtol) {
        return finish(start(method, system, rtol, 100_000, 1), 50_000);
    }

    private static double residual(LinearSystem system, double[] d) {
        double[] product = new double[d.length];
        system.a().multiply(d, product);
        Arrays.setAll(product, i -> system.b().get(i) - product[i]);
        return norm2(product) / norm2(system.b().values());
    }

    private static CsrMatrix tridiagonal(int n) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 2);
            if (i > 0) {
                triplets.add(i, i - 1, -1);
                triplets.add(i - 1, i, -1);
            }
        }
        return triplets.build();
    }

    @Test
    void pushSolvesEveryClassItIsPlannedFor() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            RandomSystems.Kind kind = RandomSystems.Kind.values()[seed % 6];
            if (kind == RandomSystems.Kind.SCALED_ROWS || kind == RandomSystems.Kind.BARELY_STRICT) {
                // Rows that differ by 2²⁴⁰, where no x in doubles has such a residual; a condition of 10¹².
                continue;
            }
            LinearSystem system = RandomSystems.of(kind, 2 + random.nextInt(25), random);
            Planned planned =
                    Planner.plan(system, Classifier.classify(system.a()), Method.PUSH, PreconditionerKind.AUTO);
            if (planned instanceof Planned.Ok) {
                Ended ended = solve(Method.PUSH, system, 1e-9);
                assertThat(ended.stop()).as("%s seed %d", kind, seed).isInstanceOf(StopReason.ResidualMet.class);
                assertThat(residual(system, ended.d())).isLessThanOrEqualTo(1.0001e-9);
            } else {
                assertThat(kind).isEqualTo(RandomSystems.Kind.SCALED_COLUMNS);
            }
        }
    }

    @Test
    void pushLearnsToOverRelaxAWeaklyDominantChain() {
        LinearSystem system = RandomSystems.manufactured(tridiagonal(60));
        Ended ended = solve(Method.PUSH, system, 1e-8);
        assertThat(ended.stop()).isInstanceOf(StopReason.ResidualMet.class);
        // Without over-relaxation the residual falls by cos²(π/61) = 0.9973 a sweep: 6,900 sweeps.
        assertThat(ended.iterations()).isLessThan(700);
    }

    @Test
    void pushNeedsFarFewerPushesOverRelaxed() {
        CsrMatrix grid = RandomSystems.grid(40, 0.1);
        double[] ones = new double[grid.rows()];
        Arrays.fill(ones, 1.0);
        DenseVector b = DenseVector.adopt(ones);
        double[] skewed = grid.value().clone();
        for (int k = 0; k < skewed.length; k++) {
            skewed[k] *= grid.column()[k] == grid.rowOf(k) + 1 ? 0.99 : 1.0;
        }
        long relaxed = solve(Method.PUSH, new LinearSystem(grid, b), 1e-8).work();
        long plain = solve(Method.PUSH, new LinearSystem(grid.withValues(skewed), b), 1e-8)
                .work();
        assertThat(plain).isGreaterThan(3 * relaxed);
    }

    @Test
    void pushSolvesANegativeDefiniteAndASingularSystem() {
        CsrMatrix grid = RandomSystems.grid(12, 0.05);
        LinearSystem negative = RandomSystems.manufactured(
                grid.withValues(Arrays.stream(grid.value()).map(v -> -v).toArray()));
        assertThat(residual(negative, solve(Method.PUSH, negative, 1e-9).d())).isLessThanOrEqualTo(1.0001e-9);
        LinearSystem singular = RandomSystems.manufactured(RandomSystems.ring(50));
        assertThat(residual(singular, solve(Method.PUSH, singular, 1e-8).d())).isLessThanOrEqualTo(1.0001e-8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.6, 0.9})
    void randomWalksReachAnyResidual(double alpha) {
        LinearSystem system = RandomSystems.manufactured(
                Gallery.generate(new GalleryRecipe.RandomDominant(150, 4, alpha, false, 0, 2)));
        double before = Double.POSITIVE_INFINITY;
        for (double rtol : new double[] {1e-1, 1e-3, 1e-10}) {
            Ended ended = solve(Method.RANDOM_WALK, system, rtol);
            assertThat(ended.stop()).isInstanceOf(StopReason.ResidualMet.class);
            double reached = residual(system, ended.d());
            assertThat(reached).isLessThanOrEqualTo(rtol * 1.0001).isLessThan(before);
            before = reached;
        }
    }

    @Test
    void randomWalksNeverLetTheResidualRise() {
        LinearSystem system = RandomSystems.manufactured(
                Gallery.generate(new GalleryRecipe.RandomDominant(100, 4, 0.95, true, 2, 2)));
        RepairRun run = start(Method.RANDOM_WALK, system, 1e-6, 10_000, 3);
        double before = norm2(system.b().values());
        RepairRun.Progress progress = run.advance(1);
        while (progress.stopped() == null) {
            assertThat(progress.updatedResidual()).isLessThanOrEqualTo(before * (1 + 1e-12));
            before = progress.updatedResidual();
            progress = run.advance(1);
        }
        assertThat(progress.stopped()).isInstanceOf(StopReason.ResidualMet.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUSH", "RANDOM_WALK"})
    void theSameBitsComeOutHoweverTheWorkIsCut(Method method) {
        LinearSystem system = RandomSystems.manufactured(
                Gallery.generate(new GalleryRecipe.RandomDominant(3_000, 4, 0.6, true, 0, 9)));
        Ended whole = finish(start(method, system, 1e-6, 1_000, 5), Long.MAX_VALUE);
        Ended cut = finish(start(method, system, 1e-6, 1_000, 5), 1);
        assertThat(cut.d()).isEqualTo(whole.d());
        assertThat(cut.iterations()).isEqualTo(whole.iterations());
    }

    @Test
    void anotherSeedWalksOtherPathsToTheSameSolution() {
        LinearSystem system =
                RandomSystems.manufactured(Gallery.generate(new GalleryRecipe.RandomDominant(80, 4, 0.5, false, 0, 9)));
        Ended one = finish(start(Method.RANDOM_WALK, system, 1e-9, 1_000, 5), 10_000);
        Ended other = finish(start(Method.RANDOM_WALK, system, 1e-9, 1_000, 6), 10_000);
        assertThat(one.d()).isNotEqualTo(other.d());
        for (int i = 0; i < 80; i++) {
            assertThat(one.d()[i]).isCloseTo(Math.sin(i + 1), org.assertj.core.data.Offset.offset(1e-7));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUSH", "RANDOM_WALK"})
    void theirIterationsAreCounted(Method method) {
        LinearSystem system =
                RandomSystems.manufactured(Gallery.generate(new GalleryRecipe.RandomDominant(50, 4, 0.9, false, 0, 9)));
        Ended ended = finish(start(method, system, 1e-12, 2, 5), 10_000);
        assertThat(ended.stop()).isEqualTo(new StopReason.IterationLimit(2));
        assertThat(ended.iterations()).isEqualTo(2);
    }

    @Test
    void walksOnAMatrixThatIsNoLongerStrictBreakDown() {
        LinearSystem weak = RandomSystems.manufactured(RandomSystems.grid(5, 0.0));
        assertThat(solve(Method.RANDOM_WALK, weak, 1e-3).stop()).isInstanceOf(StopReason.Breakdown.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUSH", "RANDOM_WALK"})
    void nothingToDoIsDoneAtOnceAndNotANumberIsToldSo(Method method) {
        CsrMatrix a = RandomSystems.grid(3, 1.0);
        LinearSystem nothing = new LinearSystem(a, DenseVector.adopt(new double[9]));
        assertThat(solve(method, nothing, 1.0).stop()).isInstanceOf(StopReason.ResidualMet.class);
        double[] bad = new double[9];
        bad[3] = Double.NaN;
        assertThat(solve(method, new LinearSystem(a, DenseVector.adopt(bad)), 1e-3)
                        .stop())
                .isInstanceOf(StopReason.Diverged.class);
    }

    @Test
    void plansSayWhyTheyApplyAndWhyNot() {
        assertThat(plan(Method.PUSH, tridiagonal(20))).isInstanceOf(Planned.Ok.class);
        assertThat(plan(Method.RANDOM_WALK, RandomSystems.grid(5, 1.0)))
                .isInstanceOfSatisfying(
                        Planned.Ok.class,
                        ok -> assertThat(ok.plan().reason()).contains("strictly row dominant", "walks of about"));
        assertThat(plan(Method.RANDOM_WALK, tridiagonal(20)))
                .isInstanceOfSatisfying(Planned.NotApplicable.class, no -> {
                    assertThat(no.why()).contains("weakly row dominant", "use hybrid");
                    assertThat(no.wouldApply()).contains(Method.PUSH, Method.CG).doesNotContain(Method.RANDOM_WALK);
                });
        CsrMatrix general = new TripletBuilder(2)
                .add(0, 0, 1)
                .add(0, 1, 3)
                .add(1, 0, -2)
                .add(1, 1, 1)
                .build();
        assertThat(plan(Method.PUSH, general)).isInstanceOfSatisfying(Planned.NotApplicable.class, no -> {
            assertThat(no.why()).contains("dominant, definite and M-matrices only");
            assertThat(no.wouldApply()).contains(Method.GMRES).doesNotContain(Method.PUSH);
        });
        CsrMatrix hollow = new TripletBuilder(2).add(0, 1, 1).add(1, 0, 1).build();
        assertThat(plan(Method.PUSH, hollow)).isInstanceOf(Planned.NotApplicable.class);
        assertThat(plan(Method.RANDOM_WALK, hollow)).isInstanceOf(Planned.NotApplicable.class);
    }

    private static Planned plan(Method method, CsrMatrix a) {
        LinearSystem system = RandomSystems.manufactured(a);
        return Planner.plan(system, Classifier.classify(a), method, PreconditionerKind.AUTO);
    }
}
