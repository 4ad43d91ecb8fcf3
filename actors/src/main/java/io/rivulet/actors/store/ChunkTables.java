// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Statements on `blob`, `chunk`, `blob_ref` and `blob_trash` that writers, readers and the sweeper share.
/// A transaction that adds or takes away references locks the blob's row first.
final class ChunkTables {
    /// Chunks deleted in one transaction, so that none runs long.
    private static final int DELETED_AT_ONCE = 64;

    record Blob(long id, long bytes, int chunks, boolean complete, long touchedAt) {}

    private ChunkTables() {}

    static @Nullable Blob find(Connection connection, String owner, String hash) throws SQLException {
        return select(connection, owner, hash, "");
    }

    static @Nullable Blob lock(Connection connection, String owner, String hash) throws SQLException {
        return select(connection, owner, hash, " FOR UPDATE");
    }

    private static @Nullable Blob select(Connection connection, String owner, String hash, String locking)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, size_bytes, chunk_count, complete, touched_at FROM blob WHERE owner = ? AND hash = ?"
                        + locking)) {
            select.setString(1, owner);
            select.setString(2, hash);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new Blob(row.getLong(1), row.getLong(2), row.getInt(3), row.getBoolean(4), row.getLong(5))
                        : null;
            }
        }
    }

    /// Fails when another writer was faster; the transaction is then tried again and finds that one's row.
    static void insertBlob(Connection connection, String owner, String hash, long bytes, int chunks, long now)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO blob (owner, hash, size_bytes, chunk_count, complete, touched_at)"
                        + " VALUES (?, ?, ?, ?, FALSE, ?)")) {
            insert.setString(1, owner);
            insert.setString(2, hash);
            insert.setLong(3, bytes);
            insert.setInt(4, chunks);
            insert.setLong(5, now);
            insert.executeUpdate();
        }
    }

    /// Locks the blob's row against the sweeper. **Returns** whether there is one.
    static boolean touchBlob(Connection connection, String owner, String hash, long now) throws SQLException {
        try (PreparedStatement touch =
                connection.prepareStatement("UPDATE blob SET touched_at = ? WHERE owner = ? AND hash = ?")) {
            touch.setLong(1, now);
            touch.setString(2, owner);
            touch.setString(3, hash);
            return touch.executeUpdate() > 0;
        }
    }

    /// A pending reference, unless there is one already.
    static void referPending(
            Connection connection, UUID session, String owner, String hash, ChunkStore.Kind kind, long now)
            throws SQLException {
        if (!touchReference(connection, session, owner, hash, now)) {
            insertReference(connection, session, owner, hash, kind, false, now);
        }
    }

    static void insertReference(
            Connection connection,
            UUID session,
            String owner,
            String hash,
            ChunkStore.Kind kind,
            boolean held,
            long now)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO blob_ref (session_id, owner, hash, kind, held, touched_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setObject(1, session);
            insert.setString(2, owner);
            insert.setString(3, hash);
            insert.setString(4, kind.name());
            insert.setBoolean(5, held);
            insert.setLong(6, now);
            insert.executeUpdate();
        }
    }

    static boolean touchReference(Connection connection, UUID session, String owner, String hash, long now)
            throws SQLException {
        try (PreparedStatement touch = connection.prepareStatement(
                "UPDATE blob_ref SET touched_at = ? WHERE session_id = ? AND owner = ? AND hash = ?")) {
            touch.setLong(1, now);
            touch.setObject(2, session);
            touch.setString(3, owner);
            touch.setString(4, hash);
            return touch.executeUpdate() > 0;
        }
    }

    static int dropReference(Connection connection, UUID session, String owner, String hash) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM blob_ref WHERE session_id = ? AND owner = ? AND hash = ?")) {
            delete.setObject(1, session);
            delete.setString(2, owner);
            delete.setString(3, hash);
            return delete.executeUpdate();
        }
    }

    /// Adds those of the chunks `first`… that are not there yet. **Returns** how many.
    static int insertChunks(Connection connection, long blobId, int first, List<byte[]> chunks) throws SQLException {
        Set<Integer> present = present(connection, blobId, first, first + chunks.size());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO chunk (blob_id, idx, content) VALUES (?, ?, ?)")) {
            for (int i = 0; i < chunks.size(); i++) {
                if (!present.contains(first + i)) {
                    insert.setLong(1, blobId);
                    insert.setInt(2, first + i);
                    insert.setBytes(3, chunks.get(i));
                    insert.addBatch();
                }
            }
            if (present.size() < chunks.size()) {
                insert.executeBatch();
            }
        }
        return chunks.size() - present.size();
    }

    private static Set<Integer> present(Connection connection, long blobId, int from, int until) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT idx FROM chunk WHERE blob_id = ? AND idx >= ? AND idx < ?")) {
            select.setLong(1, blobId);
            select.setInt(2, from);
            select.setInt(3, until);
            Set<Integer> present = new HashSet<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    present.add(rows.getInt(1));
                }
            }
            return present;
        }
    }

    /// Whether the content was uploaded, be it kept for itself or used by a session.
    static boolean uploaded(Connection connection, String owner, String hash) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT COUNT(*) FROM blob_ref" + " WHERE owner = ? AND hash = ? AND kind IN ('UPLOAD', 'MATRIX')")) {
            select.setString(1, owner);
            select.setString(2, hash);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    static boolean referenced(Connection connection, String owner, String hash) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT COUNT(*) FROM blob_ref WHERE owner = ? AND hash = ?")) {
            select.setString(1, owner);
            select.setString(2, hash);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    /// Takes the blob away at once, under its lock; its chunks follow. Who stores the same content meanwhile gets a
    /// new blob.
    static void trash(Connection connection, long blobId) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO blob_trash (blob_id) VALUES (?)")) {
            insert.setLong(1, blobId);
            insert.executeUpdate();
        }
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM blob WHERE id = ?")) {
            delete.setLong(1, blobId);
            delete.executeUpdate();
        }
    }

    /// Deletes the chunks of a trashed blob, some at a time. **Returns** how many there were.
    static int emptyTrash(Database database, long blobId) throws SQLException, IOException {
        int deleted = 0;
        while (true) {
            int now = database.inTransaction(connection -> deleteSome(connection, blobId));
            if (now == 0) {
                break;
            }
            deleted += now;
        }
        return deleted;
    }

    /// Chunk numbers may have holes where a writer did not finish, so the limit counts from the lowest that is left.
    private static int deleteSome(Connection connection, long blobId) throws SQLException {
        int lowest;
        try (PreparedStatement select = connection.prepareStatement("SELECT MIN(idx) FROM chunk WHERE blob_id = ?")) {
            select.setLong(1, blobId);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                lowest = row.getInt(1);
                if (row.wasNull()) {
                    try (PreparedStatement delete =
                            connection.prepareStatement("DELETE FROM blob_trash WHERE blob_id = ?")) {
                        delete.setLong(1, blobId);
                        delete.executeUpdate();
                    }
                    return 0;
                }
            }
        }
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM chunk WHERE blob_id = ? AND idx < ?")) {
            delete.setLong(1, blobId);
            delete.setInt(2, lowest + DELETED_AT_ONCE);
            return delete.executeUpdate();
        }
    }

    static byte @Nullable [] chunk(Connection connection, long blobId, int index) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT content FROM chunk WHERE blob_id = ? AND idx = ?")) {
            select.setLong(1, blobId);
            select.setInt(2, index);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }
}
