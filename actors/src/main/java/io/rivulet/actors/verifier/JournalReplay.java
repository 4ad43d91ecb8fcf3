// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.verifier;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.JournalReader;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SnapshotCodec;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Reads what the journal holds of a session straight from its tables, without the session.
/// **Thread** any.
public final class JournalReplay {
    /// Snapshots begun from. Between reading one and reading what follows it, a newer one may take its place and the
    /// events between them.
    private static final int ATTEMPTS = 3;

    /// The fold of all events up to `lastSequence`.
    public record Replayed(SessionState state, long lastSequence) {}

    private final JournalReader journal;
    private final Function<UUID, String> persistenceId;

    /// @param persistenceId the journal's name of a session
    public JournalReplay(JournalReader journal, Function<UUID, String> persistenceId) {
        this.journal = journal;
        this.persistenceId = persistenceId;
    }

    /// From the newest snapshot on. **Errors** a hole in the events fails the stage with [IllegalStateException].
    public CompletionStage<Replayed> of(UUID session) {
        return attempt(session, ATTEMPTS);
    }

    private CompletionStage<Replayed> attempt(UUID session, int left) {
        return newestSnapshot(session)
                .thenCompose(from -> replay(session, from).thenCompose(read -> switch (read) {
                    case Read.Hole _ when left > 1 -> attempt(session, left - 1);
                    case Read.Hole(long after, long next) ->
                        CompletableFuture.failedStage(new IllegalStateException(
                                "event " + next + " follows event " + after + " of session " + session));
                    case Read.Whole(Replayed whole)
                    when whole.lastSequence() > from.lastSequence() -> CompletableFuture.completedStage(whole);
                    case Read.Whole(Replayed whole) ->
                        // Nothing follows: or all that did is in a newer snapshot.
                        newestSnapshot(session)
                                .thenCompose(now -> now.lastSequence() > from.lastSequence() && left > 1
                                        ? attempt(session, left - 1)
                                        : CompletableFuture.completedStage(whole));
                }));
    }

    private CompletionStage<Replayed> newestSnapshot(UUID session) {
        return journal.newestSnapshot(persistenceId.apply(session), Long.MAX_VALUE)
                .thenApply(found -> found.map(snapshot -> new Replayed(
                                SessionState.of(SnapshotCodec.decode(snapshot.manifest(), snapshot.payload())),
                                snapshot.sequence()))
                        .orElse(new Replayed(SessionState.EMPTY, 0)));
    }

    private sealed interface Read {
        record Whole(Replayed replayed) implements Read {}

        record Hole(long after, long next) implements Read {}
    }

    private CompletionStage<Read> replay(UUID session, Replayed from) {
        return events(session, from.lastSequence() + 1).thenCompose(page -> {
            SessionState state = from.state();
            long last = from.lastSequence();
            for (JournalReader.StoredEvent stored : page.events()) {
                SessionEvent event = EventCodec.decode(stored.manifest(), stored.payload());
                // A tombstone's earlier events are gone, and nothing can be told from it anyway.
                boolean tombstone = last == 0 && event instanceof SessionEvent.Closed;
                if (stored.sequence() != last + 1 && !tombstone) {
                    return CompletableFuture.completedStage(new Read.Hole(last, stored.sequence()));
                }
                state = state.after(event);
                last = stored.sequence();
            }
            var now = new Replayed(state, last);
            return page.more() ? replay(session, now) : CompletableFuture.completedStage(new Read.Whole(now));
        });
    }

    /// Updates of a session after `revision`, as many as one page of its journal holds.
    /// **Errors** `update_too_old` where retention has deleted the next one.
    public CompletionStage<SessionEvent.CostsApplied> costsAfter(UUID session, long revision) {
        return costsAfter(session, revision, 1);
    }

    private CompletionStage<SessionEvent.CostsApplied> costsAfter(UUID session, long revision, long first) {
        return events(session, first).thenCompose(page -> {
            List<IdentifiedUpdate> updates = new ArrayList<>();
            long next = revision + 1;
            long last = first;
            for (JournalReader.StoredEvent stored : page.events()) {
                last = stored.sequence();
                if (EventCodec.decode(stored.manifest(), stored.payload()) instanceof SessionEvent.CostsApplied costs
                        && costs.firstRevision() + costs.updates().size() > next) {
                    if (costs.firstRevision() > next) {
                        return CompletableFuture.failedStage(deleted(session, next));
                    }
                    updates.addAll(costs.updates()
                            .subList(
                                    Math.toIntExact(next - costs.firstRevision()),
                                    costs.updates().size()));
                    next = costs.firstRevision() + costs.updates().size();
                }
            }
            if (!updates.isEmpty()) {
                return CompletableFuture.completedStage(new SessionEvent.CostsApplied(revision + 1, 0, updates, 0));
            }
            return page.more()
                    ? costsAfter(session, revision, last + 1)
                    : CompletableFuture.failedStage(deleted(session, next));
        });
    }

    private static RivuletException deleted(UUID session, long revision) {
        return Problem.of(
                        ProblemCode.UPDATE_TOO_OLD,
                        "the journal of session " + session + " does not keep update " + revision + " any more")
                .exception();
    }

    /// One page of events from `first` on.
    CompletionStage<JournalReader.Events> events(UUID session, long first) {
        return journal.events(persistenceId.apply(session), first, Long.MAX_VALUE);
    }
}
