// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.numerics.linalg.DenseVector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Two slots per session for x, as little-endian doubles in chunks of 128 KiB. A slot is written in one transaction: a
/// crash leaves it as it was. An incarnation that has been replaced can't write.
/// **Thread** any. **Bounded by** 8 chunks in memory beside x.
public final class CheckpointSlots {
    private static final Logger log = LoggerFactory.getLogger(CheckpointSlots.class);
    private static final int SLOTS = 2;
    private static final int DOUBLES_PER_CHUNK = ChunkStore.CHUNK_BYTES / Double.BYTES;
    private static final int CHUNKS_PER_BATCH = 8;

    /// What a slot holds. `digest` is the SHA-256 of x's little-endian bytes.
    public record Checkpoint(int slot, long incarnation, long revision, String digest, DenseVector x) {}

    private record Header(long incarnation, long revision, String digest, int rows) {}

    private final Database database;

    public CheckpointSlots(Database database) {
        this.database = database;
    }

    /// Replaces a slot; completes with the digest once it is on disk. x must not change meanwhile.
    /// **Errors** `storage_unavailable` also when a later incarnation has written: this one is to stop.
    public CompletionStage<String> write(UUID session, int slot, long incarnation, long revision, DenseVector x) {
        checkSlot(slot);
        return database.durably(connection -> {
            refuseIfReplaced(connection, session, incarnation);
            deleteChunks(connection, session, slot);
            String digest = insertChunks(connection, session, slot, x.values());
            writeHeader(connection, session, slot, new Header(incarnation, revision, digest, x.size()));
            return digest;
        });
    }

    /// Reads a slot, if it holds what its event says. A slot that does not is no error: x is then solved for again.
    public CompletionStage<Optional<Checkpoint>> read(UUID session, int slot, String digest) {
        checkSlot(slot);
        return database.transact(connection -> {
            Header header = header(connection, session, slot);
            if (header == null || !header.digest().equals(digest)) {
                return Optional.empty();
            }
            double[] x = readChunks(connection, session, slot, header);
            if (x == null) {
                log.warn("checkpoint ignored, its bytes do not have its digest session={} slot={}", session, slot);
                return Optional.empty();
            }
            return Optional.of(
                    new Checkpoint(slot, header.incarnation(), header.revision(), digest, DenseVector.adopt(x)));
        });
    }

    /// Removes both slots.
    public CompletionStage<Void> delete(UUID session) {
        return database.durablyDo(connection -> {
            for (int slot = 0; slot < SLOTS; slot++) {
                deleteChunks(connection, session, slot);
            }
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM checkpoint_slot WHERE session_id = ?")) {
                delete.setObject(1, session);
                delete.executeUpdate();
            }
        });
    }

    private static void checkSlot(int slot) {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("there is no slot " + slot);
        }
    }

    private static void refuseIfReplaced(Connection connection, UUID session, long incarnation) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT incarnation FROM checkpoint_slot WHERE session_id = ? FOR UPDATE")) {
            select.setObject(1, session);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (rows.getLong(1) > incarnation) {
                        throw Database.unavailable("incarnation " + incarnation + " of the session was replaced by "
                                        + rows.getLong(1))
                                .session(session.toString())
                                .exception();
                    }
                }
            }
        }
    }

    private static void deleteChunks(Connection connection, UUID session, int slot) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM checkpoint_chunk WHERE session_id = ? AND slot = ?")) {
            delete.setObject(1, session);
            delete.setInt(2, slot);
            delete.executeUpdate();
        }
    }

    private static String insertChunks(Connection connection, UUID session, int slot, double[] x) throws SQLException {
        MessageDigest digest = Digests.sha256();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO checkpoint_chunk (session_id, slot, idx, content) VALUES (?, ?, ?, ?)")) {
            int waiting = 0;
            for (int index = 0, from = 0; from < x.length; index++, from += DOUBLES_PER_CHUNK) {
                int count = Math.min(DOUBLES_PER_CHUNK, x.length - from);
                ByteBuffer chunk = ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                chunk.asDoubleBuffer().put(x, from, count);
                digest.update(chunk.array());
                insert.setObject(1, session);
                insert.setInt(2, slot);
                insert.setInt(3, index);
                insert.setBytes(4, chunk.array());
                insert.addBatch();
                if (++waiting == CHUNKS_PER_BATCH) {
                    insert.executeBatch();
                    waiting = 0;
                }
            }
            if (waiting > 0) {
                insert.executeBatch();
            }
        }
        return Digests.hex(digest);
    }

    private static void writeHeader(Connection connection, UUID session, int slot, Header header) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE checkpoint_slot"
                + " SET incarnation = ?, revision = ?, digest = ?, row_count = ? WHERE session_id = ? AND slot = ?")) {
            fill(update, session, slot, header);
            if (update.executeUpdate() > 0) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO checkpoint_slot"
                + " (incarnation, revision, digest, row_count, session_id, slot) VALUES (?, ?, ?, ?, ?, ?)")) {
            fill(insert, session, slot, header);
            insert.executeUpdate();
        }
    }

    private static void fill(PreparedStatement statement, UUID session, int slot, Header header) throws SQLException {
        statement.setLong(1, header.incarnation());
        statement.setLong(2, header.revision());
        statement.setString(3, header.digest());
        statement.setInt(4, header.rows());
        statement.setObject(5, session);
        statement.setInt(6, slot);
    }

    private static @Nullable Header header(Connection connection, UUID session, int slot) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT incarnation, revision, digest, row_count FROM checkpoint_slot"
                        + " WHERE session_id = ? AND slot = ?")) {
            select.setObject(1, session);
            select.setInt(2, slot);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Header(row.getLong(1), row.getLong(2), row.getString(3), row.getInt(4)) : null;
            }
        }
    }

    private static double @Nullable [] readChunks(Connection connection, UUID session, int slot, Header header)
            throws SQLException {
        double[] x = new double[header.rows()];
        MessageDigest digest = Digests.sha256();
        try (PreparedStatement select = connection.prepareStatement("SELECT content FROM checkpoint_chunk"
                + " WHERE session_id = ? AND slot = ? AND idx >= ? AND idx < ? ORDER BY idx")) {
            select.setObject(1, session);
            select.setInt(2, slot);
            int filled = 0;
            for (int from = 0; filled < x.length; from += CHUNKS_PER_BATCH) {
                select.setInt(3, from);
                select.setInt(4, from + CHUNKS_PER_BATCH);
                int before = filled;
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        byte[] chunk = rows.getBytes(1);
                        int count = chunk.length / Double.BYTES;
                        if (filled + count > x.length) {
                            return null;
                        }
                        digest.update(chunk);
                        ByteBuffer.wrap(chunk)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .asDoubleBuffer()
                                .get(x, filled, count);
                        filled += count;
                    }
                }
                if (filled == before) {
                    return null;
                }
            }
        }
        return Digests.hex(digest).equals(header.digest()) ? x : null;
    }
}
