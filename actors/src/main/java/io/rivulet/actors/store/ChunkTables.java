// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
