// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Removes contents that a crash or a refused opening left behind, and uploads that nobody has used for their time.
/// Nothing younger than [#GRACE] is touched.
/// **Thread** any; one sweep at a time is enough, several do no harm.
/// **Bounded by** 256 pending references and 256 blobs a sweep; the next one goes on.
public final class ChunkSweeper {
    /// How long a pending reference may wait for its event.
    public static final Duration GRACE = Duration.ofHours(1);

    private static final int AT_ONCE = 256;

    /// Asks a session's ledger whether one of its events names a hash. A stage that fails means "not known now": the
    /// reference stays.
    @FunctionalInterface
    public interface Ledgers {
        CompletionStage<Boolean> knows(String owner, UUID session, String hash);
    }

    /// @param held pending references whose event was there, `dropped` ones whose was not and those of uploads whose
    /// time is over, `blobs` and `chunks` deleted
    public record Swept(int held, int dropped, int blobs, int chunks) {}

    private record Pending(String owner, UUID session, String hash) {}

    private record Candidate(long id, String owner, String hash) {}

    private final Database database;
    private final InstantSource clock;
    private final Ledgers ledgers;
    private final Duration uploadLife;

    /// @param uploadLife how long an upload is kept after it was sent or a session was opened on it, if no session
    /// refers to it
    public ChunkSweeper(Database database, InstantSource clock, Ledgers ledgers, Duration uploadLife) {
        this.database = database;
        this.clock = clock;
        this.ledgers = ledgers;
        this.uploadLife = uploadLife;
    }

    public CompletionStage<Swept> sweep() {
        long cutoff = clock.millis() - GRACE.toMillis();
        return database.transact(connection -> pending(connection, cutoff))
                .thenCompose(references -> settle(references, cutoff))
                .thenCompose(settled -> database.transact(connection -> {
                    int over = dropUploads(connection, clock.millis() - uploadLife.toMillis());
                    return new Swept(settled.held(), settled.dropped() + over, 0, 0);
                }))
                .thenCompose(settled -> database.submit(() -> deleteUnreferenced(settled, cutoff)));
    }

    private List<Pending> pending(Connection connection, long cutoff) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT owner, session_id, hash FROM blob_ref"
                + " WHERE held = FALSE AND touched_at <= ? ORDER BY touched_at LIMIT " + AT_ONCE)) {
            select.setLong(1, cutoff);
            List<Pending> references = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    references.add(new Pending(rows.getString(1), rows.getObject(2, UUID.class), rows.getString(3)));
                }
            }
            return references;
        }
    }

    /// One after the other: waking many ledgers at once is not worth it.
    private CompletionStage<Swept> settle(List<Pending> references, long cutoff) {
        CompletionStage<Swept> settled = CompletableFuture.completedStage(new Swept(0, 0, 0, 0));
        for (Pending each : references) {
            settled = settled.thenCompose(sum -> knows(each)
                    .thenCompose(known -> settle(each, known, cutoff))
                    .handle((changed, failure) -> {
                        int count = failure == null && changed != null ? changed : 0;
                        return count > 0
                                ? new Swept(sum.held() + count, sum.dropped(), 0, 0)
                                : new Swept(sum.held(), sum.dropped() - count, 0, 0);
                    }));
        }
        return settled;
    }

    private CompletionStage<Boolean> knows(Pending each) {
        try {
            return ledgers.knows(each.owner(), each.session(), each.hash());
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /// **Returns** 1 for a reference now held, −1 for one that was dropped, 0 if it was touched meanwhile.
    private CompletionStage<Integer> settle(Pending each, boolean known, long cutoff) {
        String which = " WHERE owner = ? AND session_id = ? AND hash = ? AND held = FALSE AND touched_at <= ?";
        return database.transact(connection -> {
            try (PreparedStatement change = connection.prepareStatement(
                    (known ? "UPDATE blob_ref SET held = TRUE" : "DELETE FROM blob_ref") + which)) {
                change.setString(1, each.owner());
                change.setObject(2, each.session());
                change.setString(3, each.hash());
                change.setLong(4, cutoff);
                return change.executeUpdate() == 0 ? 0 : known ? 1 : -1;
            }
        });
    }

    private static int dropUploads(Connection connection, long cutoff) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM blob_ref WHERE session_id = ? AND touched_at <= ?")) {
            delete.setObject(1, ChunkUpload.KEPT);
            delete.setLong(2, cutoff);
            return delete.executeUpdate();
        }
    }

    private Swept deleteUnreferenced(Swept settled, long cutoff) throws SQLException, IOException {
        int blobs = 0;
        for (Candidate each : database.inTransaction(connection -> candidates(connection, cutoff))) {
            blobs += database.inTransaction(connection -> trashIfUnreferenced(connection, each, cutoff)) ? 1 : 0;
        }
        int chunks = 0;
        for (long trashed : database.inTransaction(ChunkSweeper::trashed)) {
            chunks += ChunkTables.emptyTrash(database, trashed);
        }
        return new Swept(settled.held(), settled.dropped(), blobs, chunks);
    }

    private static List<Candidate> candidates(Connection connection, long cutoff) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT id, owner, hash FROM blob b"
                + " WHERE touched_at <= ? AND NOT EXISTS"
                + " (SELECT 1 FROM blob_ref r WHERE r.owner = b.owner AND r.hash = b.hash) LIMIT " + AT_ONCE)) {
            select.setLong(1, cutoff);
            List<Candidate> candidates = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    candidates.add(new Candidate(rows.getLong(1), rows.getString(2), rows.getString(3)));
                }
            }
            return candidates;
        }
    }

    /// Looks again under the lock: a writer may have come since.
    private static boolean trashIfUnreferenced(Connection connection, Candidate each, long cutoff) throws SQLException {
        ChunkTables.Blob blob = ChunkTables.lock(connection, each.owner(), each.hash());
        if (blob == null
                || blob.id() != each.id()
                || blob.touchedAt() > cutoff
                || ChunkTables.referenced(connection, each.owner(), each.hash())) {
            return false;
        }
        ChunkTables.trash(connection, blob.id());
        return true;
    }

    private static List<Long> trashed(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT blob_id FROM blob_trash ORDER BY blob_id LIMIT " + AT_ONCE);
                ResultSet rows = select.executeQuery()) {
            List<Long> trashed = new ArrayList<>();
            while (rows.next()) {
                trashed.add(rows.getLong(1));
            }
            return trashed;
        }
    }
}
