// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.actors.race.core.RaceOrder;
import io.rivulet.actors.swarm.core.PresentMember;
import io.rivulet.numerics.incremental.Correction;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.numerics.verify.Tolerance;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.Voter;
import io.rivulet.serialization.view.CostDelta;
import io.rivulet.serialization.view.SessionRow;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the machine wants done. Outputs are carried out in order; none of them may call back into the machine at once.
public sealed interface Output {
    /// What concerns the engine runs one after the other in the order given, so that a solution and a
    /// verification that come together see the same x, and a slice after them may start at once: each takes what
    /// it needs of x when its turn comes. [ReleaseEngine] ends them all; results of an engine that was released
    /// must not come in any more.
    sealed interface Work extends Output {}

    /// Persist these as one batch; answered by [Input.Appended] or [Input.AppendFailed]. At most one is out.
    ///
    /// @param incarnation what the machine knew when it decided. A ledger that has taken the session over once more
    ///     must not write them: others may have written in between, and [Input.LedgerReady] is on its way.
    record Append(long token, long incarnation, List<SessionEvent> events) implements Output {}

    record Reply(long reply, Answer answer) implements Output {}

    /// Lines `first` to `last` for one follower: each number is a line in `lines` or stands inside a gap or snapshot
    /// among them.
    /// With `last = first − 1` it is a sign of life without lines.
    ///
    /// @param end the follower's stream is complete with these lines; it is forgotten
    record Deliver(long follower, long incarnation, long first, long last, List<EncodedLine> lines, boolean end)
            implements Output {}

    /// The follower is forgotten before its stream is complete: the session moves, which it is told, or its lease is
    /// over.
    record EndFollower(long follower, boolean moved) implements Output {}

    /// Load the problem, fold in the tail, find the newest good checkpoint; answered by [Input.DataLoaded] and its kin,
    /// with the revision of `state`. A second one replaces the first.
    record LoadData(SessionState state, From from) implements Work {
        /// What of it may be taken from memory, and where x begins.
        public enum From {
            /// x from the newest checkpoint.
            CHECKPOINT,
            /// The same, and the verifier reads its copy again as well.
            CHECKPOINT_AFRESH,
            /// As that, but x = 0.
            ZERO_AFRESH
        }

        public LoadData(SessionState state) {
            this(state, From.CHECKPOINT);
        }
    }

    /// At most one slice is out; answered by [Input.SliceDone].
    record RunSlice(Slices.SliceOrder order) implements Work {}

    /// Classify A as it stands; answered by [Input.MatrixExamined].
    record ExamineMatrix() implements Work {}

    /// Start from x = 0 at the next slice.
    record RestartEngine() implements Work {}

    /// Has the engine mend x, between slices; answered by [Input.Corrected].
    ///
    /// @param fromVerified go on from the last x that was verified, where there is one
    record CorrectEngine(long order, Correction correction, boolean fromVerified) implements Work {}

    /// Recompute the residual of x from the engine's own A and b; answered by [Input.Audited].
    record AuditResidual(long order) implements Work {}

    record SetTolerance(double tolerance) implements Work {}

    /// Ends the present run at the next slice, with x as it is: `reason` time limit (millis > 0) or cancelled (0).
    record StopRun(long timeLimitMillis) implements Work {}

    /// Copy x, recompute its residual; answered by [Input.SolutionReady].
    record ComputeSolution(long order) implements Work {}

    record ComputeEntries(long reply, int[] indices, double error) implements Work {}

    /// Answered by [Input.GradientReady] or [Input.OrderRefused], with `reply`.
    record ComputeGradient(long reply, int index, double error, int count) implements Work {}

    /// Try a change on the side; answered by [Input.WhatIfReady] or [Input.OrderRefused], with `reply`.
    record TryChange(
            long reply, CostUpdate change, @Nullable List<Integer> indices, double tolerance) implements Work {}

    /// Store x as it stands at `revision` for the session `fork`, and what of the problem no blob holds, or all of it
    /// (`whole`); refer to the rest. Answered by [Input.ForkPrepared] or [Input.OrderRefused].
    record StoreFork(long reply, UUID fork, long revision, boolean whole) implements Work {}

    /// Ask the verifier about x as it stands at `revision` (no slice is running); answered by [Input.Verified].
    record RunVerification(long order, long revision, Strategy strategy, int probeCount, Tolerance tolerance, long seed)
            implements Work {}

    /// Ask the voters of `epoch` whether this one of them is gone; answered by [Input.RemovalAsked].
    record AskRemoval(long epoch, List<Voter> voters, Voter candidate) implements Output {
        public AskRemoval {
            voters = List.copyOf(voters);
        }
    }

    /// Ask these voters about x as it stands at `revision` (no slice is running); answered by [Input.Polled], or
    /// [Input.VerifyFailed].
    record HoldPoll(long order, long epoch, List<Voter> voters, long revision, int probeCount, Tolerance tolerance)
            implements Work {
        public HoldPoll {
            voters = List.copyOf(voters);
        }
    }

    /// Something about the race for x; answered by [Input.OfRace].
    record OfRace(RaceOrder order) implements Work {}

    record StoreCheckpoint(int slot, long revision) implements Work {}

    /// Store the changes up to `throughRevision` as a delta chunk (or the whole problem).
    record StoreRebase(long throughRevision, boolean whole) implements Work {}

    /// Upsert the directory's row.
    record UpdateIndex(SessionRow row) implements Output {}

    /// Events, snapshots and unshared chunks of this session may be removed; the tombstone's row stays for a day.
    record Purge() implements Output {}

    /// Tell the session's swarm, along its links, that costs have changed.
    ///
    /// @param own the session's own members
    record Announce(CostDelta delta, List<PresentMember> own) implements Output {
        public Announce {
            own = List.copyOf(own);
        }
    }

    /// Nothing needs this session in memory.
    record Passivate() implements Output {}

    /// What was taken is durable and told: whoever runs the machine may stop.
    record HandedOver() implements Output {}

    /// The engine and its memory are no longer needed.
    record ReleaseEngine() implements Work {}

    /// One encoded line, ready to be written; shared by all followers. `sampled`: an iterate, which may be left out
    /// where a gap tells it.
    record EncodedLine(long seq, boolean sampled, byte[] bytes) {
        /// In place of a number: the line belongs to one connection.
        public static final long NO_SEQ = -1;
    }
}
