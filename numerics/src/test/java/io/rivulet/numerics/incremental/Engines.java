// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.Method;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.solve.PreconditionerKind;
import io.rivulet.numerics.verify.TrueResidual;
import java.util.ArrayList;
import java.util.List;

/// Engines as tests want them: classified, planned, run until they rest.
final class Engines {
    /// Units of one turn, as a session would give them.
    static final long SLICE = 2_000_000;

    /// Turns after which an engine that still wants more is taken for one that never rests.
    private static final int MAX_TURNS = 1_000_000;

    private Engines() {}

    static EngineOptions options() {
        return new EngineOptions(1e-8, 0.0, null, 10_000, 0, new XSelection.Full(), 0.0, 1);
    }

    static EngineOptions bound(double errorBound) {
        return new EngineOptions(1e-8, 0.0, errorBound, 10_000, 0, new XSelection.Full(), 0.0, 1);
    }

    static EngineOptions every(int iterations, XSelection x) {
        return new EngineOptions(1e-8, 0.0, null, 10_000, iterations, x, 0.0, 1);
    }

    /// b_i ← b_i + `by`.
    static CostUpdate delta(int i, double by) {
        return CostUpdate.delta(SparseVector.adopt(new int[] {i}, new double[] {by}));
    }

    /// a_ij ← `value`.
    static CostUpdate entry(int i, int j, double value) {
        return new CostUpdate(
                null, SparseVector.EMPTY, SparseVector.EMPTY, List.of(new EntryChange(i, j, value, null)));
    }

    /// The true residual of x as it stands over that of x = 0.
    static double relative(SolverEngine engine) {
        return TrueResidual.of(engine.system(), engine.x()).relative();
    }

    static SolverEngine hybrid(LinearSystem system) {
        return open(system, Method.HYBRID, PreconditionerKind.AUTO, options());
    }

    static SolverEngine open(LinearSystem system, Method method, PreconditionerKind kind, EngineOptions options) {
        Classification c = Classifier.classify(system.a());
        Planned planned = Planner.plan(system, c, method, kind);
        assertThat(planned).isInstanceOf(Planned.Ok.class);
        return SolverEngine.open(Execution.serial(), system, c, ((Planned.Ok) planned).plan(), options, null);
    }

    /// Everything that was told until the engine came to rest.
    record Told(List<IterateSample> samples, List<RepairOutcome> repairs, long work) {
        RepairOutcome last() {
            return repairs.getLast();
        }
    }

    static Told rest(SolverEngine engine) {
        return rest(engine, SLICE);
    }

    static Told rest(SolverEngine engine, long slice) {
        List<IterateSample> samples = new ArrayList<>();
        List<RepairOutcome> repairs = new ArrayList<>();
        long work = 0;
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            EngineReport report = engine.advance(slice);
            samples.addAll(report.samples());
            repairs.addAll(report.repairs());
            work += report.work();
            if (!report.busy()) {
                return new Told(samples, repairs, work);
            }
        }
        throw new AssertionError("the engine never rests");
    }
}
