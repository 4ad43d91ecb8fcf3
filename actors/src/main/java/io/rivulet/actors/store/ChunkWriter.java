// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.actors.store.ChunkStore.Content;
import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Stored;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// Writes one content: hash, then blob row and pending reference in one short transaction, then the chunks that are
/// missing, some per transaction, then the mark that it is complete. Cut short anywhere, it leaves a pending reference
/// and perhaps some chunks; the next writer of the content goes on from there, or the sweeper removes them.
/// **Thread** one store thread. **Bounded by** 16 chunks in memory.
final class ChunkWriter {
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
        ChunkCutter measured = new ChunkCutter(null);
        content.writeTo(measured);
        measured.close();
        String hash = measured.hash();
        ChunkTables.Blob blob = database.inTransaction(connection -> refer(connection, hash, measured));
        if (blob.complete()) {
            return new Stored(hash, measured.bytes(), measured.chunks(), 0);
        }
        int[] inserted = {0};
        ChunkCutter written = new ChunkCutter((first, chunks) -> inserted[0] += add(blob.id(), hash, first, chunks));
        content.writeTo(written);
        written.close();
        if (!written.hash().equals(hash)) {
            throw new IllegalStateException("the content gave other bytes when it was written a second time");
        }
        database.inTransaction(connection -> complete(connection, blob.id(), hash, measured.chunks()));
        return new Stored(hash, measured.bytes(), measured.chunks(), inserted[0]);
    }

    /// Adds chunks `first`… that are not there yet. A second writer of the same content collides on the primary key;
    /// the transaction is then tried again and finds its chunks.
    private int add(long blobId, String hash, int first, List<byte[]> chunks) throws IOException {
        try {
            return database.inTransaction(connection -> {
                if (!ChunkTables.touchReference(connection, session, owner, hash, clock.millis())) {
                    throw ChunkStore.missing(hash);
                }
                return ChunkTables.insertChunks(connection, blobId, first, chunks);
            });
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    /// The update of the blob's row locks it against the sweeper until the reference is committed.
    private ChunkTables.Blob refer(Connection connection, String hash, ChunkCutter measured) throws SQLException {
        long now = clock.millis();
        if (!ChunkTables.touchBlob(connection, owner, hash, now)) {
            ChunkTables.insertBlob(connection, owner, hash, measured.bytes(), measured.chunks(), now);
        }
        ChunkTables.referPending(connection, session, owner, hash, kind, now);
        ChunkTables.Blob blob = ChunkTables.find(connection, owner, hash);
        if (blob == null) {
            throw ChunkStore.missing(hash);
        }
        return blob;
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
}
