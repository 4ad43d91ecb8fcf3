// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Input;
import io.rivulet.actors.wire.ClusterMessage;
import io.rivulet.actors.wire.ReportBatch;
import io.rivulet.actors.wire.UpdateBatch;
import io.rivulet.numerics.verify.Strategy;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.line.MatrixClassView;
import io.rivulet.serialization.problem.Problem;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What the rest of the system may say to a session's [SessionShell]. Questions carry the owner who asks: to anybody
/// else the session does not exist.
public sealed interface SessionCommand {
    /// Comes from outside, perhaps from another node.
    sealed interface FromOutside extends SessionCommand, ClusterMessage {}

    /// Said by the shell's own helpers, never by others.
    sealed interface FromWithin extends SessionCommand {}

    /// A question of `owner`, answered by one [Answered].
    sealed interface Question extends FromOutside {
        String owner();

        ActorRef<Answered> replyTo();
    }

    /// One that the session's machine answers as it is.
    sealed interface Plain extends Question {}

    /// The one reply of all questions: the answer, or a parcel that holds one, as an [Answered].
    record Answered(@Nullable Answer answer, @Nullable Parcel parcel) implements ClusterMessage {
        public Answered(Answer answer) {
            this(answer, null);
        }

        /// **Errors** [IllegalStateException] where it is still to be pulled.
        Answer unpacked() {
            if (answer == null) {
                throw new IllegalStateException("the answer has not been pulled");
            }
            return answer;
        }
    }

    /// A question that is too large for one message, and whom to tell if it can't be pulled.
    record Parcelled(Parcel parcel, ActorRef<Answered> replyTo) implements FromOutside {}

    /// What was in it, null where it could not be pulled.
    record Pulled(Parcelled large, @Nullable SessionCommand question) implements FromWithin {}

    /// The chunks are stored; `owner` is the one in `opened`.
    ///
    /// @param trace the `traceparent` of the request, null where it is not traced
    record Open(
            SessionEvent.SessionOpened opened,
            MatrixClassView matrixClass,
            long estimatedBytes,
            @Nullable String trace,
            ActorRef<Answered> replyTo)
            implements Question {
        @Override
        public String owner() {
            return opened.owner();
        }
    }

    /// `turn` null: whenever it comes.
    ///
    /// @param trace as of [Open]
    record Update(
            String owner,
            UpdateBatch batch,
            boolean waitApplied,
            @Nullable Turn turn,
            @Nullable String trace,
            ActorRef<Answered> replyTo)
            implements Question {}

    /// A batch's place in its [UpdateLane]; all before `oldest` have been answered.
    record Turn(UUID lane, long number, long oldest) {}

    /// `door` and `follower` together name the follower, from whom so many `streams` read; the answer is `Done` or a
    /// refusal, before the first line.
    record Follow(
            String owner,
            UUID door,
            long follower,
            int streams,
            OptionalLong from,
            long creditBytes,
            ActorRef<FollowerMessage> to,
            ActorRef<Answered> replyTo)
            implements Question {}

    record Credit(UUID door, long follower, int streams, long upTo, long bytes) implements FromOutside {}

    record Unfollow(UUID door, long follower) implements FromOutside {}

    record ReadStatus(String owner, ActorRef<Answered> replyTo) implements Plain {}

    record ReadSolution(String owner, long minRevision, ActorRef<Answered> replyTo) implements Plain {}

    record ReadCosts(String owner, long afterRevision, ActorRef<Answered> replyTo) implements Plain {}

    /// The x that its voters are asked about under this digest.
    record ReadPolledX(String owner, String digest, ActorRef<Answered> replyTo) implements Question {}

    record ReadEntries(String owner, List<Integer> indices, double error, ActorRef<Answered> replyTo) implements Plain {
        public ReadEntries {
            indices = List.copyOf(indices);
        }
    }

    record ReadGradient(String owner, int index, double error, int count, ActorRef<Answered> replyTo)
            implements Plain {}

    /// Without `indices` all of x, where it is short enough.
    record WhatIf(
            String owner, UpdateBatch change, @Nullable List<Integer> indices, ActorRef<Answered> replyTo)
            implements Plain {
        public WhatIf {
            indices = indices == null ? null : List.copyOf(indices);
        }
    }

    /// Store what the session `fork` needs to begin where this one is.
    record PrepareFork(String owner, UUID fork, ActorRef<Answered> replyTo) implements Plain {}

    /// @param consensus by votes; `strategy` is null then
    record Verify(
            String owner, @Nullable Strategy strategy, boolean consensus, int probeCount, ActorRef<Answered> replyTo)
            implements Plain {}

    record Steer(String owner, Input.Command.Kind kind, double tolerance, ActorRef<Answered> replyTo)
            implements Plain {}

    /// Tell `problem` on the stream: who sent what it is about reads that.
    record Tell(String owner, Problem problem, ActorRef<Answered> replyTo) implements Plain {}

    /// @param home the node that holds its socket, null where it has none
    record Join(
            String owner, SwarmMember candidate, @Nullable String home, ActorRef<Answered> replyTo) implements Plain {}

    /// @param home as in [Join]
    record Ping(String owner, String nodeId, @Nullable String home, ActorRef<Answered> replyTo) implements Plain {}

    record Report(String owner, ReportBatch batch, boolean waitApplied, ActorRef<Answered> replyTo) implements Plain {}

    record ReadSwarm(String owner, ActorRef<Answered> replyTo) implements Plain {}

    record Close(String owner, String reason, ActorRef<Answered> replyTo) implements Plain {}

    /// Is `token` one that this session gave out, and still good? Whoever bears it need not say who they are.
    record CheckToken(String token, ActorRef<Answered> replyTo) implements FromOutside {
        /// Without the token: messages that reach nobody may be logged.
        @Override
        public String toString() {
            return "CheckToken[replyTo=" + replyTo + "]";
        }
    }

    /// Recover if you are not running; the janitor's and the restarted node's knock.
    record Wake() implements FromOutside {}

    /// Sharding's farewell after passivation or for a hand-over.
    record Stop() implements FromOutside {}

    /// What the ledger says.
    record LedgerSaid(SessionLedger.Report report) implements FromWithin {}

    /// What pool, store or verifier found for the engine numbered `engine`; of an older engine it is void.
    record WorkDone(long engine, Input result) implements FromWithin {}

    /// What the follower of another session's costs can't do.
    record SourceSaid(Problem problem) implements FromWithin {}

    /// What came of asking for a voter's removal.
    record RemovalAsked(long epoch, VoterRemoval removal) implements FromWithin {}

    /// Follow the session's source of costs again.
    record FollowSource() implements FromWithin {}

    /// Start the ledger again.
    record RestartLedger() implements FromWithin {}

    record LookAtClock() implements FromWithin {}

    /// The farewell took too long.
    record GiveUp() implements FromWithin {}
}
