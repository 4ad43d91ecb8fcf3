// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Recordings of field streams, for any node: each a file in parts, and all of its parts in a row are the file.
/// They end by themselves. **Thread** any; compression is done by the store's threads. **Bounded by** [Limits];
/// parts that are under way when the disk's budget is used up go a little over it.
public final class FieldRecordings {
    /// One that nobody has written to for so long was left behind by its node.
    static final Duration ABANDONED = Duration.ofSeconds(30);

    private static final long SWEEP_MILLIS = 10_000;
    private static final String COLUMNS = "file, owner, name, stream_type, params, started, frames, text_bytes,"
            + " stored_bytes, sha256, touched_at, expires_at";

    /// @param number of recordings of one owner
    /// @param diskBytes of all recordings of all owners, compressed
    /// @param age after which one is deleted
    public record Limits(int number, long diskBytes, Duration age) {}

    /// One that is to begin.
    ///
    /// @param file a text that no other one has
    /// @param name unique among those of its owner
    /// @param params JSON
    /// @param startedMillis Unix time
    public record Begun(
            String file, String owner, String name, String streamType, byte[] params, double startedMillis) {}

    /// How far one is.
    public enum State {
        RECORDING,
        COMPLETE,
        /// Its node was lost; what it had written before is there.
        CUT_OFF
    }

    /// One that is there.
    ///
    /// @param bytes of its text
    /// @param storedBytes of its compressed parts
    /// @param sha256 as in its last line; null while that is not written
    public record Kept(
            Begun begun,
            long frames,
            long bytes,
            long storedBytes,
            @Nullable String sha256,
            State state,
            long expiresAt) {}

    /// Some lines of a file.
    ///
    /// @param number from 0
    /// @param lastSequence the highest of all messages up to its end; −1 for none
    /// @param frames of the file up to its end
    /// @param bytes of the file's text up to its end
    /// @param sha256 where it is the last part
    public record Part(
            int number,
            byte[] text,
            long lastSequence,
            long frames,
            long bytes,
            @Nullable String sha256) {}

    /// What came of a wish to write.
    public enum Outcome {
        DONE,
        /// The owner has one of this name.
        EXISTS,
        TOO_MANY,
        /// The disk budget is used up.
        FULL,
        /// It was deleted meanwhile.
        GONE
    }

    private final Database database;
    private final InstantSource clock;
    private final AtomicLong nextSweep = new AtomicLong();

    public FieldRecordings(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Completes once it is on disk. Of two of the same name at the same time the second one's transaction
    /// conflicts, is tried again, and finds the first one's.
    public CompletionStage<Outcome> begin(Begun wanted, Limits limits) {
        return database.durably(connection -> {
            sweep(connection);
            if (find(connection, wanted.owner(), wanted.name()).isPresent()) {
                return Outcome.EXISTS;
            }
            if (number(connection, "SELECT COUNT(*) FROM field_recording WHERE owner = ?", wanted.owner())
                    >= limits.number()) {
                return Outcome.TOO_MANY;
            }
            if (used(connection) >= limits.diskBytes()) {
                return Outcome.FULL;
            }
            long now = clock.millis();
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO field_recording (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, NULL, ?, ?)")) {
                insert.setString(1, wanted.file());
                insert.setString(2, wanted.owner());
                insert.setString(3, wanted.name());
                insert.setString(4, wanted.streamType());
                insert.setBytes(5, wanted.params());
                insert.setDouble(6, wanted.startedMillis());
                insert.setLong(7, now);
                insert.setLong(8, now + limits.age().toMillis());
                insert.executeUpdate();
            }
            return Outcome.DONE;
        });
    }

    /// Adds a part; completes once it is on disk. `FULL`: this part is there, and no other than the last is to
    /// follow.
    public CompletionStage<Outcome> append(String file, Part part, Limits limits) {
        return database.durably(connection -> {
            byte[] content = zipped(part.text());
            try (PreparedStatement update = connection.prepareStatement("UPDATE field_recording SET frames = ?,"
                    + " text_bytes = ?, stored_bytes = stored_bytes + ?, sha256 = ?, touched_at = ? WHERE file = ?")) {
                update.setLong(1, part.frames());
                update.setLong(2, part.bytes());
                update.setLong(3, content.length);
                update.setString(4, part.sha256());
                update.setLong(5, clock.millis());
                update.setString(6, file);
                if (update.executeUpdate() == 0) {
                    return Outcome.GONE;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO field_recording_part (file, number, last_sequence, content) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, file);
                insert.setInt(2, part.number());
                insert.setLong(3, part.lastSequence());
                insert.setBytes(4, content);
                insert.executeUpdate();
            }
            return part.sha256() == null && used(connection) >= limits.diskBytes() ? Outcome.FULL : Outcome.DONE;
        });
    }

    /// It is still being written, though nothing was to be written.
    public CompletionStage<Boolean> touch(String file) {
        return database.transact(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE field_recording SET touched_at = ? WHERE file = ?")) {
                update.setLong(1, clock.millis());
                update.setString(2, file);
                return update.executeUpdate() > 0;
            }
        });
    }

    /// In the order in which they began.
    public CompletionStage<List<Kept>> list(String owner) {
        return database.transact(connection -> {
            sweep(connection);
            try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM field_recording WHERE owner = ? AND expires_at > ? ORDER BY started, name")) {
                select.setString(1, owner);
                select.setLong(2, clock.millis());
                try (ResultSet rows = select.executeQuery()) {
                    List<Kept> all = new ArrayList<>();
                    while (rows.next()) {
                        all.add(kept(rows));
                    }
                    return all;
                }
            }
        });
    }

    public CompletionStage<Optional<Kept>> find(String owner, String name) {
        return database.transact(
                connection -> find(connection, owner, name).filter(kept -> kept.expiresAt() > clock.millis()));
    }

    /// Whether there was one. One that is being written ends with its next part.
    public CompletionStage<Boolean> delete(String owner, String name) {
        return database.durably(connection -> {
            Optional<Kept> found = find(connection, owner, name);
            if (found.isPresent()) {
                String file = found.get().begun().file();
                change(connection, "DELETE FROM field_recording_part WHERE file = ?", file);
                change(connection, "DELETE FROM field_recording WHERE file = ?", file);
            }
            return found.isPresent();
        });
    }

    /// The lines of a part; empty where there is none.
    public CompletionStage<Optional<byte[]>> part(String file, int number) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT content FROM field_recording_part WHERE file = ? AND number = ?")) {
                select.setString(1, file);
                select.setInt(2, number);
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next() ? Optional.of(unzipped(rows.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    /// The first part up to whose end this sequence, or a later one, has come; empty where none has.
    public CompletionStage<OptionalInt> partWith(String file, long sequence) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT MIN(number) FROM field_recording_part WHERE file = ? AND last_sequence >= ?")) {
                select.setString(1, file);
                select.setLong(2, sequence);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    int number = rows.getInt(1);
                    return rows.wasNull() ? OptionalInt.empty() : OptionalInt.of(number);
                }
            }
        });
    }

    private Optional<Kept> find(Connection connection, String owner, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM field_recording WHERE owner = ? AND name = ?")) {
            select.setString(1, owner);
            select.setString(2, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(kept(rows)) : Optional.empty();
            }
        }
    }

    private Kept kept(ResultSet row) throws SQLException {
        var begun = new Begun(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBytes(5),
                row.getDouble(6));
        String sha256 = row.getString(10);
        State state = sha256 != null
                ? State.COMPLETE
                : row.getLong(11) + ABANDONED.toMillis() > clock.millis() ? State.RECORDING : State.CUT_OFF;
        return new Kept(begun, row.getLong(7), row.getLong(8), row.getLong(9), sha256, state, row.getLong(12));
    }

    private static long used(Connection connection) throws SQLException {
        try (PreparedStatement sum =
                        connection.prepareStatement("SELECT COALESCE(SUM(stored_bytes), 0) FROM field_recording");
                ResultSet rows = sum.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static long number(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement(sql)) {
            count.setString(1, value);
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static void change(Connection connection, String sql, String value) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            statement.executeUpdate();
        }
    }

    /// Now and then, by whoever begins or lists.
    private void sweep(Connection connection) throws SQLException {
        long now = clock.millis();
        long due = nextSweep.get();
        if (now < due || !nextSweep.compareAndSet(due, now + SWEEP_MILLIS)) {
            return;
        }
        for (String sql : List.of(
                "DELETE FROM field_recording_part WHERE file IN"
                        + " (SELECT file FROM field_recording WHERE expires_at <= ?)",
                "DELETE FROM field_recording WHERE expires_at <= ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                delete.setLong(1, now);
                delete.executeUpdate();
            }
        }
    }

    private static byte[] zipped(byte[] text) throws IOException {
        var out = new ByteArrayOutputStream(text.length / 2);
        try (var zip = new GZIPOutputStream(out)) {
            zip.write(text);
        }
        return out.toByteArray();
    }

    private static byte[] unzipped(byte[] content) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return in.readAllBytes();
        }
    }
}
