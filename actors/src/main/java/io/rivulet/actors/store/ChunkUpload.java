// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.actors.store.ChunkStore.Kind;
import io.rivulet.actors.store.ChunkStore.Stored;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A content that is written while it arrives, before anybody knows its hash: under a name of its own, with a pending
/// reference, until [#complete] gives it the name that it deserves. An upload that ends otherwise leaves nothing: its
/// chunks go at once by [#abandon], or, where the process died, with the sweeper.
/// **Thread** one that may block; while some chunks are being written, the next ones are taken.
/// **Bounded by** twice [ChunkCutter#AT_ONCE] chunks in memory, whatever the writer's pace.
/// **Errors** [RivuletException] `storage_unavailable`.
public final class ChunkUpload extends OutputStream {
    /// How the thread that brings the bytes waits for the store; nothing here blocks by itself.
    @FunctionalInterface
    public interface Waiting {
        /// The stage's value, or its [RivuletException]. For as long as the thread cares to wait.
        <T> T on(CompletionStage<T> stage);
    }

    /// Stands for the session in the references that keep uploads.
    static final UUID KEPT = new UUID(0, 0);

    private static final Logger log = LoggerFactory.getLogger(ChunkUpload.class);

    private final Database database;
    private final InstantSource clock;
    private final String owner;
    private final UUID id;
    private final Waiting waiting;
    private final String name;
    /// Of the barrier, when the first byte came.
    private final long life;

    private final ChunkCutter cutter = new ChunkCutter(this::add);
    /// The last thing that was given to the store; gives the number of the blob.
    private CompletionStage<Long> last;

    private boolean flushed;
    private boolean ended;

    ChunkUpload(Database database, InstantSource clock, String owner, UUID id, Waiting waiting) {
        this.database = database;
        this.clock = clock;
        this.owner = owner;
        this.id = id;
        this.waiting = waiting;
        this.name = "upload-" + id;
        this.life = database.barrier().life();
        this.last = database.transact(this::begin);
    }

    private long begin(Connection connection) throws SQLException {
        long now = clock.millis();
        ChunkTables.insertBlob(connection, owner, name, 0, 0, now);
        ChunkTables.insertReference(connection, id, owner, name, Kind.UPLOAD, false, now);
        ChunkTables.Blob blob = ChunkTables.find(connection, owner, name);
        if (blob == null) {
            throw ChunkStore.missing(name);
        }
        return blob.id();
    }

    @Override
    public void write(int b) throws IOException {
        cutter.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        cutter.write(source, offset, length);
    }

    private void add(int first, List<byte[]> chunks) {
        long blobId = waiting.on(last);
        last = database.transact(connection -> {
            if (!ChunkTables.touchReference(connection, id, owner, name, clock.millis())) {
                throw ChunkStore.missing(name);
            }
            ChunkTables.insertChunks(connection, blobId, first, chunks);
            return blobId;
        });
    }

    /// Waits until every byte is in the store. Nothing may be written after it.
    @Override
    public void flush() throws IOException {
        if (!flushed) {
            flushed = true;
            cutter.close();
            waiting.on(last);
        }
    }

    /// After [#flush]: gives the content its name and keeps it as an upload, from now on anew where it was there
    /// before. Completes once all of it is on disk.
    public CompletionStage<Stored> complete() {
        if (!flushed || ended) {
            throw new IllegalStateException("an upload is completed once, after its last byte");
        }
        ended = true;
        String hash = cutter.hash();
        return last.thenCompose(blobId -> database.submit(() -> {
                    boolean first = database.inTransaction(connection -> settle(connection, blobId, hash));
                    if (!first) {
                        ChunkTables.emptyTrash(database, blobId);
                    }
                    return new Stored(hash, cutter.bytes(), cutter.chunks(), first ? cutter.chunks() : 0);
                }))
                .thenCompose(stored -> database.onDisk(life).thenApply(_ -> stored));
    }

    /// **Returns** false if the content was there before. Two at once collide on the blob's name; the transaction is
    /// then tried again and finds the other's.
    private boolean settle(Connection connection, long blobId, String hash) throws SQLException {
        long now = clock.millis();
        if (ChunkTables.dropReference(connection, id, owner, name) == 0) {
            throw ChunkStore.missing(name);
        }
        boolean known = ChunkTables.touchBlob(connection, owner, hash, now);
        if (known) {
            ChunkTables.trash(connection, blobId);
        } else {
            rename(connection, blobId, hash, now);
        }
        if (!ChunkTables.touchReference(connection, KEPT, owner, hash, now)) {
            ChunkTables.insertReference(connection, KEPT, owner, hash, Kind.UPLOAD, true, now);
        }
        return !known;
    }

    private void rename(Connection connection, long blobId, String hash, long now) throws SQLException {
        try (PreparedStatement name = connection.prepareStatement("UPDATE blob SET hash = ?, size_bytes = ?,"
                + " chunk_count = ?, complete = TRUE, touched_at = ? WHERE id = ?")) {
            name.setString(1, hash);
            name.setLong(2, cutter.bytes());
            name.setInt(3, cutter.chunks());
            name.setLong(4, now);
            name.setLong(5, blobId);
            name.executeUpdate();
        }
    }

    /// Removes what was written, unless it was completed; repeating it does no harm. Never waits.
    public void abandon() {
        if (ended) {
            return;
        }
        ended = true;
        last.handle((blobId, _) -> blobId)
                .thenCompose(_ -> database.submit(this::remove))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.warn("an abandoned upload is left to the sweeper: {}", failure.toString());
                    }
                });
    }

    private boolean remove() throws SQLException, IOException {
        ChunkTables.Blob blob = database.inTransaction(connection -> {
            ChunkTables.dropReference(connection, id, owner, name);
            ChunkTables.Blob begun = ChunkTables.lock(connection, owner, name);
            if (begun != null) {
                ChunkTables.trash(connection, begun.id());
            }
            return begun;
        });
        if (blob != null) {
            ChunkTables.emptyTrash(database, blob.id());
        }
        return blob != null;
    }
}
