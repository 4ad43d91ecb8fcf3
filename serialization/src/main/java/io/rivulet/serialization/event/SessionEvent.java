// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts from which a session is rebuilt. Every event carries `seqReservedTo`: line numbers up to it may have been
/// used.
/// Iterates are never events.
public sealed interface SessionEvent {
    long seqReservedTo();

    /// @param plan method and preconditioner chosen, and why; `warnings` as told in `session_opened`
    /// @param initialGuess blob hash of the initial x, or null
    /// @param tokenSecret 32 random bytes, hex: signs resume tokens of this session
    /// @param fork where the session comes from, null for one that was opened on a problem
    record SessionOpened(
            String owner,
            long createdAtMillis,
            ProblemRef problem,
            SessionSettings settings,
            String method,
            String preconditioner,
            String reason,
            List<String> warnings,
            @Nullable String initialGuess,
            String tokenSecret,
            long seqReservedTo,
            @Nullable Fork fork)
            implements SessionEvent {
        /// A session that was opened on a problem.
        public SessionOpened(
                String owner,
                long createdAtMillis,
                ProblemRef problem,
                SessionSettings settings,
                String method,
                String preconditioner,
                String reason,
                List<String> warnings,
                @Nullable String initialGuess,
                String tokenSecret,
                long seqReservedTo) {
            this(
                    owner,
                    createdAtMillis,
                    problem,
                    settings,
                    method,
                    preconditioner,
                    reason,
                    warnings,
                    initialGuess,
                    tokenSecret,
                    seqReservedTo,
                    null);
        }

        /// The same, but that line numbers up to `seq` may have been used.
        public SessionOpened reservedTo(long seq) {
            return new SessionOpened(
                    owner,
                    createdAtMillis,
                    problem,
                    settings,
                    method,
                    preconditioner,
                    reason,
                    warnings,
                    initialGuess,
                    tokenSecret,
                    seq,
                    fork);
        }

        /// Without the secret: it must not get into a log by way of a message that carries this.
        @Override
        public String toString() {
            return "SessionOpened[owner=" + owner + ", problem=" + problem + ", method=" + method + ", preconditioner="
                    + preconditioner + ", createdAtMillis=" + createdAtMillis + "]";
        }
    }

    /// A fork begins at `revision` of the session `of`: its problem is the base of [SessionOpened] with `rebases` on
    /// top, in order, which hold every update up to that revision.
    record Fork(UUID of, long revision, List<SessionSnapshot.Rebase> rebases) {
        public Fork {
            rebases = List.copyOf(rebases);
        }
    }

    /// A new incarnation has taken over, or reserves more line numbers.
    record Taken(long incarnation, String node, long seqReservedTo) implements SessionEvent {}

    /// A batch: update k has revision `firstRevision + k`.
    record CostsApplied(long firstRevision, long atMillis, List<IdentifiedUpdate> updates, long seqReservedTo)
            implements SessionEvent {}

    /// b and the entries of A changed up to `throughRevision` are in blob `hash` as absolute values; `whole` = it
    /// stands for the
    /// whole problem and replaces base and earlier deltas, else it goes on top of them.
    record MatrixRebased(String hash, boolean whole, long throughRevision, long seqReservedTo)
            implements SessionEvent {}

    /// x at `revision` is in slot 0 or 1; `digest` is the SHA-256 of its little-endian bytes, hex.
    record SolutionCheckpointed(int slot, String digest, long revision, long seqReservedTo) implements SessionEvent {}

    /// @param poll the votes behind it where several verifiers were asked, else null
    record VerificationRecorded(
            long revision,
            String strategy,
            boolean verified,
            double relativeResidual,
            long seqReservedTo,
            @Nullable RecordedPoll poll)
            implements SessionEvent {
        /// Of one verifier.
        public VerificationRecorded(
                long revision, String strategy, boolean verified, double relativeResidual, long seqReservedTo) {
            this(revision, strategy, verified, relativeResidual, seqReservedTo, null);
        }
    }

    /// Who votes on the session's x from here on.
    ///
    /// @param epoch counts the changes, from 1
    /// @param excluded who has contradicted itself, ever: under the same key it does not come back
    /// @param evidence for each voter excluded by this event, its two votes
    /// @param removals for each silent voter that left by this event, why it could
    record VotersChanged(
            long epoch,
            List<Voter> voters,
            List<Voter> excluded,
            List<RecordedPoll> evidence,
            List<VoterRemoval> removals,
            long seqReservedTo)
            implements SessionEvent {
        public VotersChanged {
            voters = List.copyOf(voters);
            excluded = List.copyOf(excluded);
            evidence = List.copyOf(evidence);
            removals = List.copyOf(removals);
        }

        /// Nobody left for its silence.
        public VotersChanged(
                long epoch, List<Voter> voters, List<Voter> excluded, List<RecordedPoll> evidence, long seqReservedTo) {
            this(epoch, voters, excluded, evidence, List.of(), seqReservedTo);
        }
    }

    /// A step was taken about an x that was found wrong; names as on the `correction` line.
    ///
    /// @param revision of the x that was found wrong
    /// @param trigger drift, stagnation, divergence or refuted
    record CorrectionApplied(long revision, String trigger, double severity, String action, long seqReservedTo)
            implements SessionEvent {}

    /// A changed setting: `tolerance`, or `paused` (1 or 0).
    record SettingChanged(String setting, double value, long seqReservedTo) implements SessionEvent {}

    /// deleted, expired or failed: a tombstone from here on.
    record Closed(String reason, long atMillis, long seqReservedTo) implements SessionEvent {}

    /// Who belongs to the session's swarm from `epoch` on: all of them. Reports of those that are not reporters
    /// any more count no longer.
    record MembersChanged(long epoch, long atMillis, List<SwarmMember> members, long seqReservedTo)
            implements SessionEvent {
        public MembersChanged {
            members = List.copyOf(members);
        }
    }

    /// A report was taken, and what reports come to where that changed: `combined` by index, as update `revision`,
    /// which stands in the same write. 0: nothing changed.
    ///
    /// @param receivedMillis by the session's clock; the report's own time is its sender's word
    /// @param staleBeforeMillis what was received before it counts no longer
    record CostsReported(
            CostReport report,
            long receivedMillis,
            long staleBeforeMillis,
            Judgement judgement,
            SparseVector combined,
            long revision,
            long seqReservedTo)
            implements SessionEvent {
        /// Where the report lay among those of others. The order is part of the stored form.
        public enum Judgement {
            /// Too few others report the same costs.
            NOT_JUDGED,
            INSIDE,
            OUTSIDE
        }
    }
}
