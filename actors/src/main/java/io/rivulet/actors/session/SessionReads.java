// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.actors.verifier.VerifierActor;
import io.rivulet.actors.wire.UpdateBatch;
import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionSettings;
import io.rivulet.serialization.event.UpdateIdentity;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.SessionStatusView;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What is read of a session, behind [Sessions]: it goes on as if nobody had asked.
/// **Thread** any.
public final class SessionReads {
    private static final UpdateIdentity NOBODY = new UpdateIdentity(new UUID(0, 0), null, -1, -1);

    /// A session's problem at a revision.
    public record ProblemAt(LinearSystem system, long revision) {}

    private final SessionNode node;
    private final SessionDirectory directory;
    private final SessionAsks asks;
    private final NodeGate gate;

    SessionReads(SessionNode node, SessionDirectory directory, SessionAsks asks, NodeGate gate) {
        this.node = node;
        this.directory = directory;
        this.asks = asks;
        this.gate = gate;
    }

    /// What a session has from the workflow that it was opened under; a question to the session only if there is one.
    /// Empty while the directory can't be read: who follows a session needs no database.
    public CompletionStage<Optional<SessionSettings.Inherited>> inherited(UUID session, String owner) {
        return directory
                .workflow(session, owner)
                .exceptionally(_ -> Optional.empty())
                .thenCompose(workflow -> workflow.isEmpty()
                        ? CompletableFuture.completedStage(Optional.empty())
                        : status(session, owner).thenApply(view -> Optional.ofNullable(view.inherited())));
    }

    public CompletionStage<SessionStatusView> status(UUID session, String owner) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Status.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.ReadStatus(owner, replyTo))
                .thenApply(Answer.Status::view);
    }

    public CompletionStage<Answer.Solution> solution(UUID session, String owner, long minRevision) {
        return asks.ask(
                session,
                owner,
                Answer.Solution.class,
                node.settings().ask().workTimeout(),
                replyTo -> new SessionCommand.ReadSolution(owner, minRevision, replyTo));
    }

    /// The x that voters are asked about under this digest, while they are. **Errors** `unsupported_value` where nobody
    /// is.
    public CompletionStage<DenseVector> polledX(UUID session, String owner, String digest) {
        return asks.ask(
                        session,
                        owner,
                        Answer.PolledX.class,
                        node.settings().ask().timeout(),
                        replyTo -> new SessionCommand.ReadPolledX(owner, digest, replyTo))
                .thenApply(Answer.PolledX::x);
    }

    /// A and b at `revision`, with −1 at the present one, as this node reads them from store and journal.
    /// **Errors** `out_of_range` for one that is not there any more, or not yet; `session_busy`.
    public CompletionStage<ProblemAt> problem(UUID session, String owner, long revision) {
        return status(session, owner).thenCompose(now -> {
            long wanted = revision < 0 ? now.revision() : revision;
            var system = new CompletableFuture<LinearSystem>();
            node.verifier().tell(new VerifierActor.ReadSystem(session, wanted, system));
            return system.handle((read, failure) -> {
                if (failure == null) {
                    return new ProblemAt(read, wanted);
                }
                throw unread(session, wanted, failure);
            });
        });
    }

    private static RuntimeException unread(UUID session, long revision, Throwable failure) {
        Throwable cause = Incidents.cause(failure);
        return cause instanceof IllegalArgumentException
                ? Problem.of(ProblemCode.OUT_OF_RANGE, "Of the problem, " + cause.getMessage())
                        .at("/revision")
                        .session(session.toString())
                        .hint("Old revisions are folded together; ask for the present one, or leave revision out.")
                        .exception()
                : cause instanceof RuntimeException known ? known : new CompletionException(cause);
    }

    public CompletionStage<Answer.Entries> entries(UUID session, String owner, int[] indices, double error) {
        List<Integer> wanted = Arrays.stream(indices).boxed().toList();
        return asks.ask(
                session,
                owner,
                Answer.Entries.class,
                node.settings().ask().workTimeout(),
                replyTo -> new SessionCommand.ReadEntries(owner, wanted, error, replyTo));
    }

    /// The costs that move entry `index` of x most: at most `count` of row `index` of A⁻¹, by falling magnitude, each
    /// to within `error`. **Errors** `index_out_of_range`; `certificate_unavailable` where nothing could be said of
    /// the error; `session_busy` while A changes.
    public CompletionStage<Slices.GradientResult> gradient(
            UUID session, String owner, int index, double error, int count) {
        return asks.ask(
                        session,
                        owner,
                        Answer.Gradient.class,
                        node.settings().ask().workTimeout(),
                        replyTo -> new SessionCommand.ReadGradient(owner, index, error, count, replyTo))
                .thenApply(Answer.Gradient::result);
    }

    /// What `change` would give, if it were the session's next update; the session is not concerned.
    /// **Errors** what the update would be refused for, at the same pointers; `structurally_singular` and
    /// `singular_inconsistent` where no x could answer; `session_busy`, `capacity_exceeded`.
    public CompletionStage<Slices.WhatIfResult> whatIf(
            UUID session, String owner, CostUpdate change, @Nullable List<Integer> indices) {
        var batch = new UpdateBatch(List.of(new IdentifiedUpdate(NOBODY, change)));
        return gate.work(() -> asks.ask(
                        session,
                        owner,
                        Answer.WhatIf.class,
                        node.settings().ask().workTimeout(),
                        replyTo -> new SessionCommand.WhatIf(owner, batch, indices, replyTo)))
                .thenApply(Answer.WhatIf::result);
    }
}
