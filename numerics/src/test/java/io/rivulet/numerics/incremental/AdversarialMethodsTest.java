// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.solve.MatrixClass;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each method as a session uses it, on what is meant to break it: it solves the system, or says that it did not.
class AdversarialMethodsTest {
    private static final double TOLERANCE = 1e-8;

    /// Null where the method does not apply.
    private static @Nullable SolverEngine open(LinearSystem system, Method method, @Nullable DenseVector x0) {
        Classification c = Classifier.classify(system.a());
        return Planner.plan(system, c, method, PreconditionerKind.AUTO) instanceof Planned.Ok ok
                ? SolverEngine.open(Execution.serial(), system, c, ok.plan(), Engines.options(), x0)
                : null;
    }

    /// Whether it converged; what it says of its residual is checked.
    private static boolean honest(SolverEngine engine, String what) {
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(Arrays.stream(engine.x().values()).allMatch(Double::isFinite))
                .as(what)
                .isTrue();
        double relative = TrueResidual.of(engine.system(), engine.x()).relative();
        boolean converged = outcome.stop().converged();
        assertThat(converged)
                .as("%s: %s, residual %g", what, outcome.stop(), relative)
                .isEqualTo(relative <= TOLERANCE);
        return converged;
    }

    private static void solvedByAll(LinearSystem system, String what, List<Method> methods) {
        for (Method method : methods) {
            SolverEngine engine = open(system, method, null);
            assertThat(engine).as("%s for %s", method, what).isNotNull();
            assertThat(honest(engine, method + " on " + what))
                    .as("%s on %s", method, what)
                    .isTrue();
        }
    }

    private static final List<Method> ALL =
            Arrays.stream(Method.values()).filter(Method::askable).toList();

    private static final List<Method> FOR_DOMINANT = List.of(
            Method.HYBRID,
            Method.JACOBI,
            Method.GAUSS_SEIDEL,
            Method.SOR,
            Method.NEUMANN,
            Method.BICGSTAB,
            Method.GMRES);

    @ParameterizedTest
    @ValueSource(ints = {-1000, -900, -600, -450, 450, 600, 900, 1000})
    void unitsFarFromOneAreSolvedAsIfTheyWereNot(int power) {
        CsrMatrix symmetric = MatrixClass.SYMMETRIC_STRICT.matrix(90, new Random(1));
        CsrMatrix general = MatrixClass.ROW_STRICT.matrix(90, new Random(2));
        double by = Math.scalb(1.0, power);
        double[] b = new Random(3).doubles(90, -1, 1).toArray();
        // b in the middle of the range keeps x in it.
        double size = Math.scalb(1.0, power / 2);
        DenseVector rhs = DenseVector.adopt(Arrays.stream(b).map(v -> v * size).toArray());
        solvedByAll(new LinearSystem(scaled(symmetric, by), rhs), "symmetric, 2^" + power, ALL);
        solvedByAll(new LinearSystem(scaled(general, by), rhs), "by rows, 2^" + power, FOR_DOMINANT);
    }

    private static CsrMatrix scaled(CsrMatrix a, double by) {
        return a.withValues(Arrays.stream(a.value()).map(v -> v * by).toArray());
    }

    @ParameterizedTest
    @EnumSource(MatrixClass.class)
    void noRightHandSideIsAnsweredByZero(MatrixClass kind) {
        CsrMatrix a = kind.matrix(30, new Random(4));
        double[] far = new Random(5).doubles(a.rows(), -1e9, 1e9).toArray();
        for (Method method : ALL) {
            SolverEngine engine =
                    open(new LinearSystem(a, DenseVector.adopt(new double[a.rows()])), method, DenseVector.copyOf(far));
            if (engine != null) {
                RepairOutcome outcome = Engines.rest(engine).last();
                assertThat(outcome.stop()).isInstanceOf(StopReason.ZeroRhs.class);
                assertThat(engine.x().values()).containsOnly(0.0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 30, 1e5, 1e9, 1e100, 1e200})
    void aStartFarOffIsComeBackFrom(double far) {
        LinearSystem symmetric = RandomSystems.manufactured(RandomSystems.grid(9, 0.5));
        LinearSystem general = RandomSystems.manufactured(MatrixClass.ROW_STRICT.matrix(80, new Random(7)));
        for (LinearSystem system : List.of(symmetric, general)) {
            double[] x0 = new Random(6).doubles(system.rows(), -far, far).toArray();
            for (Method method : system == symmetric ? ALL : FOR_DOMINANT) {
                SolverEngine engine = open(system, method, DenseVector.copyOf(x0));
                assertThat(engine).isNotNull();
                assertThat(honest(engine, method + " from " + far))
                        .as("%s from %g", method, far)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-12, 1e-200, 0})
    void aRightHandSideThatShrinksKeepsItsRelativeTest(double by) {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(9, 0.5));
        DenseVector smaller = DenseVector.adopt(
                Arrays.stream(system.b().values()).map(v -> v * by).toArray());
        for (Method method : ALL) {
            SolverEngine engine = open(system, method, null);
            assertThat(engine).isNotNull();
            Engines.rest(engine);
            engine.apply(
                    new RevisedUpdate(1, new CostUpdate(smaller, SparseVector.EMPTY, SparseVector.EMPTY, List.of())));
            assertThat(honest(engine, method + " with b times " + by)).isTrue();
        }
    }

    @Test
    void aFullRowAndColumnAreTwoColours() {
        int n = 3000;
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 1; i < n; i++) {
            triplets.add(i, i, 2).add(0, i, -1.0 / n).add(i, 0, -1);
        }
        triplets.add(0, 0, 2);
        solvedByAll(RandomSystems.manufactured(triplets.build()), "an arrow", FOR_DOMINANT);
    }

    @Test
    void rowsOfVeryDifferentSizeEndHonestly() {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            LinearSystem system = RandomSystems.of(RandomSystems.Kind.SCALED_ROWS, 40, random);
            for (Method method : ALL) {
                SolverEngine engine = open(system, method, null);
                if (engine != null) {
                    honest(engine, method + " on rows of different size, seed " + seed);
                }
            }
        }
    }

    @Test
    void barelyDominantSystemsEndHonestly() {
        for (int seed = 0; seed < 4; seed++) {
            LinearSystem system = RandomSystems.of(RandomSystems.Kind.BARELY_STRICT, 30, new Random(seed));
            for (Method method : ALL) {
                SolverEngine engine = open(system, method, null);
                if (engine != null) {
                    honest(engine, method + " on a barely dominant system, seed " + seed);
                }
            }
        }
    }

    /// Reload, repair, and what the method thought it knew of A is no longer true.
    @Test
    void aMatrixThatLosesItsClassWhileASessionIsOpenIsAnsweredHonestly() {
        CsrMatrix grid = RandomSystems.grid(9, 0.5);
        for (Method method : ALL) {
            SolverEngine engine = open(RandomSystems.manufactured(grid), method, null);
            assertThat(engine).isNotNull();
            assertThat(honest(engine, method + " at first")).isTrue();
            engine.apply(new RevisedUpdate(
                    1,
                    new CostUpdate(
                            null,
                            SparseVector.EMPTY,
                            SparseVector.EMPTY,
                            List.of(new EntryChange(3, 4, -9.0, null), new EntryChange(40, 2, 5.0, null)))));
            honest(engine, method + " no longer symmetric");
            engine.apply(new RevisedUpdate(
                    2,
                    new CostUpdate(
                            null,
                            SparseVector.EMPTY,
                            SparseVector.EMPTY,
                            List.of(new EntryChange(7, 7, 0.0, null), new EntryChange(50, 50, -3.0, null)))));
            honest(engine, method + " with a zero on the diagonal");
        }
    }
}
