// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.consensus.PollDesk;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Output;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.serialization.event.VoterRemoval;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/// What a session asks the desk of its node's polls.
/// **Thread** the session's.
final class OwnPolls {
    private final UUID session;
    private final ActorRef<PollDesk.Command> desk;
    private final Replies replies;
    private final ActorContext<SessionCommand> context;

    OwnPolls(UUID session, ActorRef<PollDesk.Command> desk, Replies replies, ActorContext<SessionCommand> context) {
        this.session = session;
        this.desk = desk;
        this.replies = replies;
        this.context = context;
    }

    /// The x that is voted on, not the machine's: by now that may be another.
    void readX(SessionCommand.ReadPolledX read) {
        var found = new CompletableFuture<@Nullable DenseVector>();
        desk.tell(new PollDesk.ReadX(session, read.digest(), found));
        CompletableFuture<Void> _ = found.thenAccept(
                x -> replies.tell(read.replyTo(), x == null ? new Answer.Refused(notPolled()) : new Answer.PolledX(x)));
    }

    private Problem notPolled() {
        return Problem.of(ProblemCode.UNSUPPORTED_VALUE, "Nobody is asked about an x of this digest now")
                .at("/digest")
                .session(session.toString())
                .hint("An x can be read from the probe_task that names its digest until that task's poll is over.");
    }

    /// Comes back as [SessionCommand.RemovalAsked].
    void askRemoval(Output.AskRemoval ask, String owner) {
        var removal = new CompletableFuture<VoterRemoval>();
        desk.tell(new PollDesk.AskRemoval(session, owner, ask.epoch(), ask.voters(), ask.candidate(), removal));
        context.pipeToSelf(
                removal,
                (found, _) -> new SessionCommand.RemovalAsked(
                        ask.epoch(), found == null ? new VoterRemoval(ask.candidate(), List.of()) : found));
    }
}
