// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.route.Call;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.OpenRequest;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/// How many sessions each user may have that are not completed, over the whole cluster: as the directory says, which
/// those that are being opened at the same moment are not in yet.
/// **Thread** any.
public final class OwnSessions {
    private static final long RETRY_MILLIS = 5_000;

    private final Sessions sessions;
    private final Limits limits;

    public OwnSessions(Sessions sessions, Limits limits) {
        this.sessions = sessions;
        this.limits = limits;
    }

    /// For a session that is to be opened. **Errors** `rate_limited`.
    public CompletionStage<Done> requireRoom(Call call, OpenRequest asked) {
        return requireRoom(call, asked.sessionId());
    }

    /// @param session the one that is to be opened, where its id is known: it may be there already
    /// **Errors** `rate_limited`.
    public CompletionStage<Done> requireRoom(Call call, @Nullable UUID session) {
        return limits.sessions(call.caller()).thenCompose(most -> requireRoom(call, session, most));
    }

    private CompletionStage<Done> requireRoom(Call call, @Nullable UUID session, OptionalInt most) {
        if (most.isEmpty()) {
            return CompletableFuture.completedStage(Done.getInstance());
        }
        return sessions.active(call.owner(), session).thenApply(active -> {
            if (active >= most.getAsInt()) {
                throw Problem.of(
                                ProblemCode.RATE_LIMITED,
                                active + " sessions are not completed, of " + most.getAsInt()
                                        + " that a user may have.")
                        .hint("Delete one with DELETE /api/v1/sessions/{id}, or wait until one is completed.")
                        .retryAfter(RETRY_MILLIS)
                        .exception();
            }
            return Done.getInstance();
        });
    }
}
