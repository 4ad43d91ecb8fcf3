// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.numerics.incremental.Answered;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.IterateSample;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.XJson;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A session's [SolverEngine] with what the session needs around it: revisions that go on after a recovery, numbers
/// already written as JSON, and slices that take about the same time.
///
/// **Thread** one at a time, on the session's lane of the [ComputePool].
public final class EngineHandle {
    /// A slice may be stretched or cut by this factor against the units it was ordered with.
    private static final double MAX_STRETCH = 16;

    /// Weight of the last slice in the estimate of nanoseconds per unit.
    private static final double FORGETTING = 0.25;

    private final SolverEngine engine;
    private final long baseRevision;
    private final int inlineEntries;
    private final long sliceNanos;
    private final LongSupplier nanoTime;
    private double nanosPerUnit;
    private long told;

    /// @param baseRevision the revision of the system that `engine` was opened with
    /// @param inlineEntries x with more entries is not written as JSON
    /// @param sliceNanos what a slice should take
    EngineHandle(SolverEngine engine, long baseRevision, int inlineEntries, long sliceNanos, LongSupplier nanoTime) {
        this.engine = engine;
        this.baseRevision = baseRevision;
        this.inlineEntries = inlineEntries;
        this.sliceNanos = sliceNanos;
        this.nanoTime = nanoTime;
    }

    public long revision() {
        return revised(engine.revision());
    }

    /// Iterations since the call before: what the node's rate counts.
    public long newIterations(Slices.SliceResult result) {
        long fresh = result.iterations() - told;
        told = result.iterations();
        return Math.max(0, fresh);
    }

    public Slices.SliceResult slice(Slices.SliceOrder order) {
        long start = nanoTime.getAsLong();
        for (RevisedUpdate update : order.updates()) {
            engine.apply(update);
        }
        EngineReport report = engine.advance(units(order.units()));
        long nanos = Math.max(1, nanoTime.getAsLong() - start);
        if (report.work() > 0) {
            double measured = (double) nanos / report.work();
            nanosPerUnit = nanosPerUnit == 0 ? measured : nanosPerUnit + FORGETTING * (measured - nanosPerUnit);
        }
        var samples = new ArrayList<Slices.Sample>();
        for (IterateSample sample : report.samples()) {
            samples.add(sample(sample));
        }
        var repairs = new ArrayList<Slices.Repair>();
        for (RepairOutcome repair : report.repairs()) {
            repairs.add(repair(repair));
        }
        return new Slices.SliceResult(
                report.busy(),
                revised(report.revision()),
                revised(report.solvedRevision()),
                report.iterations(),
                report.relativeResidual(),
                report.absoluteResidual(),
                samples,
                repairs,
                answered(report.answered()),
                engine.method(),
                engine.preconditioner(),
                report.work(),
                nanos,
                engine.memoryBytes());
    }

    private @Nullable Answered answered(@Nullable Answered a) {
        return a == null ? null : new Answered(revised(a.revision()), a.relativeResidual(), a.iterations());
    }

    private long units(long ordered) {
        if (nanosPerUnit == 0 || ordered == 0) {
            return ordered;
        }
        double fitting = sliceNanos / nanosPerUnit;
        return Math.max(1, (long) Math.clamp(fitting, ordered / MAX_STRETCH, ordered * MAX_STRETCH));
    }

    private Slices.Sample sample(IterateSample s) {
        return new Slices.Sample(
                revised(s.revision()),
                s.iteration(),
                XJson.sparse(s.x()),
                s.relativeResidual(),
                s.absoluteResidual(),
                s.convergenceRate(),
                s.bound(),
                s.work());
    }

    private Slices.Repair repair(RepairOutcome r) {
        return new Slices.Repair(
                revised(r.afterRevision()),
                revised(r.throughRevision()),
                r.method(),
                r.stop(),
                r.iterations(),
                r.relativeResidual(),
                r.absoluteResidual(),
                r.bound(),
                XJson.sparse(r.x()),
                r.changed(),
                r.work());
    }

    /// x as it stands, its residual recomputed from the present A and b.
    public Slices.SolutionResult solution() {
        long start = nanoTime.getAsLong();
        DenseVector x = engine.x();
        LinearSystem system = engine.system();
        TrueResidual residual = TrueResidual.of(system, x);
        ErrorBound bound = engine.boundFor(x, residual);
        JsonFragment json = x.size() <= inlineEntries ? XJson.dense(x.values()) : null;
        return new Slices.SolutionResult(
                revision(),
                x,
                json,
                residual.relative(),
                residual.norm2(),
                residual.normwiseBackwardError(),
                bound,
                nanoTime.getAsLong() - start);
    }

    public List<Slices.EntryResult> entries(int[] indices, double error) {
        var results = new ArrayList<Slices.EntryResult>(indices.length);
        for (EntryEstimate estimate : engine.entries(indices, error)) {
            EntryBound bound = estimate.bound();
            EntryBound.Statistical statistical = bound instanceof EntryBound.Statistical s ? s : null;
            results.add(new Slices.EntryResult(
                    estimate.index(),
                    estimate.value(),
                    bound.orNull(),
                    bound.wireName(),
                    statistical == null ? null : statistical.delta(),
                    statistical == null ? null : statistical.seed(),
                    estimate.work(),
                    estimate.method().wireName()));
        }
        return results;
    }

    public DenseVector x() {
        return engine.x();
    }

    public LinearSystem system() {
        return engine.system();
    }

    public void setTolerance(double newTolerance) {
        engine.setTolerance(newTolerance);
    }

    public void restart() {
        engine.restart();
    }

    public void stop(long timeLimitMillis) {
        engine.stop(timeLimitMillis);
    }

    public long memoryBytes() {
        return engine.memoryBytes();
    }

    /// The engine counts from the system it was opened with; −1 stays "never".
    private long revised(long revision) {
        return revision < 0 ? revision : Math.max(revision, baseRevision);
    }

    @Nullable
    ErrorBound bound() {
        return engine.bound();
    }
}
