// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.session.Sessions.ForkedSession;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.MemoryBudget;
import io.rivulet.numerics.incremental.SolverEngine;
import io.rivulet.serialization.event.ProblemRef;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.ForkRequest;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Makes a session out of another one: has that one store where it is, lists the fork, and opens it. Until its first
/// event is durable there is no fork; what was stored for it is then swept like that of any opening that broke off.
/// **Thread** any.
final class Forks {
    /// A session may store its problem anew while it is forked, which takes the forked contents away.
    private static final int ATTEMPTS = 3;

    private static final String FORK_OF = "fork of session ";
    private static final String REST = "; ";

    private final SessionNode node;
    private final SessionAsks asks;
    private final Intake intake;

    Forks(SessionNode node, SessionAsks asks, Intake intake) {
        this.node = node;
        this.asks = asks;
        this.intake = intake;
    }

    CompletionStage<ForkedSession> open(UUID from, String owner, ForkRequest request) {
        UUID id = request.sessionId() == null ? intake.randomId() : request.sessionId();
        return intake.takePlace(request.sessionId())
                .thenCompose(_ -> point(from, owner, id, ATTEMPTS))
                .thenCompose(point -> open(from, id, request, point));
    }

    private CompletionStage<Answer.ForkPoint> point(UUID from, String owner, UUID id, int left) {
        return asks.ask(
                        from,
                        owner,
                        Answer.ForkPoint.class,
                        node.settings().ask().openTimeout(),
                        replyTo -> new SessionCommand.PrepareFork(owner, id, replyTo))
                .exceptionallyCompose(failure -> left > 1 && moved(failure)
                        ? point(from, owner, id, left - 1)
                        : CompletableFuture.failedStage(failure));
    }

    private static boolean moved(Throwable failure) {
        Throwable cause = Incidents.cause(failure);
        return cause instanceof RivuletException known && known.problem().code() == ProblemCode.SESSION_BUSY;
    }

    private CompletionStage<ForkedSession> open(UUID from, UUID id, ForkRequest request, Answer.ForkPoint point) {
        SessionEvent.SessionOpened opened = fork(from, request, point.opened());
        ProblemRef problem = opened.problem();
        long bytes = SolverEngine.estimateBytes(problem.rows(), problem.nnz());
        // As for any opening: refused where there is no memory, given back before the session asks for it itself.
        intake.requireTurns();
        node.members().requireRoom(bytes);
        MemoryBudget memory = node.stores().memory();
        memory.tryReserve(bytes)
                .orElseThrow(() -> memory.exceeded(bytes).exception())
                .close();
        return intake.list(id, opened)
                .thenCompose(_ -> asks.askBlindly(
                        id,
                        Answer.Forked.class,
                        node.settings().ask().openTimeout(),
                        replyTo -> new SessionCommand.Open(opened, point.matrixClass(), bytes, null, replyTo)))
                .thenApply(answer -> new ForkedSession(
                        id, from, answer.forkedAt(), answer.created(), answer.revision(), answer.line()));
    }

    /// Why the method was chosen, without the forks on the way.
    private static String chosen(String reason) {
        int rest = reason.indexOf(REST);
        return reason.startsWith(FORK_OF) && rest >= 0 ? reason.substring(rest + REST.length()) : reason;
    }

    private SessionEvent.SessionOpened fork(UUID from, ForkRequest request, SessionEvent.SessionOpened there) {
        SessionEvent.Fork fork = Objects.requireNonNull(there.fork());
        return new SessionEvent.SessionOpened(
                there.owner(),
                node.clock().millis(),
                there.problem(),
                request.settings().over(there.settings(), there.problem().rows()),
                there.method(),
                there.preconditioner(),
                FORK_OF + from + " at revision " + fork.revision() + REST + chosen(there.reason()),
                request.warnings(),
                there.initialGuess(),
                intake.secret(),
                SessionState.SEQ_RESERVE,
                fork);
    }
}
