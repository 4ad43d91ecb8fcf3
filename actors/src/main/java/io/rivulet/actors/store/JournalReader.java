// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// Reads events and snapshots straight from the journal's tables, without waking the session: for whoever must not
/// take the session's word.
/// **Thread** any. **Bounded by** 8 MiB of payload a page (and one event more).
public final class JournalReader {
    private static final int EVENTS_PER_QUERY = 100;
    private static final long PAGE_BYTES = 8L << 20;

    /// One stored event, in the serializer's bytes.
    public record StoredEvent(long sequence, int serializerId, String manifest, byte[] payload) {}

    /// One stored snapshot, in the serializer's bytes: the fold of all events up to `sequence`.
    public record StoredSnapshot(long sequence, int serializerId, String manifest, byte[] payload) {}

    /// Events in order; `more` if there are later ones.
    public record Events(List<StoredEvent> events, boolean more) {
        public Events {
            events = List.copyOf(events);
        }
    }

    private final Database database;

    public JournalReader(Database database) {
        this.database = database;
    }

    /// Events from sequence number `from` to `to`, both included. Events that retention has deleted are not there:
    /// begin behind the newest snapshot, and check that numbers follow each other.
    public CompletionStage<Events> events(String persistenceId, long from, long to) {
        return database.transact(connection -> {
            List<StoredEvent> events = new ArrayList<>();
            long bytes = 0;
            try (PreparedStatement select = connection.prepareStatement("SELECT \"sequence_number\","
                    + " \"event_ser_id\", \"event_ser_manifest\", \"event_payload\" FROM \"event_journal\""
                    + " WHERE \"persistence_id\" = ? AND \"sequence_number\" >= ? AND \"sequence_number\" <= ?"
                    + " AND \"deleted\" = FALSE ORDER BY \"sequence_number\" LIMIT " + EVENTS_PER_QUERY)) {
                long next = from;
                while (bytes < PAGE_BYTES) {
                    select.setString(1, persistenceId);
                    select.setLong(2, next);
                    select.setLong(3, to);
                    int found = 0;
                    try (ResultSet rows = select.executeQuery()) {
                        while (rows.next()) {
                            found++;
                            if (bytes >= PAGE_BYTES) {
                                return new Events(events, true);
                            }
                            StoredEvent event = new StoredEvent(
                                    rows.getLong(1), rows.getInt(2), rows.getString(3), rows.getBytes(4));
                            events.add(event);
                            bytes += event.payload().length;
                            next = event.sequence() + 1;
                        }
                    }
                    if (found < EVENTS_PER_QUERY) {
                        return new Events(events, false);
                    }
                }
                return new Events(events, true);
            }
        });
    }

    /// The newest snapshot that covers no event after `upTo`.
    public CompletionStage<Optional<StoredSnapshot>> newestSnapshot(String persistenceId, long upTo) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT \"sequence_number\","
                    + " \"snapshot_ser_id\", \"snapshot_ser_manifest\", \"snapshot_payload\" FROM \"snapshot\""
                    + " WHERE \"persistence_id\" = ? AND \"sequence_number\" <= ?"
                    + " ORDER BY \"sequence_number\" DESC LIMIT 1")) {
                select.setString(1, persistenceId);
                select.setLong(2, upTo);
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(new StoredSnapshot(
                                    row.getLong(1), row.getInt(2), row.getString(3), row.getBytes(4)))
                            : Optional.empty();
                }
            }
        });
    }

    /// The newest sequence number, 0 where the journal has nothing of this id: it was never written.
    public CompletionStage<Long> newestSequence(String persistenceId) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT MAX(\"sequence_number\") FROM \"event_journal\" WHERE \"persistence_id\" = ?")) {
                select.setString(1, persistenceId);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            }
        });
    }
}
