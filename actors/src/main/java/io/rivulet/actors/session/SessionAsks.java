// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.japi.function.Function;

/// Asks sessions through sharding and turns refusals and silence into failures.
/// **Thread** any. **Bounded by** whoever asks: each question waits for its time at most.
final class SessionAsks {
    private static final long RETRY_AFTER_MILLIS = 1_000;
    private static final Set<ProblemCode> GONE = Set.of(ProblemCode.SESSION_NOT_FOUND, ProblemCode.SESSION_EXPIRED);

    private final ClusterSharding sharding;
    private final SessionDirectory directory;
    private final LocalSessions local;
    private final Parcels parcels;
    private final RepeatedAsks<Function<ActorRef<Answered>, SessionCommand>> repeated;

    SessionAsks(
            ClusterSharding sharding,
            SessionDirectory directory,
            LocalSessions local,
            Parcels parcels,
            ActorSystem<?> system) {
        this.sharding = sharding;
        this.local = local;
        this.parcels = parcels;
        this.directory = directory;
        this.repeated = new RepeatedAsks<>(
                this::send,
                (pause, what) -> system.scheduler().scheduleOnce(pause, what, system.executionContext()),
                System::nanoTime);
    }

    EntityRef<SessionCommand> entity(UUID id) {
        return sharding.entityRefFor(SessionShell.TYPE, id.toString());
    }

    /// [#askBlindly] of a session that is in the directory. What is asked may be done twice: it changes nothing, or
    /// has an identity, or changes something to the same.
    <A extends Answer> CompletionStage<A> ask(
            UUID id,
            String owner,
            Class<A> expected,
            Duration timeout,
            Function<ActorRef<Answered>, SessionCommand> question) {
        return directory.find(id, owner).thenCompose(_ -> askBlindly(id, expected, timeout, question));
    }

    /// As [#ask]; what is asked must not be done twice unless it is `repeatable`.
    <A extends Answer> CompletionStage<A> ask(
            UUID id,
            String owner,
            Class<A> expected,
            Duration timeout,
            boolean repeatable,
            Function<ActorRef<Answered>, SessionCommand> question) {
        return directory.find(id, owner).thenCompose(_ -> askBlindly(id, expected, timeout, repeatable, question));
    }

    /// A session that moves is asked again until it answers elsewhere.
    /// **Errors** what the session refuses, as its problem; no answer within `timeout` as `storage_unavailable`,
    /// because what was asked may or may not have happened.
    <A extends Answer> CompletionStage<A> askBlindly(
            UUID id, Class<A> expected, Duration timeout, Function<ActorRef<Answered>, SessionCommand> question) {
        return askBlindly(id, expected, timeout, true, question);
    }

    private <A extends Answer> CompletionStage<A> askBlindly(
            UUID id,
            Class<A> expected,
            Duration timeout,
            boolean repeatable,
            Function<ActorRef<Answered>, SessionCommand> question) {
        return repeated.ask(id, question, timeout, repeatable).handle((answered, failure) -> {
            if (failure != null) {
                throw unanswered(id, failure, timeout);
            }
            if (answered.unpacked() instanceof Answer.Refused refused) {
                if (refused.problem().code() == ProblemCode.SESSION_NOT_FOUND
                        || refused.problem().code() == ProblemCode.SESSION_EXPIRED) {
                    directory.forget(id);
                }
                throw refused.problem().exception();
            }
            return expected.cast(answered.unpacked());
        });
    }

    private CompletionStage<Answered> send(
            UUID id, Function<ActorRef<Answered>, SessionCommand> question, Duration patience) {
        return entity(id)
                .<Answered>ask(replyTo -> asSent(id, question.apply(replyTo)), patience)
                .thenCompose(answered -> {
                    Parcel parcel = answered.parcel();
                    return parcel == null
                            ? CompletableFuture.completedStage(answered)
                            : parcels.unwrap(parcel, Answered.class);
                });
    }

    /// To a session of this node as it is; else, where it is large, as a parcel.
    private SessionCommand asSent(UUID id, SessionCommand command) {
        return !local.has(id)
                        && command instanceof SessionCommand.Question question
                        && WireSize.of(command) > Parcels.WHOLE_BYTES
                ? new SessionCommand.Parcelled(parcels.wrap(command), question.replyTo())
                : command;
    }

    /// What is not answered is asked again: see [RepeatedAsks#memberRemoved].
    void memberRemoved() {
        repeated.memberRemoved();
    }

    private static RuntimeException unanswered(UUID id, Throwable failure, Duration timeout) {
        Throwable cause = Incidents.cause(failure);
        if (cause instanceof TimeoutException) {
            return Problem.of(
                            ProblemCode.STORAGE_UNAVAILABLE,
                            "The session did not answer (within " + timeout.toMillis()
                                    + " ms, or its node is gone); whether it did what was asked is unknown")
                    .session(id.toString())
                    .hint("Repeat the request with the same identity: it counts once.")
                    .retryAfter(RETRY_AFTER_MILLIS)
                    .exception();
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }

    /// Whether it was refused because there is no such session any more.
    static boolean gone(Throwable failure) {
        return refusedAs(failure, GONE);
    }

    static boolean refusedAs(Throwable failure, Set<ProblemCode> codes) {
        Throwable cause = Incidents.cause(failure);
        return cause instanceof RivuletException known
                && codes.contains(known.problem().code());
    }
}
