// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.store.SessionIndex;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// How many sessions of the cluster may be neither completed nor ended. The directory counts them, here at most once a
/// second: what other nodes open within that second may go beyond the limit.
/// **Thread** any.
final class SessionPlaces {
    private static final long COUNT_MILLIS = 1_000;
    private static final long RETRY_MILLIS = 10_000;

    /// `opened` here since.
    private record Count(long atMillis, CompletionStage<Long> active, long opened) {
        Count withOneMore() {
            return new Count(atMillis, active, opened + 1);
        }
    }

    private final SessionIndex index;
    private final InstantSource clock;
    private final long most;
    private @Nullable Count count;

    SessionPlaces(SessionIndex index, InstantSource clock, long most) {
        this.index = index;
        this.clock = clock;
        this.most = most;
    }

    /// Takes a place for one more. One that the directory knows has its own.
    /// **Errors** `capacity_exceeded`.
    CompletionStage<Void> take(@Nullable UUID session) {
        Count mine = next();
        return mine.active().thenCompose(active -> {
            if (active + mine.opened() <= most) {
                return CompletableFuture.completedStage(null);
            }
            return session == null
                    ? CompletableFuture.failedStage(full().exception())
                    : index.get(session)
                            .thenCompose(known -> known.isPresent()
                                    ? CompletableFuture.completedStage(null)
                                    : CompletableFuture.failedStage(full().exception()));
        });
    }

    private synchronized Count next() {
        long now = clock.millis();
        Count known = count;
        boolean fresh = known != null
                && now - known.atMillis() < COUNT_MILLIS
                && !known.active().toCompletableFuture().isCompletedExceptionally();
        Count next = known != null && fresh
                ? known.withOneMore()
                : new Count(now, index.countActive().toCompletableFuture(), 1);
        count = next;
        return next;
    }

    private Problem full() {
        return Problem.of(
                        ProblemCode.CAPACITY_EXCEEDED,
                        "the cluster has as many sessions that are not completed as it may have, " + most)
                .hint(
                        "Delete sessions that are no longer needed; more are allowed by rivulet.actors.session.most-active.")
                .retryAfter(RETRY_MILLIS);
    }
}
