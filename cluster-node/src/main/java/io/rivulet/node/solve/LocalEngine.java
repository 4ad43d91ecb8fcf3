// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.numerics.verify.Verification;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.line.XJson;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// The engine of one session, worked in the caller's thread.
final class LocalEngine {
    /// Above this many entries x is left out of lines.
    static final int INLINE_X = 100_000;

    private final LocalProblem problem;
    private final SolverEngine engine;
    private final LongSupplier nanos;
    private final boolean everyIteration;
    private final Deque<Updated> updated = new ArrayDeque<>();
    private @Nullable TrueResidual last;
    private double largestX;

    private record Updated(long iteration, double residual) {}

    LocalEngine(LocalProblem problem, Execution execution, SessionSettings settings, LongSupplier nanos) {
        this.problem = problem;
        this.nanos = nanos;
        this.everyIteration = settings.showing().every() == 1;
        this.engine = problem.engine(
                execution, settings.engineOptions(settings.stopping().tolerance()));
    }

    static XSelection shownInLines() {
        return new XSelection.TopChanges(16);
    }

    SolverEngine engine() {
        return engine;
    }

    Slices.SliceResult run(Slices.SliceOrder order) {
        long begun = nanos.getAsLong();
        order.updates().forEach(engine::apply);
        EngineReport report = engine.advance(order.units());
        if (everyIteration) {
            report.samples().forEach(s -> updated.add(new Updated(s.iteration(), s.updatedResidual())));
            report.repairs().forEach(r -> updated.add(new Updated(r.iterations(), r.updatedResidual())));
        }
        return Slices.SliceResult.of(
                report,
                LongUnaryOperator.identity(),
                engine.mirrored(),
                engine.method(),
                engine.preconditioner(),
                nanos.getAsLong() - begun,
                engine.memoryBytes(),
                null);
    }

    /// What the recurrence had after `iteration`, where each was asked for; forgets those before it.
    double updatedResidual(long iteration) {
        while (!updated.isEmpty() && updated.element().iteration() < iteration) {
            updated.remove();
        }
        Updated next = updated.peek();
        return next == null || next.iteration() != iteration ? Double.NaN : next.residual();
    }

    /// x with the residual recomputed from the system as it was read.
    Slices.SolutionResult solution() {
        long begun = nanos.getAsLong();
        DenseVector x = engine.x();
        TrueResidual residual = TrueResidual.of(problem.system(), x);
        ErrorBound bound = engine.boundFor(x, residual);
        last = residual;
        largestX = largest(x);
        return new Slices.SolutionResult(
                engine.revision(),
                x,
                x.size() <= INLINE_X ? XJson.dense(x.values()) : null,
                residual.relative(),
                residual.norm2(),
                residual.normwiseBackwardError(),
                bound,
                nanos.getAsLong() - begun);
    }

    private static double largest(DenseVector x) {
        double largest = 0.0;
        for (double value : x.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /// Of the x of the last solution; NaN before.
    double componentwiseBackwardError() {
        return last == null ? Double.NaN : last.componentwiseBackwardError();
    }

    /// ‖x‖∞ of the last solution.
    double largestX() {
        return largestX;
    }

    Slices.VerifyResult verify(Strategy strategy, int probes, Tolerance tolerance, long seed) {
        long begun = nanos.getAsLong();
        Verdict verdict = Verification.verify(problem.system(), engine.x(), strategy, probes, tolerance, seed);
        return new Slices.VerifyResult(engine.revision(), verdict, nanos.getAsLong() - begun);
    }
}
