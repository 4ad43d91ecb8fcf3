// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.verifier;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.JournalReader;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.SnapshotCodec;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Reads what the journal holds of a session straight from its tables, without the session.
/// **Thread** any.
public final class JournalReplay {
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
        return journal.newestSnapshot(persistenceId.apply(session), Long.MAX_VALUE)
                .thenCompose(found -> replay(
                        session,
                        found.map(snapshot -> new Replayed(
                                        SessionState.of(SnapshotCodec.decode(snapshot.manifest(), snapshot.payload())),
                                        snapshot.sequence()))
                                .orElse(new Replayed(SessionState.EMPTY, 0))));
    }

    private CompletionStage<Replayed> replay(UUID session, Replayed from) {
        return events(session, from.lastSequence() + 1).thenCompose(page -> {
            SessionState state = from.state();
            long last = from.lastSequence();
            for (JournalReader.StoredEvent event : page.events()) {
                // A tombstone's earlier events are gone, and nothing can be told from it anyway.
                if (event.sequence() != last + 1 && last > 0) {
                    throw new IllegalStateException(
                            "event " + event.sequence() + " follows event " + last + " of session " + session);
                }
                state = state.after(EventCodec.decode(event.manifest(), event.payload()));
                last = event.sequence();
            }
            var now = new Replayed(state, last);
            return page.more() ? replay(session, now) : CompletableFuture.completedStage(now);
        });
    }

    /// One page of events from `first` on.
    CompletionStage<JournalReader.Events> events(UUID session, long first) {
        return journal.events(persistenceId.apply(session), first, Long.MAX_VALUE);
    }
}
