// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.solver.EngineHandle;
import io.rivulet.actors.solver.Handles;
import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.incremental.Correction;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.solve.Planned;
import io.rivulet.numerics.solve.Planner;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.event.SessionSettings;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/// A real engine that can be damaged: in its memory, or by putting a faulty one in its place.
class TestedEngine {
    private final SolverEngine engine;
    final EngineHandle handle;

    TestedEngine(LinearSystem system, SessionSettings settings, double tolerance, long revision) {
        Classification found = Classifier.classify(system.a());
        Planned planned = Planner.plan(system, found, settings.method(), settings.preconditioner());
        if (!(planned instanceof Planned.Ok ok)) {
            throw new AssertionError("no plan: " + planned);
        }
        engine = SolverEngine.open(
                Execution.serial(), system, found, ok.plan(), settings.engineOptions(tolerance), null);
        handle = Handles.of(engine, revision);
    }

    Slices.SliceResult slice(Slices.SliceOrder order) {
        return handle.slice(order);
    }

    DenseVector x() {
        return handle.x();
    }

    Slices.SolutionResult solution() {
        return handle.solution();
    }

    double recomputedResidual() {
        return handle.recomputedResidual();
    }

    boolean correct(Correction correction, boolean fromVerified) {
        return handle.correct(correction, fromVerified);
    }

    void judged(DenseVector x, Verdict verdict) {
        handle.judged(x, verdict.verified(), verdict.confidence());
    }

    void stop() {
        engine.stop(0);
    }

    /// Flips the highest bit of the fraction of x_i where the engine keeps it.
    void flip(int i) {
        double[] x = memoryOfX();
        x[i] = x[i] == 0 ? 1.0 : Double.longBitsToDouble(Double.doubleToLongBits(x[i]) ^ (1L << 51));
    }

    private double[] memoryOfX() {
        try {
            Field field = SolverEngine.class.getDeclaredField("outer");
            field.setAccessible(true);
            Object outer = field.get(engine);
            Method x = outer.getClass().getDeclaredMethod("x");
            x.setAccessible(true);
            return (double[]) x.invoke(outer);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("the engine keeps x elsewhere", e);
        }
    }

    /// The same system with row `i` of A four times what it is.
    static LinearSystem withWrongRow(LinearSystem system, int i) {
        CsrMatrix a = system.a();
        double[] value = a.value().clone();
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            value[k] *= 4;
        }
        return new LinearSystem(a.withValues(value), system.b());
    }

    /// What it says it found; a liar says something else than it knows.
    static Slices.SliceResult saying(Slices.SliceResult r, double relativeResidual, Slices.@Nullable Repair repair) {
        return new Slices.SliceResult(
                repair == null && r.busy(),
                r.waiting(),
                r.revision(),
                repair == null ? r.solvedRevision() : repair.throughRevision(),
                r.iterations(),
                relativeResidual,
                relativeResidual,
                r.samples(),
                repair == null ? r.repairs() : java.util.List.of(repair),
                null,
                r.method(),
                r.preconditioner(),
                r.work(),
                r.nanos(),
                r.memoryBytes(),
                null);
    }
}
