// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.verifier;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.JournalReader;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SnapshotCodec;
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

    /// One page of events from `first` on.
    CompletionStage<JournalReader.Events> events(UUID session, long first) {
        return journal.events(persistenceId.apply(session), first, Long.MAX_VALUE);
    }
}
