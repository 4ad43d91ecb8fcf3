// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.SessionCommand.Answered;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// When a question is asked again: while its session moves, and after a node has gone, with which it may have been
/// lost.
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
    private record Pending<Q>(
            UUID id, long untilNanos, Q question, boolean repeatable, CompletableFuture<Answered> answer) {}

    private final Wire<Q> wire;
    private final Timer timer;
    private final LongSupplier nanos;
    private final AtomicLong asked = new AtomicLong();
    /// In the order in which they were asked.
    private final Map<Long, Pending<Q>> pending = new ConcurrentSkipListMap<>();

    /// @param nanos a clock that never goes back
    RepeatedAsks(Wire<Q> wire, Timer timer, LongSupplier nanos) {
        this.wire = wire;
        this.timer = timer;
        this.nanos = nanos;
    }

    /// A session that moves is asked again until it answers elsewhere, or `patience` is over.
    ///
    /// @param repeatable it may reach the session twice. One that may not is asked again only where
    /// nothing was done; where it may have been lost with a node, nobody knows, and it fails with
    /// [TimeoutException].
    CompletionStage<Answered> ask(UUID id, Q question, Duration patience, boolean repeatable) {
        return untilItRests(id, question, patience, repeatable, MOVING_FIRST);
    }

    private CompletionStage<Answered> untilItRests(
            UUID id, Q question, Duration left, boolean repeatable, Duration pause) {
        return once(id, question, left, repeatable).thenCompose(answered -> {
            boolean moving = answered.unpacked() instanceof Answer.Refused refused
                    && refused.problem().code() == ProblemCode.DRAINING;
            Duration then = left.minus(pause);
            if (!moving || !then.isPositive()) {
                return CompletableFuture.completedStage(answered);
            }
            Duration longer = pause.multipliedBy(2).compareTo(MOVING_LAST) < 0 ? pause.multipliedBy(2) : MOVING_LAST;
            var later = new CompletableFuture<Answered>();
            timer.after(
                    pause,
                    () -> untilItRests(id, question, then, repeatable, longer).whenComplete(into(later)));
            return later;
        });
    }

    private CompletionStage<Answered> once(UUID id, Q question, Duration patience, boolean repeatable) {
        long until = nanos.getAsLong() + patience.toNanos();
        var waiting = new Pending<>(id, until, question, repeatable, new CompletableFuture<>());
        long number = asked.incrementAndGet();
        pending.put(number, waiting);
        sent(id, question, patience).whenComplete(into(waiting.answer()));
        return waiting.answer().whenComplete((_, _) -> pending.remove(number));
    }

    /// What can't even be sent has failed: whoever waits is told.
    private CompletionStage<Answered> sent(UUID id, Q question, Duration patience) {
        try {
            return wire.send(id, question, patience);
        } catch (RuntimeException unsent) {
            return CompletableFuture.failedStage(unsent);
        }
    }

    /// A node has gone, and with it perhaps questions that were on their way: what is not answered is asked again,
    /// where sharding takes the sessions now.
    void memberRemoved() {
        for (Duration pause : AFTER_REMOVAL) {
            boolean last = pause.equals(AFTER_REMOVAL.getLast());
            List<Pending<Q>> before = List.copyOf(pending.values());
            timer.after(pause, () -> {
                pending.values().stream().filter(Pending::repeatable).forEach(this::again);
                if (last) {
                    before.forEach(RepeatedAsks::giveUp);
                }
            });
        }
    }

    private static void giveUp(Pending<?> waiting) {
        if (!waiting.repeatable()) {
            waiting.answer().completeExceptionally(new TimeoutException("it may have been lost with a node"));
        }
    }

    private void again(Pending<Q> waiting) {
        Duration left = Duration.ofNanos(waiting.untilNanos() - nanos.getAsLong());
        if (left.isPositive()) {
            sent(waiting.id(), waiting.question(), left).whenComplete((answer, _) -> {
                if (answer != null) {
                    waiting.answer().complete(answer);
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
