// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// When a question is asked again: while its session moves, and after a node has gone, with which it may have been lost.
/// How it travels, and the time, are given: the seeded simulation asks through the same class.
/// **Thread** any. **Bounded by** whoever asks: each question is asked for its time at most.
///
/// @param <Q> a question
final class RepeatedAsks<Q> {
    /// Takes a question to its session, once; no answer within `patience` fails the stage.
    interface Wire<Q> {
        CompletionStage<Answered> send(UUID id, Q question, Duration patience);
    }

    /// Does something later.
    interface Timer {
        void after(Duration pause, Runnable what);
    }

    /// Pauses before a session that moves is asked again.
    private static final Duration MOVING_FIRST = Duration.ofMillis(20);

    private static final Duration MOVING_LAST = Duration.ofMillis(320);

    /// After a node's removal is known here, until sharding knows it too.
    private static final List<Duration> AFTER_REMOVAL = List.of(Duration.ofMillis(300), Duration.ofMillis(1_500));

    /// One question that has not been answered yet.
    private record Pending<Q>(UUID id, long untilNanos, Q question, CompletableFuture<Answered> answer) {}

    private final Wire<Q> wire;
    private final Timer timer;
    private final LongSupplier nanos;
    private final Set<Pending<Q>> pending = ConcurrentHashMap.newKeySet();

    /// @param nanos a clock that never goes back
    RepeatedAsks(Wire<Q> wire, Timer timer, LongSupplier nanos) {
        this.wire = wire;
        this.timer = timer;
        this.nanos = nanos;
    }

    /// A session that moves is asked again until it answers elsewhere, or `patience` is over.
    CompletionStage<Answered> ask(UUID id, Q question, Duration patience) {
        return untilItRests(id, question, patience, MOVING_FIRST);
    }

    private CompletionStage<Answered> untilItRests(UUID id, Q question, Duration left, Duration pause) {
        return once(id, question, left).thenCompose(answered -> {
            boolean moving = answered.unpacked() instanceof Answer.Refused refused
                    && refused.problem().code() == ProblemCode.DRAINING;
            Duration then = left.minus(pause);
            if (!moving || !then.isPositive()) {
                return CompletableFuture.completedStage(answered);
            }
            Duration longer = pause.multipliedBy(2).compareTo(MOVING_LAST) < 0 ? pause.multipliedBy(2) : MOVING_LAST;
            var later = new CompletableFuture<Answered>();
            timer.after(pause, () -> untilItRests(id, question, then, longer).whenComplete(into(later)));
            return later;
        });
    }

    private CompletionStage<Answered> once(UUID id, Q question, Duration patience) {
        var asked = new Pending<>(id, nanos.getAsLong() + patience.toNanos(), question, new CompletableFuture<>());
        pending.add(asked);
        wire.send(id, question, patience).whenComplete(into(asked.answer()));
        return asked.answer().whenComplete((_, _) -> pending.remove(asked));
    }

    /// A node has gone, and with it perhaps questions that were on their way: what is not answered is asked again,
    /// where sharding takes the sessions now.
    void memberRemoved() {
        AFTER_REMOVAL.forEach(pause -> timer.after(pause, () -> pending.forEach(this::again)));
    }

    private void again(Pending<Q> asked) {
        Duration left = Duration.ofNanos(asked.untilNanos() - nanos.getAsLong());
        if (left.isPositive()) {
            wire.send(asked.id(), asked.question(), left).whenComplete((answer, _) -> {
                if (answer != null) {
                    asked.answer().complete(answer);
                }
            });
        }
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
}
