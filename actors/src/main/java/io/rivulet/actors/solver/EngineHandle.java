// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.session.core.UpdateCheck;
import io.rivulet.numerics.incremental.Correction;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.numerics.incremental.TopMoves;
import io.rivulet.numerics.incremental.TrialBase;
import io.rivulet.numerics.incremental.TrialOutcome;
import io.rivulet.numerics.incremental.XSelection;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.local.EntryBound;
import io.rivulet.numerics.local.EntryEstimate;
import io.rivulet.numerics.local.EntryGradient;
import io.rivulet.numerics.solve.RunsElsewhere;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.numerics.verify.TrueResidual;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.PartitionsView;
import java.util.ArrayList;
import java.util.Arrays;
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

    /// Entries that a trial on an overlay may touch, some tens of nanoseconds each.
    private static final long LOCAL_TRIAL_WORK = 400_000;

    private static final long GRADIENT_RETRY_MILLIS = 100;

    /// Entries that move most, as a what-if tells them.
    private static final int TOP_MOVES = 16;

    /// Weight of the last slice in the estimate of nanoseconds per unit.
    private static final double FORGETTING = 0.25;

    /// Runs of the engine that are carried out in parts.
    public interface Parted extends AutoCloseable {
        RunsElsewhere runs();

        PartitionsView view();

        /// Ends the parts. **Thread** any.
        @Override
        void close();
    }

    private final SolverEngine engine;
    private final @Nullable Parted parted;
    private final long baseRevision;
    private final int inlineEntries;
    private final long sliceNanos;
    private final LongSupplier nanoTime;
    /// The last x that was verified, to go back to; null before the first.
    private @Nullable DenseVector verified;

    private double nanosPerUnit;
    private long told;

    /// @param baseRevision the revision of the system that `engine` was opened with
    /// @param inlineEntries x with more entries is not written as JSON
    /// @param sliceNanos what a slice should take
    EngineHandle(SolverEngine engine, long baseRevision, int inlineEntries, long sliceNanos, LongSupplier nanoTime) {
        this(engine, baseRevision, inlineEntries, sliceNanos, nanoTime, null);
    }

    /// @param parted where the engine's runs go, null for none
    EngineHandle(
            SolverEngine engine,
            long baseRevision,
            int inlineEntries,
            long sliceNanos,
            LongSupplier nanoTime,
            @Nullable Parted parted) {
        this.parted = parted;
        if (parted != null) {
            engine.runElsewhere(parted.runs());
        }
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
        return Slices.SliceResult.of(
                report,
                this::revised,
                engine.mirrored(),
                engine.method(),
                engine.preconditioner(),
                nanos,
                memoryBytes(),
                parted == null ? null : parted.view());
    }

    private long units(long ordered) {
        if (nanosPerUnit == 0 || ordered == 0) {
            return ordered;
        }
        double fitting = sliceNanos / nanosPerUnit;
        return Math.max(1, (long) Math.clamp(fitting, ordered / MAX_STRETCH, ordered * MAX_STRETCH));
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

    /// A gradient, or why there is none.
    public sealed interface Gradient {
        record Found(Slices.GradientResult result) implements Gradient {}

        record None(Problem problem) implements Gradient {}
    }

    /// The `count` largest entries of row `index` of A⁻¹. **Cost** at most [SolverEngine#ENTRY_WORK] matrix entries.
    public Gradient gradient(int index, double error, int count) {
        EntryGradient found = engine.gradient(index, error, SolverEngine.ENTRY_WORK);
        if (found == null) {
            return new Gradient.None(
                    engine.certified()
                            ? Problem.of(ProblemCode.SESSION_BUSY, "the session's matrix is changing just now")
                                    .retryAfter(GRADIENT_RETRY_MILLIS)
                            : Problem.of(
                                            ProblemCode.CERTIFICATE_UNAVAILABLE,
                                            "no certificate of this matrix is known, so nothing can be said of A⁻¹")
                                    .hint("Ask for what-if with a change of one cost: it solves for its effect."));
        }
        int[] indices = found.row().indices();
        int kept = Math.min(count, indices.length);
        SparseVector row = SparseVector.adopt(
                Arrays.copyOf(indices, kept), Arrays.copyOf(found.row().values(), kept));
        return new Gradient.Found(new Slices.GradientResult(
                index, row, indices.length - kept, found.bound(), found.reached(), found.work(), revision()));
    }

    /// Tries a change on an overlay, in one turn of at most [#LOCAL_TRIAL_WORK]; null where that does not do. x, A and
    /// b stay as they are. **Errors** what an update would be refused for, and deltas that overflow.
    Slices.@Nullable WhatIfResult tryLocally(CostUpdate change, @Nullable List<Integer> indices) {
        long start = nanoTime.getAsLong();
        refuseIfUnfit(change);
        XSelection selection = selection(indices);
        TrialOutcome outcome = engine.tryLocally(change, selection, TOP_MOVES, LOCAL_TRIAL_WORK);
        return outcome == null
                ? null
                : result(revised(outcome.revision()), outcome, true, List.of(), indices, nanoTime.getAsLong() - start);
    }

    /// What a change is to be tried on elsewhere. **Errors** as [#tryLocally].
    TrialBase trialBase(CostUpdate change) {
        refuseIfUnfit(change);
        return trialBase();
    }

    /// A, b and x as they are; see [SolverEngine#trialBase].
    public TrialBase trialBase() {
        TrialBase base = engine.trialBase();
        return new TrialBase(base.system(), base.x(), revision(), base.classification(), base.plan());
    }

    long trialBytes() {
        return engine.trialBytes();
    }

    private void refuseIfUnfit(CostUpdate change) {
        Problem stale = UpdateCheck.stale(change, engine::matrixEntry);
        if (stale != null) {
            throw stale.exception();
        }
        int overflow = engine.overflow(change);
        if (overflow >= 0) {
            throw Problem.of(
                            ProblemCode.NON_FINITE_VALUE,
                            "cost " + change.delta().indices()[overflow] + " would be beyond the largest double")
                    .at("/delta_costs/values/" + overflow)
                    .exception();
        }
    }

    private XSelection selection(@Nullable List<Integer> indices) {
        if (indices != null) {
            return new XSelection.Indices(
                    indices.stream().mapToInt(Integer::intValue).toArray());
        }
        return engine.rows() <= inlineEntries ? new XSelection.Full() : new XSelection.None();
    }

    /// What this engine, made for a trial, has come to; `before` is the x that the trial began with.
    Slices.WhatIfResult trialResult(
            long revision,
            DenseVector before,
            Slices.Repair repair,
            Tolerance tolerance,
            @Nullable Double errorBound,
            double deadband,
            List<String> warnings,
            @Nullable List<Integer> indices,
            long nanos) {
        DenseVector x = engine.x();
        TrueResidual residual = TrueResidual.of(engine.system(), x);
        ErrorBound bound = engine.boundFor(x, residual);
        var top = new TopMoves(TOP_MOVES);
        int changed = 0;
        for (int i = 0; i < x.size(); i++) {
            double by = Math.abs(x.get(i) - before.get(i));
            top.offer(i, x.get(i), by);
            changed += by > deadband ? 1 : 0;
        }
        boolean verified = errorBound == null
                ? tolerance.metBy(residual.relative(), residual.norm2())
                : bound != null && bound.certified() && bound.value() <= errorBound;
        var outcome = new TrialOutcome(
                revision,
                repair.method().equals("cold") ? "warm_restart" : repair.method(),
                repair.stop(),
                repair.iterations(),
                residual.relative(),
                residual.norm2(),
                bound,
                pick(x, selection(indices)),
                top.byIndex(),
                changed,
                repair.work());
        return result(revision, outcome, verified, warnings, indices, nanos);
    }

    private static @Nullable DenseVector pick(DenseVector x, XSelection selection) {
        return switch (selection) {
            case XSelection.Indices(int[] indices) ->
                DenseVector.adopt(Arrays.stream(indices).mapToDouble(x::get).toArray());
            case XSelection.Full _ -> x;
            case XSelection.None _, XSelection.TopChanges _, XSelection.Changes _ -> null;
        };
    }

    /// An x that does not answer the change is not given away: somebody might take it for one that does.
    private Slices.WhatIfResult result(
            long revision,
            TrialOutcome outcome,
            boolean verified,
            List<String> warnings,
            @Nullable List<Integer> indices,
            long nanos) {
        boolean usable = verified || outcome.stop() instanceof StopReason.AttainableAccuracy;
        DenseVector x = usable ? outcome.x() : null;
        String omitted = x != null
                ? null
                : !usable
                        ? "no x was found that answers the change: "
                                + outcome.stop().wireName()
                        : "x has " + engine.rows() + " entries, more than the " + inlineEntries
                                + " that are given in full; ask for x_indices";
        return new Slices.WhatIfResult(
                revision,
                x,
                omitted,
                XJson.sparse(usable ? outcome.top() : SparseVector.EMPTY),
                usable ? outcome.changed() : 0,
                outcome.method(),
                outcome.stop().wireName(),
                outcome.iterations(),
                outcome.relativeResidual(),
                outcome.absoluteResidual(),
                usable ? outcome.bound() : null,
                verified,
                outcome.work(),
                nanos,
                warnings);
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

    /// See [SolverEngine#correct]; from the last verified x where that is wanted and there is one.
    public boolean correct(Correction correction, boolean fromVerified) {
        return engine.correct(correction, fromVerified ? verified : null);
    }

    /// Whether another x was taken over.
    ///
    /// @param relativeResidual of it, by this engine's A and b
    public record Adoption(boolean taken, double relativeResidual) {
        /// There was none to look at.
        public static final Adoption NONE = new Adoption(false, Double.NaN);
    }

    /// Gives up what is under way and goes on from an x that was found elsewhere, if that answers `forRevision`,
    /// which has to be the present one, within `tolerance`; else everything stays. The residuals that are told of
    /// it from then on are the engine's own.
    /// **Cost** one pass over A.
    public Adoption adopt(DenseVector x, long forRevision, Tolerance tolerance) {
        if (revision() != forRevision || x.size() != engine.rows()) {
            return Adoption.NONE;
        }
        TrueResidual residual = TrueResidual.of(engine.system(), x);
        boolean taken = tolerance.metBy(residual.relative(), residual.norm2())
                && engine.correct(Correction.RECOMPUTE_RESIDUAL, x);
        return new Adoption(taken, residual.relative());
    }

    /// ‖b − A·x‖₂ / ‖b‖₂ of x as it stands, by this engine's A and b.
    public double recomputedResidual() {
        return TrueResidual.of(engine.system(), engine.x()).relative();
    }

    /// A verdict about an x that came from here.
    public boolean judged(DenseVector x, boolean found, double confidence) {
        boolean good = found && confidence >= Slices.ENOUGH_CONFIDENCE;
        verified = good ? x : verified;
        return good;
    }

    public void stop(long timeLimitMillis) {
        engine.stop(timeLimitMillis);
    }

    public long memoryBytes() {
        DenseVector kept = verified;
        return engine.memoryBytes() + (kept == null ? 0 : 8L * kept.size());
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
