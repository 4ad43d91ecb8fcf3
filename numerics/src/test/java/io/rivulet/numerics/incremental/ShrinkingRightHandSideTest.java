// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The relative stop test is against the b that there is now, not the one that a session was opened with.
class ShrinkingRightHandSideTest {
    private static final int SIDE = 20;

    private static SolverEngine solved(EngineOptions options) {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(SIDE, 0.2));
        SolverEngine engine = Engines.open(system, Method.HYBRID, PreconditionerKind.AUTO, options);
        Engines.rest(engine);
        return engine;
    }

    private static EngineOptions options(double absoluteTolerance) {
        return new EngineOptions(1e-8, absoluteTolerance, null, 10_000, 0, new XSelection.Full(), 0.0, 1);
    }

    /// All entries set at once, or in four updates that leave b uneven in between.
    private static RepairOutcome set(SolverEngine engine, double[] b, boolean inParts) {
        int parts = inParts ? 4 : 1;
        RepairOutcome last = null;
        for (int part = 0; part < parts; part++) {
            int own = part;
            int[] indices =
                    IntStream.range(0, b.length).filter(i -> i % parts == own).toArray();
            double[] values = Arrays.stream(indices).mapToDouble(i -> b[i]).toArray();
            engine.apply(new RevisedUpdate(
                    engine.revision() + 1,
                    new CostUpdate(null, SparseVector.adopt(indices, values), SparseVector.EMPTY, List.of())));
            last = Engines.rest(engine).last();
            if (!(last.stop() instanceof StopReason.ZeroRhs)) {
                honest(engine, last);
            }
        }
        return Objects.requireNonNull(last);
    }

    private static void honest(SolverEngine engine, RepairOutcome told) {
        double relative = TrueResidual.of(engine.system(), engine.x()).relative();
        assertThat(told.stop().converged()).as("%s", told.stop()).isTrue();
        assertThat(relative).isLessThanOrEqualTo(1e-8);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 1e-6, 1e-12, 1e-100, 1e-200, 1e-290})
    void aNormThatFallsTakesTheTargetWithIt(double by) {
        for (boolean inParts : new boolean[] {false, true}) {
            SolverEngine engine = solved(options(0));
            double[] b =
                    Arrays.stream(engine.system().b().values()).map(v -> v * by).toArray();
            RepairOutcome told = set(engine, b, inParts);
            // It is a multiple of the first solution.
            double size =
                    Arrays.stream(engine.x().values()).map(Math::abs).max().orElseThrow();
            assertThat(size).isBetween(0.9 * by, 1.1 * by);
            assertThat(Objects.requireNonNull(told.bound()).value()).isLessThan(1e-5 * by);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRightHandSideThatBecomesZeroIsAnsweredByZeroAndBoundedByZero(boolean inParts) {
        SolverEngine engine = solved(options(0));
        RepairOutcome told = set(engine, new double[SIDE * SIDE], inParts);
        assertThat(told.stop()).isInstanceOf(StopReason.ZeroRhs.class);
        assertThat(told.relativeResidual()).isZero();
        assertThat(engine.x().values()).containsOnly(0.0);
        assertThat(Objects.requireNonNull(told.bound()).value()).isLessThan(1e-300);
        double[] b = new double[SIDE * SIDE];
        b[7] = 1e-30;
        set(engine, b, inParts);
    }

    @Test
    void anAbsoluteToleranceIsEnoughHoweverSmallBGets() {
        SolverEngine engine = solved(options(1e-3));
        double[] b =
                Arrays.stream(engine.system().b().values()).map(v -> v * 1e-7).toArray();
        engine.apply(new RevisedUpdate(
                1, new CostUpdate(DenseVector.adopt(b), SparseVector.EMPTY, SparseVector.EMPTY, List.of())));
        RepairOutcome told = Engines.rest(engine).last();
        assertThat(told.stop().converged()).isTrue();
        assertThat(TrueResidual.of(engine.system(), engine.x()).norm2()).isLessThanOrEqualTo(1e-3);
    }

    @Test
    void whereTheTargetIsBelowAllDoublesTheAnswerIsAsGoodAsDoublesAre() {
        SolverEngine engine = solved(options(0));
        double[] b = Arrays.stream(engine.system().b().values())
                .map(v -> v * 0x1p-1060)
                .toArray();
        engine.apply(new RevisedUpdate(
                1, new CostUpdate(DenseVector.adopt(b), SparseVector.EMPTY, SparseVector.EMPTY, List.of())));
        RepairOutcome told = Engines.rest(engine).last();
        TrueResidual residual = TrueResidual.of(engine.system(), engine.x());
        assertThat(told.stop().converged()).isEqualTo(residual.relative() <= 1e-8);
        // A few of the smallest doubles a row.
        assertThat(residual.normInf()).isLessThan(64 * Double.MIN_VALUE);
    }

    @Test
    void aNormThatGrowsMayLeaveXAsItIs() {
        SolverEngine engine = solved(options(0));
        DenseVector before = engine.x();
        double[] b = engine.system().b().values().clone();
        engine.apply(new RevisedUpdate(1, CostUpdate.delta(SparseVector.adopt(new int[] {3}, new double[] {
            1e-10 * Math.abs(b[3])
        }))));
        RepairOutcome told = Engines.rest(engine).last();
        assertThat(told.method()).isEqualTo("none");
        assertThat(engine.x()).isEqualTo(before);
        honest(engine, told);
    }
}
