// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.rivulet.actors.store.SessionIndex;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.SessionRow;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Says whether a session may exist before its entity is woken: an unknown id must not cost an entity and a replay.
/// The journal has the last word.
/// **Thread** any. **Bounded by** [#KNOWN] remembered ids, each for [#MEMORY].
final class SessionDirectory {
    private static final int KNOWN = 100_000;
    private static final Duration MEMORY = Duration.ofSeconds(30);

    private final SessionIndex index;
    private final LocalSessions local;
    private final Cache<UUID, Boolean> known = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(KNOWN)
            .expireAfterWrite(MEMORY)
            .build();

    /// @param local the sessions in this node's memory: they need no database to be found
    SessionDirectory(SessionIndex index, LocalSessions local) {
        this.index = index;
        this.local = local;
    }

    /// Completes if the session may exist and belong to `owner`.
    /// **Errors** `session_not_found`, `session_expired`, `storage_unavailable`.
    CompletionStage<UUID> find(UUID id, String owner) {
        if (local.has(id) || known.getIfPresent(id) != null) {
            return CompletableFuture.completedStage(id);
        }
        return index.get(id).thenApply(row -> {
            SessionRow found = row.filter(each -> each.owner().equals(owner))
                    .orElseThrow(() -> SessionRefusals.notFound(id).exception());
            return remembered(found);
        });
    }

    /// The name of the workflow that it was opened under. Empty also for a session that is not there.
    CompletionStage<Optional<String>> workflow(UUID id, String owner) {
        return index.get(id)
                .thenApply(row -> row.filter(each -> each.owner().equals(owner)).map(SessionRow::workflow));
    }

    /// [#find] by whoever bears a token.
    CompletionStage<UUID> findForAnybody(UUID id) {
        return local.has(id)
                ? CompletableFuture.completedStage(id)
                : index.get(id)
                        .thenApply(row -> remembered(row.orElseThrow(
                                () -> SessionRefusals.notFound(id).exception())));
    }

    private UUID remembered(SessionRow row) {
        if (row.state().equals("expired")) {
            throw Problem.of(ProblemCode.SESSION_EXPIRED, "The session " + row.id() + " was idle for too long")
                    .session(row.id().toString())
                    .hint("Open a new session.")
                    .exception();
        }
        if (SessionIndex.ended(row.state())) {
            throw SessionRefusals.notFound(row.id()).exception();
        }
        known.put(row.id(), true);
        return row.id();
    }

    void forget(UUID id) {
        known.invalidate(id);
    }
}
