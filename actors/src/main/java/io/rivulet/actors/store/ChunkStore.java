// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.event.CodecException;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Immutable contents under the SHA-256 of their bytes, in chunks of 128 KiB.
///
/// A writer calls [#put] (which leaves a *pending* reference of the session), writes the event that names the hash, and
/// calls [#hold]. A pending reference older than [ChunkSweeper#GRACE] is dropped by the sweeper if the session's ledger
/// does not know the hash, so the event has to be written well before that. What the session no longer needs is given
/// up by [#release]; contents nobody refers to are deleted.
///
/// Equal contents of one owner are stored once; those of two owners are apart, so that nobody learns from a hash what
/// another owner has.
/// **Thread** any; the work, encoding and decoding included, runs on the store's threads.
/// **Errors** `storage_unavailable`; `internal_error` for a missing or damaged content.
public final class ChunkStore {
    public static final int CHUNK_BYTES = 128 * 1024;

    /// Writes the content. Called twice, once for the hash and once for the chunks: must give the same bytes again.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Reads a content of `length` bytes as it arrives. What it returns is given on only if the whole content had the
    /// right hash.
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream in, long length) throws IOException;
    }

    /// What a session uses a content for.
    public enum Kind {
        PROBLEM,
        INITIAL_GUESS,
        DELTA,
        WHOLE,
        /// An uploaded matrix that the session's problem names.
        MATRIX,
        /// What keeps an upload that no session uses, for a time; not of a session.
        UPLOAD
    }

    /// @param written chunks that were not there before
    public record Stored(String hash, long bytes, int chunks, int written) {}

    /// @param references given up; `deleted` chunks nobody else needed, `shared` chunks that others still refer to
    public record Released(int references, int deleted, int shared) {}

    private final Database database;
    private final InstantSource clock;

    public ChunkStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Stores a content with a pending reference; completes once it is on disk.
    public CompletionStage<Stored> put(String owner, UUID session, Kind kind, Content content) {
        return database.onDisk(
                () -> database.submit(() -> new ChunkWriter(database, clock, owner, session, kind).write(content)));
    }

    /// Begins a content whose bytes come from outside and only once.
    /// @param id of this upload alone
    public ChunkUpload upload(String owner, UUID id, ChunkUpload.Waiting waiting) {
        return new ChunkUpload(database, clock, owner, id, waiting);
    }

    /// Size of an uploaded content of this owner; empty for contents that were not uploaded.
    public CompletionStage<Optional<Stored>> describeUpload(String owner, String hash) {
        return database.transact(connection -> {
            ChunkTables.Blob blob = ChunkTables.find(connection, owner, hash);
            return blob == null || !blob.complete() || !ChunkTables.uploaded(connection, owner, hash)
                    ? Optional.empty()
                    : Optional.of(new Stored(hash, blob.bytes(), blob.chunks(), 0));
        });
    }

    /// Leaves a pending reference of the session to an uploaded content, whose time as an upload begins anew.
    /// **Returns** whether the content was there.
    public CompletionStage<Boolean> refer(String owner, UUID session, String hash) {
        return database.durably(connection -> {
            long now = clock.millis();
            if (!ChunkTables.touchBlob(connection, owner, hash, now)
                    || !ChunkTables.uploaded(connection, owner, hash)) {
                return false;
            }
            ChunkTables.touchReference(connection, ChunkUpload.KEPT, owner, hash, now);
            ChunkTables.referPending(connection, session, owner, hash, Kind.MATRIX, now);
            return true;
        });
    }

    /// Leaves pending references of the session to contents that another session of this owner refers to: all of them,
    /// or none where one is not there any more.
    /// **Returns** whether they were there.
    public CompletionStage<Boolean> share(String owner, UUID session, Map<String, Kind> contents) {
        Map<String, Kind> sorted = new TreeMap<>(contents);
        return database.durably(connection -> {
            long now = clock.millis();
            // In one order, so that two who share the same contents don't wait for each other.
            for (Map.Entry<String, Kind> content : sorted.entrySet()) {
                ChunkTables.Blob blob = ChunkTables.lock(connection, owner, content.getKey());
                if (blob == null || !blob.complete()) {
                    return false;
                }
            }
            for (Map.Entry<String, Kind> content : sorted.entrySet()) {
                ChunkTables.touchBlob(connection, owner, content.getKey(), now);
                ChunkTables.referPending(connection, session, owner, content.getKey(), content.getValue(), now);
            }
            return true;
        });
    }

    /// Marks references as held: the ledger knows these hashes now. Repeating it does no harm.
    public CompletionStage<Void> hold(String owner, UUID session, Collection<String> hashes) {
        List<String> names = List.copyOf(hashes);
        return database.durablyDo(connection -> {
            for (String hash : names) {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE blob_ref SET held = TRUE, touched_at = ?"
                                + " WHERE session_id = ? AND owner = ? AND hash = ?")) {
                    update.setLong(1, clock.millis());
                    update.setObject(2, session);
                    update.setString(3, owner);
                    update.setString(4, hash);
                    if (update.executeUpdate() == 0) {
                        throw missing(hash);
                    }
                }
            }
        });
    }

    /// Gives references up and deletes what nobody else refers to.
    public CompletionStage<Released> release(String owner, UUID session, Collection<String> hashes) {
        List<String> names = List.copyOf(hashes);
        return database.onDisk(() -> database.submit(() -> releaseNow(owner, session, names)));
    }

    /// [#release] of everything the session refers to.
    public CompletionStage<Released> releaseAll(String owner, UUID session) {
        return database.onDisk(() ->
                database.submit(() -> releaseNow(owner, session, database.inTransaction(connection -> {
                    try (PreparedStatement select = connection.prepareStatement(
                            "SELECT hash FROM blob_ref WHERE session_id = ? AND owner = ?")) {
                        select.setObject(1, session);
                        select.setString(2, owner);
                        List<String> hashes = new ArrayList<>();
                        try (ResultSet rows = select.executeQuery()) {
                            while (rows.next()) {
                                hashes.add(rows.getString(1));
                            }
                        }
                        return hashes;
                    }
                }))));
    }

    private Released releaseNow(String owner, UUID session, List<String> hashes) throws SQLException, IOException {
        int references = 0;
        int deleted = 0;
        int shared = 0;
        for (String hash : hashes) {
            Drop drop = database.inTransaction(connection -> drop(connection, owner, session, hash));
            references += drop.references();
            deleted += drop.orphan() < 0 ? 0 : ChunkTables.emptyTrash(database, drop.orphan());
            shared += drop.orphan() < 0 && drop.references() > 0 ? drop.chunks() : 0;
        }
        return new Released(references, deleted, shared);
    }

    private record Drop(int references, int chunks, long orphan) {}

    /// Locks the blob first, as a writer does, so that a new reference is either seen here or finds the blob gone.
    private static Drop drop(Connection connection, String owner, UUID session, String hash) throws SQLException {
        ChunkTables.Blob blob = ChunkTables.lock(connection, owner, hash);
        int references = ChunkTables.dropReference(connection, session, owner, hash);
        if (blob == null) {
            return new Drop(references, 0, -1);
        }
        boolean orphan = references > 0 && !ChunkTables.referenced(connection, owner, hash);
        if (orphan) {
            ChunkTables.trash(connection, blob.id());
        }
        return new Drop(references, blob.chunks(), orphan ? blob.id() : -1);
    }

    /// Reads a content of this owner through a stream; the stream holds 16 chunks at a time.
    public <T> CompletionStage<T> read(String owner, String hash, Reader<T> reader) {
        return database.transact(connection -> {
            ChunkTables.Blob blob = ChunkTables.find(connection, owner, hash);
            if (blob == null || !blob.complete()) {
                throw missing(hash);
            }
            try (ChunkInputStream in = new ChunkInputStream(connection, blob.id(), blob.chunks())) {
                T value = reader.read(in, blob.bytes());
                if (!in.drainAndDigest().equals(hash) || in.bytes() != blob.bytes()) {
                    throw damaged(hash, "its bytes have another hash");
                }
                return value;
            } catch (IOException | CodecException e) {
                throw damaged(hash, String.valueOf(e.getMessage()));
            }
        });
    }

    /// One chunk, for pulling a content in pieces; the receiver checks the hash of the whole.
    public CompletionStage<byte[]> chunk(String owner, String hash, int index) {
        return database.transact(connection -> {
            ChunkTables.Blob blob = ChunkTables.find(connection, owner, hash);
            byte[] content = blob == null || !blob.complete() ? null : ChunkTables.chunk(connection, blob.id(), index);
            if (content == null) {
                throw missing(hash + " chunk " + index);
            }
            return content;
        });
    }

    /// Size of a complete content of this owner.
    public CompletionStage<Optional<Stored>> describe(String owner, String hash) {
        return database.transact(connection -> {
            ChunkTables.Blob blob = ChunkTables.find(connection, owner, hash);
            return blob == null || !blob.complete()
                    ? Optional.empty()
                    : Optional.of(new Stored(hash, blob.bytes(), blob.chunks(), 0));
        });
    }

    static RuntimeException missing(@Nullable String hash) {
        return Problem.of(ProblemCode.INTERNAL_ERROR, "the stored content " + hash + " is missing")
                .exception();
    }

    private static RuntimeException damaged(String hash, String how) {
        return Problem.of(ProblemCode.INTERNAL_ERROR, "the stored content " + hash + " is damaged: " + how)
                .exception();
    }
}
