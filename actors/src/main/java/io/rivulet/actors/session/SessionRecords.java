// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.core.SessionState;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import io.rivulet.serialization.view.SessionRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is kept of a session beside its journal: its row in the directory and its references to stored contents. All
/// of it follows the journal and may be late; nothing waits for it.
/// **Thread** its methods: the shell's.
final class SessionRecords {
    private static final Logger log = LoggerFactory.getLogger(SessionRecords.class);

    private final UUID id;
    private final SessionStores stores;
    private final RowWriter rows;

    SessionRecords(UUID id, SessionStores stores) {
        this.id = id;
        this.stores = stores;
        this.rows = new RowWriter(stores);
    }

    void updateIndex(SessionRow row) {
        rows.write(row);
    }

    /// `then` runs once the newest row is written, or could not be. **Thread** any.
    void afterRow(Runnable then) {
        rows.afterwards(then);
    }

    /// Settles references once events are durable: what they name is held, what they replace is given up.
    void follow(SessionState before, List<SessionEvent> events, SessionState after) {
        SessionEvent.SessionOpened opened = after.opened();
        if (opened == null) {
            return;
        }
        for (SessionEvent event : events) {
            switch (event) {
                case SessionEvent.SessionOpened o -> hold(opened.owner(), contentsOf(o));
                case SessionEvent.MatrixRebased rebased -> {
                    hold(opened.owner(), List.of(rebased.hash()));
                    if (rebased.whole()) {
                        release(opened.owner(), replacedBy(rebased, opened, before));
                    }
                }
                default -> {}
            }
        }
    }

    private static List<String> contentsOf(SessionEvent.SessionOpened opened) {
        SessionEvent.Fork fork = opened.fork();
        return Stream.concat(
                        Stream.of(opened.problem().hash(), opened.problem().matrix(), opened.initialGuess())
                                .filter(Objects::nonNull),
                        fork == null ? Stream.empty() : fork.rebases().stream().map(SessionSnapshot.Rebase::hash))
                .toList();
    }

    /// The base and all deltas, but not what a delta of the same bytes as the new content stands for.
    private static List<String> replacedBy(
            SessionEvent.MatrixRebased whole, SessionEvent.SessionOpened opened, SessionState before) {
        var replaced = new ArrayList<String>();
        replaced.add(opened.problem().hash());
        String matrix = opened.problem().matrix();
        if (matrix != null) {
            replaced.add(matrix);
        }
        before.rebases().stream().map(SessionSnapshot.Rebase::hash).forEach(replaced::add);
        replaced.removeIf(whole.hash()::equals);
        return replaced;
    }

    private void hold(String owner, List<String> hashes) {
        logged(stores.chunks().hold(owner, id, hashes), "holding contents");
    }

    private void release(String owner, List<String> hashes) {
        logged(stores.chunks().release(owner, id, hashes), "releasing contents");
    }

    /// Removes what a session that has ended leaves behind but its last event and its row.
    void purge(@Nullable String owner) {
        logged(stores.slots().delete(id), "deleting checkpoints");
        logged(stores.cleaner().keepNewestEvent(SessionLedger.persistenceId(id).id()), "deleting events");
        if (owner != null) {
            logged(stores.chunks().releaseAll(owner, id), "releasing all contents");
        }
    }

    /// What fails here is found again by the janitor; the session itself is not concerned.
    private void logged(CompletionStage<?> stage, String doing) {
        stage.whenComplete((_, failure) -> {
            if (failure != null) {
                log.warn("{} failed session={}: {}", doing, id, failure.toString());
            }
        });
    }

    /// Writes the newest row there is, one at a time: rows that were replaced while another was written are left out.
    private static final class RowWriter {
        private final SessionStores stores;
        private final List<Runnable> waiting = new ArrayList<>();
        private @Nullable SessionRow next;
        private boolean writing;

        private RowWriter(SessionStores stores) {
            this.stores = stores;
        }

        private synchronized void write(SessionRow row) {
            next = row;
            if (!writing) {
                writing = true;
                writeNext(row);
            }
        }

        private void afterwards(Runnable then) {
            synchronized (this) {
                if (writing) {
                    waiting.add(then);
                    return;
                }
            }
            then.run();
        }

        private void writeNext(SessionRow row) {
            next = null;
            stores.index().upsert(row).whenComplete((_, failure) -> {
                if (failure != null) {
                    log.warn("directory row not written session={}: {}", row.id(), failure.toString());
                }
                written();
            });
        }

        private void written() {
            List<Runnable> freed;
            synchronized (this) {
                SessionRow row = next;
                if (row != null) {
                    writeNext(row);
                    return;
                }
                writing = false;
                freed = List.copyOf(waiting);
                waiting.clear();
            }
            freed.forEach(Runnable::run);
        }
    }
}
