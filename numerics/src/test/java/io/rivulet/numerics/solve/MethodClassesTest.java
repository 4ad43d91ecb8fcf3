// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.RandomSystems;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.Vectors;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every method on every class of matrices: it converges where mathematics says so, is refused where it can't, and says
/// honestly what became of it where nobody knows.
class MethodClassesTest {
    private static final double TOLERANCE = 1e-8;
    private static final int BUDGET = 20_000;
    private static final int SEEDS = 6;

    /// What a run left behind.
    private record Ran(int iterations, StopReason stop, double[] d) {}

    private static double norm2(double[] x) {
        return new Vectors(Execution.serial(), x.length).norm2(x);
    }

    private static Planned plan(CsrMatrix a, Method method, PreconditionerKind kind) {
        LinearSystem system = RandomSystems.manufactured(a);
        return Planner.plan(system, Classifier.classify(a), method, kind);
    }

    private static Ran run(Plan plan, LinearSystem system, long slice, double tolerance) {
        double[] b = system.b().values();
        Classification c = Classifier.classify(system.a());
        RunGoal goal = new RunGoal(tolerance * norm2(b), BUDGET);
        RepairRun run =
                RepairRuns.start(Execution.serial(), plan, system.a(), b, goal, Proven.of(c), 0, new RunCache());
        int iterations = 0;
        RepairRun.Progress progress;
        do {
            progress = run.advance(slice);
            iterations += progress.iterations();
        } while (progress.stopped() == null);
        RepairRun.Progress again = run.advance(slice);
        assertThat(again.stopped()).as("the reason stays what it was").isSameAs(progress.stopped());
        assertThat(again.iterations()).isZero();
        return new Ran(iterations, progress.stopped(), run.correction().clone());
    }

    private static double relative(LinearSystem system, double[] x) {
        return TrueResidual.of(system, DenseVector.copyOf(x)).relative();
    }

    /// Everything that the planner accepts of these.
    private static List<Plan> plans(CsrMatrix a, Method method) {
        List<Plan> plans = new ArrayList<>();
        for (PreconditionerKind kind : PreconditionerKind.values()) {
            if (plan(a, method, kind) instanceof Planned.Ok(Plan plan)) {
                boolean direct = plan.method().direct();
                boolean known = plans.stream().anyMatch(other -> other.preconditioner() == plan.preconditioner());
                if (!direct && !known) {
                    plans.add(plan);
                }
            }
        }
        return plans;
    }

    @ParameterizedTest
    @EnumSource(MatrixClass.class)
    void convergesOrRefusesOrSaysWhatBecameOfIt(MatrixClass kind) {
        for (int seed = 0; seed < SEEDS; seed++) {
            CsrMatrix a = kind.matrix(1 + 9 * seed, new Random(seed));
            LinearSystem system = RandomSystems.manufactured(a);
            for (Method method : MatrixClass.askable()) {
                if (kind.impossible.contains(method)) {
                    refused(a, method);
                    continue;
                }
                assertThat(plan(a, method, PreconditionerKind.AUTO))
                        .as("%s on %s, seed %d", method, kind, seed)
                        .isInstanceOf(Planned.Ok.class);
                for (Plan plan : plans(a, method)) {
                    Ran ran = run(plan, system, 100_000, TOLERANCE);
                    String said = String.format(
                            "%s with %s on %s, seed %d: %s after %d",
                            method, plan.preconditioner(), kind, seed, ran.stop(), ran.iterations());
                    assertThat(Arrays.stream(ran.d()).allMatch(Double::isFinite))
                            .as(said)
                            .isTrue();
                    double relative = relative(system, ran.d());
                    assertThat(ran.stop().converged()).as(said).isEqualTo(relative <= TOLERANCE * 1.001);
                    // Any definite preconditioner will do for conjugate gradients, sampled factors and multigrid too.
                    boolean definite = method == Method.CG && plan.preconditioner() != PreconditionerKind.NONE;
                    boolean asPlanned = plan.equals(automatic(a, method)) || definite;
                    boolean sure = !kind.open.contains(method) && method != Method.HYBRID && asPlanned;
                    if (sure) {
                        assertThat(ran.stop().converged()).as(said).isTrue();
                    }
                    if (!ran.stop().converged()) {
                        assertThat(relative).as(said).isLessThanOrEqualTo(1.0 + 1e-12);
                    }
                }
            }
        }
    }

    private static Plan automatic(CsrMatrix a, Method method) {
        return ((Planned.Ok) plan(a, method, PreconditionerKind.AUTO)).plan();
    }

    private static void refused(CsrMatrix a, Method method) {
        assertThat(plan(a, method, PreconditionerKind.AUTO))
                .isInstanceOfSatisfying(Planned.NotApplicable.class, refusal -> {
                    assertThat(refusal.asked()).isEqualTo(method);
                    assertThat(refusal.why()).contains("; use hybrid, gmres");
                    assertThat(refusal.wouldApply()).contains(Method.HYBRID).doesNotContain(method);
                    assertThat(refusal.wouldApply())
                            .allSatisfy(other -> assertThat(plan(a, other, PreconditionerKind.AUTO))
                                    .isInstanceOf(Planned.Ok.class));
                });
    }

    @ParameterizedTest
    @EnumSource(
            value = MatrixClass.class,
            names = {"SYMMETRIC_STRICT", "DEFINITE_NOT_DOMINANT", "SADDLE", "ROW_STRICT", "SKEW_DOMINANT"})
    void theWayTheWorkIsCutMakesNoDifference(MatrixClass kind) {
        CsrMatrix a = kind.matrix(40, new Random(3));
        LinearSystem system = RandomSystems.manufactured(a);
        for (Method method : MatrixClass.askable()) {
            for (Plan plan : plans(a, method)) {
                Ran whole = run(plan, system, Long.MAX_VALUE, TOLERANCE);
                Ran pieces = run(plan, system, 1, TOLERANCE);
                assertThat(pieces.d()).as("%s", plan).isEqualTo(whole.d());
                assertThat(pieces.iterations()).isEqualTo(whole.iterations());
                assertThat(pieces.stop()).isEqualTo(whole.stop());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MatrixClass.class,
            names = {"SYMMETRIC_STRICT", "WEAK_CHAINED", "DEFINITE_NOT_DOMINANT", "SADDLE", "ROW_STRICT", "LAPLACIAN"})
    void unitsThatArePowersOfFourChangeNoBit(MatrixClass kind) {
        CsrMatrix a = kind.matrix(30, new Random(5));
        LinearSystem system = RandomSystems.manufactured(a);
        for (Method method : MatrixClass.askable()) {
            for (Plan plan : plans(a, method)) {
                double[] d = run(plan, system, 100_000, TOLERANCE).d();
                for (int power : new int[] {-300, -2, 40, 300}) {
                    double by = Math.scalb(1.0, power);
                    LinearSystem scaled = new LinearSystem(MatrixClass.scaled(a, by), system.b());
                    double[] moved = Arrays.stream(
                                    run(plan, scaled, 100_000, TOLERANCE).d())
                            .map(v -> v * by)
                            .toArray();
                    assertThat(moved).as("%s by 2^%d", plan, power).isEqualTo(d);
                }
            }
        }
    }

    /// Row dominance bounds the error by max |r_i| / gap_i, so the two answers can differ by the sum of two such
    /// bounds.
    @ParameterizedTest
    @EnumSource(
            value = MatrixClass.class,
            names = {"SYMMETRIC_STRICT", "ROW_STRICT"})
    void theOrderOfTheUnknownsMakesNoDifferenceBeyondTheBounds(MatrixClass kind) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            CsrMatrix a = kind.matrix(2 + random.nextInt(60), random);
            LinearSystem system = RandomSystems.manufactured(a);
            int[] place = shuffled(a.rows(), random);
            LinearSystem permuted = Permuted.of(system, place);
            for (Method method : MatrixClass.askable()) {
                for (Plan plan : plans(a, method)) {
                    double[] x = run(plan, system, 100_000, 1e-10).d();
                    double[] y = run(plan, permuted, 100_000, 1e-10).d();
                    double allowed = Permuted.bound(system, x) + Permuted.bound(permuted, y);
                    for (int i = 0; i < x.length; i++) {
                        assertThat(Math.abs(x[i] - y[place[i]]))
                                .as("%s, seed %d", plan, seed)
                                .isLessThanOrEqualTo(allowed);
                    }
                }
            }
        }
    }

    private static int[] shuffled(int n, Random random) {
        int[] place = new int[n];
        Arrays.setAll(place, i -> i);
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = place[i];
            place[i] = place[j];
            place[j] = kept;
        }
        return place;
    }

    private static final class Permuted {
        static LinearSystem of(LinearSystem system, int[] place) {
            CsrMatrix a = system.a();
            var triplets = new io.rivulet.numerics.linalg.TripletBuilder(a.rows());
            double[] b = new double[a.rows()];
            for (int i = 0; i < a.rows(); i++) {
                b[place[i]] = system.b().get(i);
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    triplets.add(place[i], place[a.column()[k]], a.value()[k]);
                }
            }
            return new LinearSystem(triplets.build(), DenseVector.adopt(b));
        }

        static double bound(LinearSystem system, double[] x) {
            CsrMatrix a = system.a();
            DenseVector above = TrueResidual.of(system, DenseVector.copyOf(x)).upper();
            double bound = 0.0;
            for (int i = 0; i < a.rows(); i++) {
                double gap = 0.0;
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    gap += a.column()[k] == i ? Math.abs(a.value()[k]) : -Math.abs(a.value()[k]);
                }
                bound = Math.max(bound, above.get(i) / gap * 1.0001);
            }
            return bound;
        }
    }
}
