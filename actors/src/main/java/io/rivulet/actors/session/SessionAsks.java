// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.parcel.Parcel;
import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.japi.function.Function;
import org.jspecify.annotations.Nullable;

/// Asks sessions through sharding and turns refusals and silence into failures.
/// **Thread** any. **Bounded by** whoever asks: each question waits for its time at most.
final class SessionAsks {
    private static final long RETRY_AFTER_MILLIS = 1_000;

    /// Pauses before a session that moves is asked again.
    private static final Duration MOVING_FIRST = Duration.ofMillis(20);

    private static final Duration MOVING_LAST = Duration.ofMillis(320);

    /// After a node's removal is known here, until sharding knows it too.
    private static final List<Duration> AFTER_REMOVAL = List.of(Duration.ofMillis(300), Duration.ofMillis(1_500));

    private final ClusterSharding sharding;
    private final SessionDirectory directory;
    private final LocalSessions local;
    private final Parcels parcels;
    private final ActorSystem<?> system;
    private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

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
        this.system = system;
    }

    EntityRef<SessionCommand> entity(UUID id) {
        return sharding.entityRefFor(SessionShell.TYPE, id.toString());
    }

    /// [#askBlindly] of a session that is in the directory.
    <A extends Answer> CompletionStage<A> ask(
            UUID id,
            String owner,
            Class<A> expected,
            Duration timeout,
            Function<ActorRef<Answered>, SessionCommand> question) {
        return directory.find(id, owner).thenCompose(_ -> askBlindly(id, expected, timeout, question));
    }

    /// A session that moves is asked again until it answers elsewhere.
    /// **Errors** what the session refuses, as its problem; no answer within `timeout` as `storage_unavailable`,
    /// because what was asked may or may not have happened.
    <A extends Answer> CompletionStage<A> askBlindly(
            UUID id, Class<A> expected, Duration timeout, Function<ActorRef<Answered>, SessionCommand> question) {
        return untilItRests(id, timeout, MOVING_FIRST, question).handle((answered, failure) -> {
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

    private CompletionStage<Answered> untilItRests(
            UUID id, Duration left, Duration pause, Function<ActorRef<Answered>, SessionCommand> question) {
        return once(id, left, question).thenCompose(answered -> {
            boolean moving = answered.unpacked() instanceof Answer.Refused refused
                    && refused.problem().code() == ProblemCode.DRAINING;
            Duration then = left.minus(pause);
            if (!moving || !then.isPositive()) {
                return CompletableFuture.completedStage(answered);
            }
            Duration longer = pause.multipliedBy(2).compareTo(MOVING_LAST) < 0 ? pause.multipliedBy(2) : MOVING_LAST;
            var later = new CompletableFuture<Answered>();
            after(pause, () -> untilItRests(id, then, longer, question).whenComplete(into(later)));
            return later;
        });
    }

    /// One question that has not been answered yet. All of them may be asked twice: updates have identities, the rest
    /// changes nothing or changes it to the same.
    private record Pending(
            UUID id,
            long untilNanos,
            Function<ActorRef<Answered>, SessionCommand> question,
            CompletableFuture<Answered> answer) {}

    private CompletionStage<Answered> once(
            UUID id, Duration patience, Function<ActorRef<Answered>, SessionCommand> question) {
        var asked = new Pending(id, System.nanoTime() + patience.toNanos(), question, new CompletableFuture<>());
        pending.add(asked);
        send(id, patience, question).whenComplete(into(asked.answer()));
        return asked.answer().whenComplete((_, _) -> pending.remove(asked));
    }

    private CompletionStage<Answered> send(
            UUID id, Duration patience, Function<ActorRef<Answered>, SessionCommand> question) {
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
        return local.has(id) || WireSize.of(command) <= Parcels.WHOLE_BYTES
                ? command
                : new SessionCommand.Parcelled(parcels.wrap(command));
    }

    /// A node has gone, and with it perhaps questions that were on their way: what is not answered is asked again,
    /// where sharding takes the sessions now.
    void memberRemoved() {
        AFTER_REMOVAL.forEach(pause -> after(pause, () -> pending.forEach(this::again)));
    }

    private void again(Pending asked) {
        Duration left = Duration.ofNanos(asked.untilNanos() - System.nanoTime());
        if (left.isPositive()) {
            send(asked.id(), left, asked.question()).whenComplete((answer, _) -> {
                if (answer != null) {
                    asked.answer().complete(answer);
                }
            });
        }
    }

    private void after(Duration pause, Runnable what) {
        system.scheduler().scheduleOnce(pause, what, system.executionContext());
    }

    private static BiConsumer<@Nullable Answered, @Nullable Throwable> into(CompletableFuture<Answered> future) {
        return (answer, failure) -> {
            if (answer != null) {
                future.complete(answer);
            } else if (failure != null) {
                future.completeExceptionally(failure);
            }
        };
    }

    private static RuntimeException unanswered(UUID id, Throwable failure, Duration timeout) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        if (cause instanceof TimeoutException) {
            return Problem.of(
                            ProblemCode.STORAGE_UNAVAILABLE,
                            "The session did not answer within " + timeout.toMillis()
                                    + " ms; whether it did what was asked is unknown")
                    .session(id.toString())
                    .hint("Repeat the request with the same identity: it counts once.")
                    .retryAfter(RETRY_AFTER_MILLIS)
                    .exception();
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new CompletionException(cause);
    }
}
