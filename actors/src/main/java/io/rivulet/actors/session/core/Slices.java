// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.Answered;
import io.rivulet.numerics.incremental.EngineReport;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.numerics.incremental.IterateSample;
import io.rivulet.numerics.incremental.RepairOutcome;
import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import io.rivulet.numerics.verify.Verdict;
import io.rivulet.serialization.line.JsonFragment;
import io.rivulet.serialization.line.XJson;
import io.rivulet.serialization.view.PartitionsView;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/// What crosses between the machine and the compute pool: orders out, results in. Numbers that go into lines come
/// encoded.
public final class Slices {
    /// With less confidence a verdict is told, but does not make x verified: a row that nobody has read may be
    /// wrong.
    public static final double ENOUGH_CONFIDENCE = 1.0;

    static final JsonFragment NO_ENTRIES = XJson.sparse(SparseVector.EMPTY);

    private Slices() {}

    /// One turn of the engine: first `updates` in order, then about `units` of work.
    public record SliceOrder(List<RevisedUpdate> updates, long units) {
        public SliceOrder {
            updates = List.copyOf(updates);
        }
    }

    /// One iterate to be told.
    ///
    /// @param moves what it says of x where lines add up to it, else null
    public record Sample(
            long revision,
            long iteration,
            JsonFragment x,
            double relativeResidual,
            double absoluteResidual,
            double convergenceRate,
            @Nullable ErrorBound bound,
            long work,
            @Nullable Moves moves) {
        private static Sample of(IterateSample s, LongUnaryOperator revision, boolean mirrored) {
            JsonFragment x = XJson.sparse(s.x());
            long answered = revision.applyAsLong(s.revision());
            return new Sample(
                    answered,
                    s.iteration(),
                    x,
                    s.relativeResidual(),
                    s.absoluteResidual(),
                    s.convergenceRate(),
                    s.bound(),
                    s.work(),
                    mirrored ? Moves.of(s.x(), x, answered, s.relativeResidual(), s.bound()) : null);
        }
    }

    /// One repair that ended; see [io.rivulet.numerics.incremental.RepairOutcome].
    ///
    /// @param moves as of a [Sample]
    public record Repair(
            long afterRevision,
            long throughRevision,
            String method,
            StopReason stop,
            int iterations,
            double relativeResidual,
            double absoluteResidual,
            @Nullable ErrorBound bound,
            JsonFragment x,
            int changed,
            long work,
            @Nullable Moves moves) {
        /// The same, where all that is to be said of x is said already.
        Repair withoutX() {
            return new Repair(
                    afterRevision,
                    throughRevision,
                    method,
                    stop,
                    iterations,
                    relativeResidual,
                    absoluteResidual,
                    bound,
                    NO_ENTRIES,
                    changed,
                    work,
                    null);
        }

        /// The changes that it answers were significant: x did not answer them already.
        public boolean didSomething() {
            return !method.equals("none");
        }

        private static Repair of(RepairOutcome r, LongUnaryOperator revision, boolean mirrored) {
            JsonFragment x = XJson.sparse(r.x());
            long through = revision.applyAsLong(r.throughRevision());
            return new Repair(
                    revision.applyAsLong(r.afterRevision()),
                    through,
                    r.method(),
                    r.stop(),
                    r.iterations(),
                    r.relativeResidual(),
                    r.absoluteResidual(),
                    r.bound(),
                    x,
                    r.changed(),
                    r.work(),
                    mirrored ? Moves.of(r.x(), x, through, r.relativeResidual(), r.bound()) : null);
        }
    }

    /// `nanos` is the time the slice ran; `method` and `preconditioner` those now in use by their wire names;
    /// `memoryBytes` of the engine; `waiting` until [Input.PartsHeard]; `partitions` of a session that is to be
    /// solved in parts.
    public record SliceResult(
            boolean busy,
            boolean waiting,
            long revision,
            long solvedRevision,
            long iterations,
            double relativeResidual,
            double absoluteResidual,
            List<Sample> samples,
            List<Repair> repairs,
            @Nullable Answered answered,
            String method,
            String preconditioner,
            long work,
            long nanos,
            long memoryBytes,
            @Nullable PartitionsView partitions) {
        public SliceResult {
            samples = List.copyOf(samples);
            repairs = List.copyOf(repairs);
        }

        /// What an engine reported, encoded.
        ///
        /// @param revision from the engine's revisions to the session's
        /// @param mirrored see [io.rivulet.numerics.incremental.SolverEngine#mirrored]
        public static SliceResult of(
                EngineReport report,
                LongUnaryOperator revision,
                boolean mirrored,
                String method,
                String preconditioner,
                long nanos,
                long memoryBytes,
                @Nullable PartitionsView partitions) {
            Answered answered = report.answered();
            return new SliceResult(
                    report.busy(),
                    report.waiting(),
                    revision.applyAsLong(report.revision()),
                    revision.applyAsLong(report.solvedRevision()),
                    report.iterations(),
                    report.relativeResidual(),
                    report.absoluteResidual(),
                    report.samples().stream()
                            .map(s -> Sample.of(s, revision, mirrored))
                            .toList(),
                    report.repairs().stream()
                            .map(r -> Repair.of(r, revision, mirrored))
                            .toList(),
                    answered == null
                            ? null
                            : new Answered(
                                    revision.applyAsLong(answered.revision()),
                                    answered.relativeResidual(),
                                    answered.iterations()),
                    method,
                    preconditioner,
                    report.work(),
                    nanos,
                    memoryBytes,
                    partitions);
        }
    }

    /// x as it stands, with the residual recomputed from the stored problem in compensated arithmetic.
    /// `json` is the array of all entries, or null above the inline limit.
    public record SolutionResult(
            long revision,
            DenseVector x,
            @Nullable JsonFragment json,
            double relativeResidual,
            double absoluteResidual,
            double backwardError,
            @Nullable ErrorBound bound,
            long nanos) {}

    /// A verdict about `revision`, drawn by the verifier from its own copy.
    public record VerifyResult(long revision, Verdict verdict, long nanos) {}

    /// What a change would give, tried on the b and A of `revision`.
    ///
    /// @param x the entries asked for, or all; null with the reason in `omitted`
    /// @param partial the entries that would move most, as an object
    /// @param verified whether the residual, which was recomputed, meets what the session was asked for
    /// @param warnings sentences
    public record WhatIfResult(
            long revision,
            @Nullable DenseVector x,
            @Nullable String omitted,
            JsonFragment partial,
            int changed,
            String method,
            String stopReason,
            int iterations,
            double relativeResidual,
            double absoluteResidual,
            @Nullable ErrorBound bound,
            boolean verified,
            long work,
            long nanos,
            List<String> warnings) {
        public WhatIfResult {
            warnings = List.copyOf(warnings);
        }
    }

    /// The largest entries of row `index` of A⁻¹ by falling magnitude: how x_index moves with each cost of b.
    /// `bound` is on the error of each, and on every entry that was not found; `omitted` ones were found but are
    /// not here.
    public record GradientResult(
            int index, SparseVector row, int omitted, double bound, boolean reached, long work, long revision) {}

    /// Some entries of x by a local method; `kind` is certified, statistical or none. A statistical bound is exceeded
    /// with probability `delta`, over the choice of `seed`; both are null for the others.
    public record EntryResult(
            int index,
            double value,
            @Nullable Double errorBound,
            String kind,
            @Nullable Double delta,
            @Nullable Long seed,
            long work,
            String method) {}
}
