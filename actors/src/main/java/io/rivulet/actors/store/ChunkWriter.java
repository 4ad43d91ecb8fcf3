// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.actors.store.ChunkStore.Content;
import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Writes one content: hash, then blob row and pending reference in one short transaction, then the chunks that are
/// missing, some per transaction, then the mark that it is complete. Cut short anywhere, it leaves a pending reference
/// and perhaps some chunks; the next writer of the content goes on from there, or the sweeper removes them.
/// **Thread** one store thread. **Bounded by** 16 chunks in memory.
final class ChunkWriter {
    private static final int CHUNKS_PER_TRANSACTION = 16;

    private final Database database;
    private final InstantSource clock;
    private final String owner;
    private final UUID session;
    private final Kind kind;

    ChunkWriter(Database database, InstantSource clock, String owner, UUID session, Kind kind) {
        this.database = database;
        this.clock = clock;
        this.owner = owner;
        this.session = session;
        this.kind = kind;
    }

    Stored write(Content content) throws SQLException, IOException {
        Cutter measured = new Cutter(null);
        content.writeTo(measured);
        measured.close();
        String hash = measured.hash();
        ChunkTables.Blob blob = database.inTransaction(connection -> refer(connection, hash, measured));
        if (blob.complete()) {
            return new Stored(hash, measured.bytes, measured.chunks, 0);
        }
        Cutter written = new Cutter(new Target(blob.id(), hash));
        content.writeTo(written);
        written.close();
        if (!written.hash().equals(hash)) {
            throw new IllegalStateException("the content gave other bytes when it was written a second time");
        }
        database.inTransaction(connection -> complete(connection, blob.id(), hash, measured.chunks));
        return new Stored(hash, measured.bytes, measured.chunks, written.inserted);
    }

    /// The update of the blob's row locks it against the sweeper until the reference is committed.
    private ChunkTables.Blob refer(Connection connection, String hash, Cutter measured) throws SQLException {
        long now = clock.millis();
        try (PreparedStatement touch =
                connection.prepareStatement("UPDATE blob SET touched_at = ? WHERE owner = ? AND hash = ?")) {
            touch.setLong(1, now);
            touch.setString(2, owner);
            touch.setString(3, hash);
            if (touch.executeUpdate() == 0) {
                insertBlob(connection, hash, measured, now);
            }
        }
        if (!touchReference(connection, hash, now)) {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO blob_ref (session_id, owner, hash, kind, held, touched_at)"
                            + " VALUES (?, ?, ?, ?, FALSE, ?)")) {
                insert.setObject(1, session);
                insert.setString(2, owner);
                insert.setString(3, hash);
                insert.setString(4, kind.name());
                insert.setLong(5, now);
                insert.executeUpdate();
            }
        }
        ChunkTables.Blob blob = ChunkTables.find(connection, owner, hash);
        if (blob == null) {
            throw ChunkStore.missing(hash);
        }
        return blob;
    }

    /// Fails when another writer was faster; the transaction is then tried again and finds that one's row.
    private void insertBlob(Connection connection, String hash, Cutter measured, long now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO blob (owner, hash, size_bytes, chunk_count, complete, touched_at)"
                        + " VALUES (?, ?, ?, ?, FALSE, ?)")) {
            insert.setString(1, owner);
            insert.setString(2, hash);
            insert.setLong(3, measured.bytes);
            insert.setInt(4, measured.chunks);
            insert.setLong(5, now);
            insert.executeUpdate();
        }
    }

    private boolean touchReference(Connection connection, String hash, long now) throws SQLException {
        try (PreparedStatement touch = connection.prepareStatement(
                "UPDATE blob_ref SET touched_at = ? WHERE session_id = ? AND owner = ? AND hash = ?")) {
            touch.setLong(1, now);
            touch.setObject(2, session);
            touch.setString(3, owner);
            touch.setString(4, hash);
            return touch.executeUpdate() > 0;
        }
    }

    private int complete(Connection connection, long blobId, String hash, int chunks) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM chunk WHERE blob_id = ?")) {
            count.setLong(1, blobId);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                if (row.getInt(1) != chunks) {
                    throw ChunkStore.missing(hash);
                }
            }
        }
        try (PreparedStatement mark =
                connection.prepareStatement("UPDATE blob SET complete = TRUE, touched_at = ? WHERE id = ?")) {
            mark.setLong(1, clock.millis());
            mark.setLong(2, blobId);
            if (mark.executeUpdate() == 0) {
                throw ChunkStore.missing(hash);
            }
        }
        return chunks;
    }

    /// Adds chunks `first`… that are not there yet. A second writer of the same content collides on the primary key;
    /// the transaction is then tried again and finds its chunks.
    private final class Target {
        private final long blobId;
        private final String hash;

        Target(long blobId, String hash) {
            this.blobId = blobId;
            this.hash = hash;
        }

        int add(int first, List<byte[]> chunks) throws SQLException, IOException {
            return database.inTransaction(connection -> {
                if (!touchReference(connection, hash, clock.millis())) {
                    throw ChunkStore.missing(hash);
                }
                Set<Integer> present = present(connection, first, first + chunks.size());
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
            });
        }

        private Set<Integer> present(Connection connection, int from, int until) throws SQLException {
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
    }

    /// Cuts a stream into chunks, counts and hashes them; without a target that is all.
    private static final class Cutter extends OutputStream {
        private final @Nullable Target target;
        private final MessageDigest digest = Digests.sha256();
        private final byte[] present = new byte[ChunkStore.CHUNK_BYTES];
        private final List<byte[]> waiting = new ArrayList<>();
        private int filled;
        private long bytes;
        private int chunks;
        private int inserted;

        Cutter(@Nullable Target target) {
            this.target = target;
        }

        @Override
        public void write(int b) throws IOException {
            present[filled++] = (byte) b;
            if (filled == present.length) {
                cut();
            }
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            int from = offset;
            int until = offset + length;
            while (from < until) {
                int part = Math.min(until - from, present.length - filled);
                System.arraycopy(source, from, present, filled, part);
                filled += part;
                from += part;
                if (filled == present.length) {
                    cut();
                }
            }
        }

        private void cut() throws IOException {
            digest.update(present, 0, filled);
            bytes += filled;
            chunks++;
            if (target != null) {
                waiting.add(Arrays.copyOf(present, filled));
                if (waiting.size() == CHUNKS_PER_TRANSACTION) {
                    flushWaiting(target);
                }
            }
            filled = 0;
        }

        private void flushWaiting(Target to) throws IOException {
            try {
                inserted += to.add(chunks - waiting.size(), waiting);
            } catch (SQLException e) {
                throw new IOException(e);
            }
            waiting.clear();
        }

        @Override
        public void close() throws IOException {
            if (filled > 0) {
                cut();
            }
            if (target != null && !waiting.isEmpty()) {
                flushWaiting(target);
            }
        }

        String hash() {
            return Digests.hex(digest);
        }
    }
}
