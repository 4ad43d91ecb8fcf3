// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.consensus.core.Electorate;
import io.rivulet.actors.consensus.core.PollResult;
import io.rivulet.actors.race.core.RaceNews;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.CostReport;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Everything that can happen to a session. `reply` numbers are made by whoever feeds the machine and come back in
/// [Output.Reply].
public sealed interface Input {
    // From clients

    /// Opens the session, or re-attaches where it exists with the same problem and owner. The chunks are already
    /// stored.
    record Open(long reply, SessionEvent.SessionOpened opened, MatrixClassView matrixClass, long estimatedBytes)
            implements Input {}

    /// Updates of one sender, in order. Answered once all are durable (or applied, with `waitApplied`), one result
    /// each.
    record Updates(long reply, List<IdentifiedUpdate> updates, boolean waitApplied) implements Input {}

    /// Lines from `from` on (inclusive), or without it a snapshot and what comes after it. Answered by [Answer.Done],
    /// or refused: `out_of_range` beyond the next unused number, 404 or 410 where there is nothing to follow. A
    /// follower number that is in use starts anew. A negative `reply` asks for no answer.
    ///
    /// @param streams so many streams read what this follower is told, for the count in the status
    record Follow(long reply, long follower, int streams, OptionalLong from, long creditBytes) implements Input {
        /// A reader in the same process, that takes everything and needs no lease.
        public static final long ENDLESS = 1L << 40;
    }

    /// Everything through `upTo` has arrived, and `bytes` may be under way beyond it (a window: what was sent beyond
    /// `upTo` counts against it). Idempotent, and the follower's lease.
    record Credit(long follower, int streams, long upTo, long bytes) implements Input {}

    record Unfollow(long follower) implements Input {}

    record ReadStatus(long reply) implements Input {}

    /// x once a finished repair includes `minRevision` and everything acknowledged before this input.
    record ReadSolution(long reply, long minRevision) implements Input {}

    /// The updates after this revision, once there are any; answered by [Answer.Costs].
    record ReadCosts(long reply, long afterRevision) implements Input {}

    record ReadEntries(long reply, int[] indices, double error) implements Input {}

    /// Which costs move entry `index` most, to within `error` each; at most `count` of them.
    record ReadGradient(long reply, int index, double error, int count) implements Input {}

    /// What `change` would give, if it were the next update. Without `indices` all of x, where it is short enough;
    record WhatIf(long reply, CostUpdate change, @Nullable List<Integer> indices) implements Input {}

    /// Store what the session `fork` needs to begin where this one is; answered by [Answer.ForkPoint].
    record PrepareFork(long reply, UUID fork) implements Input {}

    /// @param consensus by votes; `strategy` is null then
    record Verify(long reply, @Nullable Strategy strategy, boolean consensus, int probeCount) implements Input {}

    record Command(long reply, Kind kind, double tolerance) implements Input {
        public enum Kind {
            PAUSE,
            RESUME,
            RESTART,
            VERIFY,
            SOLUTION,
            SET_TOLERANCE
        }
    }

    /// The stream is to tell of it, and goes on.
    record Tell(long reply, Problem problem) implements Input {}

    /// A member wants to belong to the session's swarm; answered by [Answer.Joined].
    ///
    /// @param others members of the cluster, for whoever asks: its nodes, and those that joined it and no session
    /// @param home the node that holds its socket, null where it has none
    record Join(long reply, SwarmMember candidate, @Nullable String home, List<PresentMember> others)
            implements Input {}

    /// A member lives; answered by [Answer.Joined]. It does not keep the session from expiring.
    ///
    /// @param home as in [Join]
    record Ping(long reply, String nodeId, @Nullable String home, List<PresentMember> others) implements Input {}

    /// What members observed; answered as [Updates], one result each.
    record Reports(long reply, List<CostReport> reports, boolean waitApplied, List<PresentMember> others)
            implements Input {}

    /// Answered by [Answer.SwarmMembers].
    record ReadSwarm(long reply, List<PresentMember> others) implements Input {}

    /// `reason` is deleted or expired.
    record Close(long reply, String reason) implements Input {}

    // From the ledger

    record Appended(long token) implements Input {}

    /// The journal could not be written; what was in flight is unknown. The ledger restarts and says [LedgerReady].
    record AppendFailed(long token) implements Input {}

    /// The ledger has replayed: `state` is what the journal holds, already with this incarnation's
    /// [SessionState#taken] persisted; [SessionState#EMPTY], without `Taken`, where the journal holds nothing.
    ///
    /// @param awayMillis for how long nobody has had the session, where it was at another node before
    record LedgerReady(SessionState state, long awayMillis) implements Input {
        public LedgerReady(SessionState state) {
            this(state, 0);
        }
    }

    // From the compute pool and the store

    /// The problem and x are in memory, all updates up to `revision` folded in; x comes from `checkpointSlot`, whose
    /// digest was right, or starts elsewhere ([#NO_CHECKPOINT]). The other slot is written next.
    record DataLoaded(MatrixLookup matrix, Examined examined, long revision, int checkpointSlot) implements Input {
        public static final int NO_CHECKPOINT = -1;
    }

    record DataFailed(Problem problem) implements Input {}

    /// The node has no memory for this session now; loading goes on by itself when some is freed.
    record MemoryAwaited() implements Input {}

    record SliceDone(Slices.SliceResult result) implements Input {}

    /// The parts of a solve have said something that the engine waits for.
    record PartsHeard() implements Input {}

    /// A of `revision`, looked at again.
    record MatrixExamined(Examined examined, long revision) implements Input {}

    /// A slice threw: a bug or a corrupted problem, with the text for the operator.
    record SliceFailed(String incident) implements Input {}

    record SolutionReady(long order, Slices.SolutionResult result) implements Input {}

    /// @param applied the engine has such a step and takes it from its next slice on
    record Corrected(long order, boolean applied) implements Input {}

    /// ‖b − A·x‖₂ / ‖b‖₂ by the engine's own A and b, in compensated arithmetic.
    record Audited(long order, double relativeResidual) implements Input {}

    record EntriesReady(long reply, List<Slices.EntryResult> entries) implements Input {}

    record GradientReady(long reply, Slices.GradientResult result) implements Input {}

    record WhatIfReady(long reply, Slices.WhatIfResult result) implements Input {}

    /// A change could not be tried, or a fork not be stored.
    record OrderRefused(long reply, Problem problem) implements Input {}

    /// `opened` lacks what the fork has of its own: name, labels, secret.
    record ForkPrepared(long reply, SessionEvent.SessionOpened opened, MatrixClassView matrixClass) implements Input {}

    record Verified(long order, Slices.VerifyResult result) implements Input {}

    record Polled(long order, PollResult result) implements Input {}

    /// What comes of a race.
    record OfRace(RaceNews news) implements Input {}

    /// A removal was asked for, of voters of `epoch`; it has the consents that came.
    record RemovalAsked(long epoch, VoterRemoval removal) implements Input {}

    record VerifyFailed(long order, Problem problem) implements Input {}

    record Checkpointed(int slot, String digest, long revision) implements Input {}

    record Rebased(String hash, boolean whole, long throughRevision) implements Input {}

    /// A checkpoint or a rebase could not be stored; it is tried again later.
    record StoreFailed(boolean checkpoint) implements Input {}

    /// What the session follows can't be followed, or not all of it.
    record SourceFailed(Problem problem) implements Input {}

    /// Who may vote has changed, or is told for the first time.
    record ElectorateSeen(Electorate electorate) implements Input {}

    /// Time has passed; see [SessionMachine#nanosToTick].
    record Tick() implements Input {}

    /// The session is to leave this node's memory for another's. What comes from now on is refused as `draining`, so
    /// that it is repeated there; what was taken becomes durable, x is stored, followers are told to follow again.
    /// Answered once by [Output.HandedOver].
    record HandOver() implements Input {}
}
