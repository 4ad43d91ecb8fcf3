// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static io.rivulet.numerics.incremental.Engines.delta;
import static io.rivulet.numerics.incremental.Engines.entry;
import static io.rivulet.numerics.incremental.Engines.relative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SolverEngineTest {
    @ParameterizedTest
    @EnumSource(RandomSystems.Kind.class)
    void holdsTheSameSystemAsAReplayOfItsUpdatesBitByBit(RandomSystems.Kind kind) {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            LinearSystem opened = RandomSystems.of(kind, 5 + random.nextInt(120), random);
            double[] valuesBefore = opened.a().value().clone();
            SolverEngine engine = Engines.hybrid(opened);
            List<CostUpdate> updates = new ArrayList<>();
            for (long revision = 1; revision <= 40; revision++) {
                CostUpdate update = RandomSystems.update(opened, true, random);
                updates.add(update);
                engine.apply(new RevisedUpdate(revision, update));
                engine.advance(random.nextInt(3) == 0 ? 0 : random.nextInt(2000));
            }
            LinearSystem replayed = Replay.apply(opened, updates);
            LinearSystem held = engine.system();
            assertThat(held.b().values()).containsExactly(replayed.b().values());
            assertThat(held.a().column()).containsExactly(replayed.a().column());
            assertThat(held.a().rowStart()).containsExactly(replayed.a().rowStart());
            assertThat(held.a().value()).containsExactly(replayed.a().value());
            assertThat(opened.a().value()).containsExactly(valuesBefore);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = RandomSystems.Kind.class,
            names = {"STRICT", "STRICT_SYMMETRIC", "CHAINED", "SCALED_COLUMNS"})
    void followsUpdatesWithATrueResidualBelowTheTolerance(RandomSystems.Kind kind) {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            LinearSystem opened = RandomSystems.of(kind, 70 + random.nextInt(120), random);
            SolverEngine engine = Engines.hybrid(opened);
            Engines.rest(engine);
            for (long revision = 1; revision <= 30; revision++) {
                engine.apply(new RevisedUpdate(revision, RandomSystems.update(engine.system(), true, random)));
                RepairOutcome outcome = Engines.rest(engine).last();
                assertThat(outcome.stop().converged())
                        .as("%s %d %s", kind, seed, outcome)
                        .isTrue();
                assertThat(outcome.throughRevision()).isEqualTo(revision);
                assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
                assertThat(outcome.relativeResidual()).isCloseTo(relative(engine), Percentage.withPercentage(0.1));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"JACOBI", "CG", "BICGSTAB", "GMRES", "HYBRID"})
    void givesTheSameBitsHoweverTheWorkIsCut(Method method) {
        LinearSystem opened = RandomSystems.manufactured(RandomSystems.grid(12, 0.2));
        DenseVector whole = afterUpdates(opened, method, Long.MAX_VALUE);
        for (long slice : new long[] {1, 777, 50_000}) {
            assertThat(afterUpdates(opened, method, slice)).isEqualTo(whole);
        }
    }

    private static DenseVector afterUpdates(LinearSystem opened, Method method, long slice) {
        SolverEngine engine = Engines.open(opened, method, PreconditionerKind.AUTO, Engines.options());
        Random random = new Random(3);
        Engines.rest(engine, slice);
        for (long revision = 1; revision <= 10; revision++) {
            engine.apply(new RevisedUpdate(revision, RandomSystems.update(opened, true, random)));
            Engines.rest(engine, slice);
        }
        return engine.x();
    }

    @ParameterizedTest
    @EnumSource(
            value = Method.class,
            names = {"JACOBI", "CG", "BICGSTAB", "GMRES"})
    void tellsIteratesWithTheResidualOfJustThem(Method method) {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(12, 0.1));
        SolverEngine engine =
                Engines.open(system, method, PreconditionerKind.NONE, Engines.every(1, new XSelection.Full()));
        Engines.Told told = Engines.rest(engine);
        assertThat(told.samples()).hasSizeGreaterThan(5);
        int before = 0;
        for (IterateSample sample : told.samples()) {
            TrueResidual residual =
                    TrueResidual.of(system, DenseVector.copyOf(sample.x().values()));
            assertThat(sample.relativeResidual()).isCloseTo(residual.relative(), Percentage.withPercentage(0.01));
            assertThat(sample.iteration()).isGreaterThan(before);
            assertThat(sample.bound()).isNotNull();
            before = sample.iteration();
        }
        assertThat(told.samples().getLast().convergenceRate()).isBetween(0.0, 1.0);
    }

    @Test
    void saysThatXAnswersBeforeItLooksForABound() {
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(60, 0.0)));
        EngineReport report;
        do {
            report = engine.advance(Long.MAX_VALUE);
        } while (report.answered() == null && report.repairs().isEmpty());
        Answered answered = Objects.requireNonNull(report.answered());
        assertThat(answered.revision()).isZero();
        assertThat(answered.relativeResidual()).isLessThanOrEqualTo(1e-8);
        assertThat(engine.solvedRevision()).isEqualTo(-1);
        DenseVector x = engine.x();
        RepairOutcome told = Engines.rest(engine).last();
        assertThat(Objects.requireNonNull(told.bound()).certified()).isTrue();
        assertThat(told.relativeResidual()).isEqualTo(answered.relativeResidual());
        assertThat(engine.x()).isEqualTo(x);
        assertThat(engine.advance(1).answered()).isNull();
    }

    @Test
    void answersAnInsignificantChangeWithoutMovingX() {
        SolverEngine engine = Engines.hybrid(RandomSystems.manufactured(RandomSystems.grid(20, 0.5)));
        Engines.rest(engine);
        DenseVector x = engine.x();
        engine.apply(new RevisedUpdate(1, delta(7, 1e-12)));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.method()).isEqualTo("none");
        assertThat(outcome.changed()).isZero();
        assertThat(outcome.throughRevision()).isEqualTo(1);
        assertThat(engine.x()).isEqualTo(x);
    }

    @Test
    void repairsALocalChangeLocally() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(200, 1.0));
        SolverEngine engine = Engines.open(
                system,
                Method.HYBRID,
                PreconditionerKind.AUTO,
                new EngineOptions(1e-8, 0, null, 10_000, 0, new XSelection.TopChanges(16), 1e-9, 1));
        long cold = Engines.rest(engine).work();
        engine.apply(new RevisedUpdate(1, delta(20_100, 0.5)));
        Engines.rest(engine);
        engine.apply(new RevisedUpdate(2, delta(20_100, 1.0)));
        Engines.Told told = Engines.rest(engine);
        RepairOutcome outcome = told.last();
        assertThat(outcome.method()).isEqualTo("push");
        assertThat(outcome.x().indices()).hasSize(16).contains(20_100, 20_099, 20_101, 19_900, 20_300);
        assertThat(outcome.changed()).isBetween(16, 4000);
        assertThat(told.work()).isLessThan(cold / 10);
        assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
    }

    @Test
    void pushesThroughRowsAndColumnsThatGotNewEntries() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(60, 1.0));
        SolverEngine engine = Engines.hybrid(system);
        Engines.rest(engine);
        List<String> methods = new ArrayList<>();
        for (int k = 1; k <= 200; k++) {
            engine.apply(new RevisedUpdate(2L * k - 1, entry(1000 + k, 3000 - k, -0.2)));
            engine.apply(new RevisedUpdate(2L * k, delta(3000 - k, 0.3)));
            RepairOutcome outcome = Engines.rest(engine).last();
            methods.add(outcome.method());
            assertThat(outcome.stop().converged()).isTrue();
            assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
        }
        assertThat(methods).contains("push");
    }

    @Test
    void collectsUpdatesWhileARunIsOnAndAnswersThemAfterwards() {
        LinearSystem opened = RandomSystems.manufactured(RandomSystems.grid(40, 0));
        SolverEngine engine = Engines.open(opened, Method.CG, PreconditionerKind.JACOBI, Engines.options());
        engine.advance(100_000);
        List<CostUpdate> updates = List.of(entry(3, 3, 5.0), delta(700, 2.0), entry(3, 900, -0.5));
        for (int k = 0; k < updates.size(); k++) {
            engine.apply(new RevisedUpdate(k + 1, updates.get(k)));
            engine.advance(20_000);
        }
        Engines.Told told = Engines.rest(engine);
        RepairOutcome first = told.repairs().getFirst();
        assertThat(first.throughRevision()).isZero();
        assertThat(first.stop().converged()).isTrue();
        TrueResidual ofOpened =
                TrueResidual.of(opened, DenseVector.copyOf(first.x().values()));
        assertThat(first.relativeResidual()).isCloseTo(ofOpened.relative(), Percentage.withPercentage(0.1));
        assertThat(told.last().throughRevision()).isEqualTo(3);
        assertThat(engine.solvedRevision()).isEqualTo(3);
        assertThat(TrueResidual.of(Replay.apply(opened, updates), engine.x()).relative())
                .isLessThanOrEqualTo(1e-8);
    }

    @Test
    void stopsAtTheIterationLimitWithTheResidualOfItsX() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(12, 0));
        EngineOptions three = new EngineOptions(1e-8, 0, null, 3, 0, new XSelection.None(), 0, 1);
        SolverEngine engine = Engines.open(system, Method.JACOBI, PreconditionerKind.NONE, three);
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop()).isEqualTo(new StopReason.IterationLimit(3));
        assertThat(outcome.iterations()).isEqualTo(3);
        assertThat(outcome.relativeResidual()).isCloseTo(relative(engine), Percentage.withPercentage(0.01));
        assertThat(outcome.relativeResidual()).isLessThan(1.0);
    }

    @Test
    void endsARunWithTheBestXWhenItIsStopped() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(100, 0));
        SolverEngine engine = Engines.open(system, Method.CG, PreconditionerKind.JACOBI, Engines.options());
        engine.advance(5_000_000);
        DenseVector running = engine.x();
        engine.stop(250);
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop()).isEqualTo(new StopReason.TimeLimit(250));
        assertThat(engine.x()).isEqualTo(running);
        assertThat(outcome.relativeResidual()).isLessThan(1.0).isGreaterThan(1e-8);
        engine.stop(0);
        assertThat(engine.advance(1000).busy()).isFalse();
        engine.setTolerance(1e-8);
        assertThat(Engines.rest(engine).last().stop().converged()).isTrue();
    }

    @Test
    void startsAgainFromZeroWhenAsked() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(20, 0.1));
        SolverEngine engine = Engines.hybrid(system);
        Engines.rest(engine);
        DenseVector first = engine.x();
        engine.restart();
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.method()).isEqualTo("cold");
        assertThat(engine.x()).isEqualTo(first);
    }

    @Test
    void startsFromAGivenX() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(20, 0));
        SolverEngine cold = Engines.hybrid(system);
        int iterations = Engines.rest(cold).last().iterations();
        var c = io.rivulet.numerics.classify.Classifier.classify(system.a());
        var plan = ((io.rivulet.numerics.solve.Planned.Ok)
                        io.rivulet.numerics.solve.Planner.plan(system, c, Method.HYBRID, PreconditionerKind.AUTO))
                .plan();
        SolverEngine warm =
                SolverEngine.open(Execution.serial(), system, c, plan, Engines.options(), cold.x(), 17, _ -> true);
        RepairOutcome outcome = Engines.rest(warm).last();
        assertThat(outcome.iterations()).isZero();
        assertThat(iterations).isPositive();
        assertThat(outcome.throughRevision()).isEqualTo(17);
        assertThat(outcome.afterRevision()).isEqualTo(-1);
        assertThat(outcome.bound())
                .as("an x that needs no repair is certified too")
                .isNotNull();
        assertThat(warm.bound()).isNotNull();
        DenseVector bad = DenseVector.copyOf(new double[] {Double.NaN});
        assertThatThrownBy(() -> SolverEngine.open(Execution.serial(), system, c, plan, Engines.options(), bad))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// Nobody should give it such a matrix; if one comes all the same, no core may be busy with it for ever.
    @Test
    void endsOnAMatrixWithAnInfiniteEntry() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(5, 0));
        double[] value = system.a().value().clone();
        value[12] = Double.POSITIVE_INFINITY;
        CsrMatrix a =
                CsrMatrix.adopt(system.rows(), system.a().rowStart(), system.a().column(), value);
        SolverEngine engine = Engines.hybrid(new LinearSystem(a, system.b()));
        RepairOutcome outcome = Engines.rest(engine).last();
        assertThat(outcome.stop().converged()).isFalse();
        assertThat(outcome.bound()).isNull();
    }

    @Test
    void changesNothingForAnUpdateOutsideTheSystem() {
        LinearSystem system = RandomSystems.manufactured(RandomSystems.grid(4, 0));
        SolverEngine engine = Engines.hybrid(system);
        Engines.rest(engine);
        CostUpdate bad = new CostUpdate(
                null, SparseVector.EMPTY, SparseVector.adopt(new int[] {1, 16}, new double[] {1, 1}), List.of());
        assertThatThrownBy(() -> engine.apply(new RevisedUpdate(1, bad))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(engine.system().b()).isEqualTo(system.b());
        assertThat(engine.revision()).isZero();
        assertThat(engine.advance(1000).busy()).isFalse();
    }

    @Test
    void goesOnTellingRepairsWhileUpdatesNeverStop() {
        LinearSystem opened = RandomSystems.manufactured(RandomSystems.grid(60, 1.0));
        SolverEngine engine = Engines.hybrid(opened);
        Engines.rest(engine);
        Random random = new Random(6);
        long answered = 0;
        int repairs = 0;
        for (long revision = 1; revision <= 2000; revision++) {
            CostUpdate update = revision % 10 == 0
                    ? entry(random.nextInt(3600), random.nextInt(3600), -0.01)
                    : delta(random.nextInt(3600), random.nextGaussian());
            engine.apply(new RevisedUpdate(revision, update));
            for (RepairOutcome outcome : engine.advance(30_000).repairs()) {
                repairs++;
                assertThat(outcome.afterRevision()).isEqualTo(answered);
                assertThat(outcome.stop().converged()).isTrue();
                answered = outcome.throughRevision();
            }
            assertThat(revision - answered).isLessThan(1000);
        }
        assertThat(repairs).isGreaterThan(5);
        assertThat(Engines.rest(engine).last().throughRevision()).isEqualTo(2000);
        assertThat(relative(engine)).isLessThanOrEqualTo(1e-8);
    }

    /// Each push of a row with |r_i| > θ·w takes (1 − β)·θ·w off ‖r‖₁, where rows and columns leave the same gap w.
    @Test
    void pushesAfterAChangeNoMoreThanTheSumOfResidualsAllows() {
        double alpha = 0.5;
        double asked = 1e-4;
        LinearSystem opened = RandomSystems.manufactured(RandomSystems.equallyStrict(20_000, 5, alpha, new Random(4)));
        SolverEngine engine = Engines.open(opened, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(asked));
        Engines.rest(engine);
        double w = (1 - alpha) * opened.a().get(0, 0);
        Random random = new Random(5);
        for (long revision = 1; revision <= 20; revision++) {
            engine.apply(new RevisedUpdate(revision, delta(random.nextInt(20_000), 1.0)));
            double before = residuals(engine);
            RepairOutcome told = Engines.rest(engine).last();
            assertThat(told.method()).isEqualTo("push");
            double pushes = (before - residuals(engine)) / ((1 - alpha) * Target.PUSH_AIM * asked * w);
            // Six entries and two units a push; the columns are brought into order before the first.
            double beside = revision == 1 ? 4.0 * opened.a().nnz() : 200;
            assertThat((double) told.work()).isBetween(8.0, 8 * pushes + beside);
        }
    }

    private static double residuals(SolverEngine engine) {
        LinearSystem system = engine.system();
        double[] r = new double[system.rows()];
        system.a().multiply(-1.0, engine.x().values(), r, 0, r.length);
        double sum = 0.0;
        for (int i = 0; i < r.length; i++) {
            sum += Math.abs(system.b().get(i) + r[i]);
        }
        return sum;
    }

    @Test
    void holdsNoMoreMemoryThanItsEstimate() {
        LinearSystem opened = RandomSystems.manufactured(RandomSystems.grid(60, 1.0));
        SolverEngine engine = Engines.hybrid(opened);
        Engines.rest(engine);
        engine.apply(new RevisedUpdate(1, delta(5, 1.0)));
        Engines.rest(engine);
        long estimate = SolverEngine.estimateBytes(opened.rows(), opened.a().nnz());
        assertThat(engine.memoryBytes()).isLessThan(estimate).isGreaterThan(opened.sizeBytes());
    }

    @Test
    void repairsToAnAskedErrorBoundAfterChanges() {
        LinearSystem opened = RandomSystems.manufactured(RandomSystems.grid(60, 1.0));
        SolverEngine engine = Engines.open(opened, Method.HYBRID, PreconditionerKind.AUTO, Engines.bound(1e-7));
        assertThat(Engines.rest(engine).last().stop()).isInstanceOf(StopReason.CertifiedBoundMet.class);
        List<String> methods = new ArrayList<>();
        for (long revision = 1; revision <= 10; revision++) {
            engine.apply(new RevisedUpdate(revision, delta(1800, 1e-4)));
            RepairOutcome outcome = Engines.rest(engine).last();
            methods.add(outcome.method());
            assertThat(outcome.stop()).isInstanceOf(StopReason.CertifiedBoundMet.class);
            assertThat(((StopReason.CertifiedBoundMet) outcome.stop()).bound()).isLessThanOrEqualTo(1e-7);
        }
        assertThat(methods).contains("push");
    }
}
