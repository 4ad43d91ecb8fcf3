// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.line;

import io.rivulet.serialization.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a stream tells, without the fields common to all lines (`session_id`, `seq`, `timestamp`). Names as in the wire
/// contract.
public sealed interface Line {
    /// Value of `type`.
    String type();

    /// The same with this instead of what it says of x. **Errors** one that says nothing of x by entries throws
    /// [IllegalStateException].
    default Line showing(JsonFragment entries) {
        return switch (this) {
            case IterationUpdate l ->
                new IterationUpdate(
                        l.revision,
                        l.iteration,
                        entries,
                        l.residualNorm,
                        l.residualNormAbsolute,
                        l.convergenceRate,
                        l.errorBound,
                        l.verified,
                        l.verificationScore,
                        l.consensus,
                        l.performance);
            case CostApplied l ->
                new CostApplied(
                        l.updateId,
                        l.revision,
                        l.firstRevision,
                        l.updates,
                        l.solvedRevision,
                        l.sourceNode,
                        entries,
                        l.changedEntries,
                        l.method,
                        l.work,
                        l.latencyMs,
                        l.residualNorm,
                        l.errorBound);
            case Snapshot l ->
                new Snapshot(l.firstSeqKept, l.state, l.revision, entries, l.residualNorm, l.errorBound, l.verified);
            default -> throw new IllegalStateException(type() + " says nothing of x");
        };
    }

    record SessionOpened(
            int rows,
            int nnz,
            MatrixClassView matrixClass,
            String method,
            String preconditioner,
            String reason,
            List<String> warnings,
            String node,
            String resumeToken,
            double estimatedMemoryMb)
            implements Line {
        @Override
        public String type() {
            return "session_opened";
        }
    }

    /// `x` is the object `{indices,values}`. `verified` and `verificationScore` are about this very x; null where
    /// it was not checked.
    record IterationUpdate(
            long revision,
            long iteration,
            JsonFragment x,
            double residualNorm,
            double residualNormAbsolute,
            double convergenceRate,
            @Nullable Double errorBound,
            boolean verified,
            @Nullable Double verificationScore,
            Consensus consensus,
            Performance performance)
            implements Line {
        @Override
        public String type() {
            return "iteration_update";
        }
    }

    /// @param agreementLevel voters in favour as a part of the quorum, at most 1
    record Consensus(int participatingNodes, double agreementLevel, int toleratedFaults) {
        /// Nobody was asked.
        public static final Consensus NOBODY = new Consensus(0, 0.0, 0);

        /// One node agrees with itself.
        public static final Consensus ALONE = new Consensus(1, 1.0, 0);
    }

    record Performance(double iterationTimeMs, double memoryUsageMb, double flops) {}

    record VerificationResult(
            long revision,
            String probeId,
            String strategy,
            boolean verified,
            List<Double> residualComponents,
            double maxError,
            double meanError,
            double confidence,
            boolean driftDetected,
            double driftSeverity,
            String recommendation,
            @Nullable String correctionApplied,
            double verificationTimeMs,
            Votes votes)
            implements Line {
        @Override
        public String type() {
            return "verification_result";
        }
    }

    record Votes(int inFavour, int against, int abstained, int voters, int quorum, int toleratedFaults) {
        public static Votes single(boolean verified) {
            return new Votes(verified ? 1 : 0, verified ? 0 : 1, 0, 1, 1, 0);
        }
    }

    /// `sourceNode` null is left out. One line may stand for `updates` of them, from `firstRevision` to `revision`.
    /// Numbers about x are about the x that answers `solvedRevision`, which may include later updates.
    record CostApplied(
            String updateId,
            long revision,
            long firstRevision,
            int updates,
            long solvedRevision,
            @Nullable String sourceNode,
            JsonFragment x,
            int changedEntries,
            String method,
            long work,
            double latencyMs,
            double residualNorm,
            @Nullable Double errorBound)
            implements Line {
        @Override
        public String type() {
            return "cost_applied";
        }

        /// The same facts as told to the sender of one of the updates. The source of a batch is its last update's.
        public CostApplied forUpdate(String id, long itsRevision) {
            return new CostApplied(
                    id,
                    itsRevision,
                    itsRevision,
                    1,
                    solvedRevision,
                    updates == 1 ? sourceNode : null,
                    x,
                    changedEntries,
                    method,
                    work,
                    latencyMs,
                    residualNorm,
                    errorBound);
        }
    }

    record ConvergenceSignal(
            long revision,
            double residualThreshold,
            int consecutiveIterations,
            double swarmAgreement,
            double residualNorm,
            int iterationsBelowThreshold,
            double swarmConsensus,
            boolean converged)
            implements Line {
        @Override
        public String type() {
            return "convergence_signal";
        }
    }

    /// A step about an x that was found wrong; names as in the wire contract.
    record Correction(String trigger, double severity, String action, String detail) implements Line {
        @Override
        public String type() {
            return "correction";
        }
    }

    /// @param revision of `x`; null where lines do not add up to x, or those that were dropped say nothing of it
    /// @param x what they say of it, as the object `{indices,values}`; null with `revision`
    record StreamGap(
            long dropped,
            long firstSeq,
            long lastSeq,
            String reason,
            @Nullable Long revision,
            @Nullable JsonFragment x) implements Line {
        public StreamGap(long dropped, long firstSeq, long lastSeq, String reason) {
            this(dropped, firstSeq, lastSeq, reason, null, null);
        }

        /// The same, telling what was dropped of x.
        public StreamGap showing(long ofRevision, JsonFragment entries) {
            return new StreamGap(dropped, firstSeq, lastSeq, reason, ofRevision, entries);
        }

        @Override
        public String type() {
            return "stream_gap";
        }
    }

    record Snapshot(
            long firstSeqKept,
            String state,
            long revision,
            JsonFragment x,
            double residualNorm,
            @Nullable Double errorBound,
            boolean verified)
            implements Line {
        @Override
        public String type() {
            return "snapshot";
        }
    }

    record Heartbeat() implements Line {
        @Override
        public String type() {
            return "heartbeat";
        }
    }

    /// `x` is the array of all entries, or `{omitted:true, href}`.
    record Solution(
            long revision,
            JsonFragment x,
            double residualNorm,
            double backwardError,
            @Nullable Double errorBound,
            String errorBoundKind,
            @Nullable String certificate,
            long iterations,
            String stopReason,
            double elapsedMs,
            boolean verified,
            @Nullable RaceView race)
            implements Line {
        /// That nobody raced for.
        public Solution(
                long revision,
                JsonFragment x,
                double residualNorm,
                double backwardError,
                @Nullable Double errorBound,
                String errorBoundKind,
                @Nullable String certificate,
                long iterations,
                String stopReason,
                double elapsedMs,
                boolean verified) {
            this(
                    revision,
                    x,
                    residualNorm,
                    backwardError,
                    errorBound,
                    errorBoundKind,
                    certificate,
                    iterations,
                    stopReason,
                    elapsedMs,
                    verified,
                    null);
        }

        @Override
        public String type() {
            return "solution";
        }
    }

    /// With `resumeFrom` it ends one connection only and carries no `seq`.
    record Error(Problem problem, boolean fatal, @Nullable Long resumeFrom) implements Line {
        public Error(Problem problem, boolean fatal) {
            this(problem, fatal, null);
        }

        @Override
        public String type() {
            return "error";
        }
    }

    /// @param gapMillis for how long no node had the session
    record SessionMigrated(String fromNode, String toNode, long gapMillis) implements Line {
        @Override
        public String type() {
            return "session_migrated";
        }
    }

    record SessionExpiring(long atMillis) implements Line {
        @Override
        public String type() {
            return "session_expiring";
        }
    }

    /// With `resumeFrom` it ends one connection only and carries no `seq`.
    record SessionClosed(String reason, @Nullable Long resumeFrom) implements Line {
        @Override
        public String type() {
            return "session_closed";
        }
    }
}
