// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/// What streams of fields leave behind for any node: checkpoints of simulations, what resume tokens stand
/// for, and proofs of identity that were used. All of it ends by itself. **Thread** any. **Bounded by**
/// [#MOST_PROOFS], [#MOST_ROWS] of each other kind, and the times that callers give.
public final class FieldStore {
    /// Proofs within their window; beyond it nobody is let in.
    public static final int MOST_PROOFS = 100_000;
    /// Checkpoints, and tokens: beyond it none is added.
    public static final int MOST_ROWS = 20_000;

    /// So long it is still known of a token that its time is over.
    private static final long EXPIRED_MILLIS = 600_000;
    private static final long SWEEP_MILLIS = 10_000;
    private static final long RETRY_MILLIS = 10_000;
    private static final List<String> TABLES = List.of("field_simulation", "field_resume", "field_auth");

    /// A simulation as it was after a step.
    public record Checkpoint(long step, byte[] content) {}

    /// What a token stood for, or stands for.
    ///
    /// @param expired whether its time is over: it was not taken
    public record Token(byte[] content, boolean expired) {}

    private final Database database;
    private final InstantSource clock;
    private final AtomicLong nextSweep = new AtomicLong();

    public FieldStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Puts a checkpoint in the place of an earlier step's. Completes once it is on disk, with whether it
    /// was written.
    public CompletionStage<Boolean> write(String simulation, Checkpoint checkpoint, long expiresAt) {
        return database.durably(connection -> {
            sweep(connection);
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE field_simulation SET step = ?, content = ?, expires_at = ? WHERE id = ? AND step <= ?")) {
                update.setLong(1, checkpoint.step());
                update.setBytes(2, checkpoint.content());
                update.setLong(3, expiresAt);
                update.setString(4, simulation);
                update.setLong(5, checkpoint.step());
                if (update.executeUpdate() > 0) {
                    return true;
                }
            }
            if (!insertable(connection, "field_simulation", "id", simulation)) {
                return false;
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO field_simulation (id, step, content, expires_at) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, simulation);
                insert.setLong(2, checkpoint.step());
                insert.setBytes(3, checkpoint.content());
                insert.setLong(4, expiresAt);
                return insert.executeUpdate() > 0;
            }
        });
    }

    /// The last checkpoint that has not ended.
    public CompletionStage<Optional<Checkpoint>> read(String simulation) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT step, content FROM field_simulation WHERE id = ? AND expires_at > ?")) {
                select.setString(1, simulation);
                select.setLong(2, clock.millis());
                try (ResultSet rows = select.executeQuery()) {
                    return rows.next()
                            ? Optional.of(new Checkpoint(rows.getLong(1), rows.getBytes(2)))
                            : Optional.empty();
                }
            }
        });
    }

    public CompletionStage<Boolean> delete(String simulation) {
        return database.transact(connection -> removed(connection, "field_simulation", "id", simulation));
    }

    /// Keeps what `token` stands for; completes once it is on disk. **Errors** `capacity_exceeded` where
    /// too many are kept.
    public CompletionStage<Boolean> keep(String token, byte[] content, long expiresAt) {
        String digest = digest(token);
        return database.durably(connection -> {
            sweep(connection);
            removed(connection, "field_resume", "token", digest);
            if (!insertable(connection, "field_resume", "token", digest)) {
                throw full();
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO field_resume (token, content, expires_at) VALUES (?, ?, ?)")) {
                insert.setString(1, digest);
                insert.setBytes(2, content);
                insert.setLong(3, expiresAt);
                return insert.executeUpdate() > 0;
            }
        });
    }

    /// Lets a token end earlier.
    public CompletionStage<Boolean> limit(String token, long expiresAt) {
        return database.transact(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE field_resume SET expires_at = ? WHERE token = ? AND expires_at > ?")) {
                update.setLong(1, expiresAt);
                update.setString(2, digest(token));
                update.setLong(3, expiresAt);
                return update.executeUpdate() > 0;
            }
        });
    }

    public CompletionStage<Boolean> forget(String token) {
        return database.transact(connection -> removed(connection, "field_resume", "token", digest(token)));
    }

    /// What a token stands for, to one caller alone, whoever is first. One whose time is over stays, and is known to
    /// everybody for a while.
    public CompletionStage<Optional<Token>> take(String token) {
        String digest = digest(token);
        return database.durably(connection -> {
            byte[] content;
            try (PreparedStatement select = connection.prepareStatement(
                    "SELECT content, expires_at FROM field_resume WHERE token = ? FOR UPDATE")) {
                select.setString(1, digest);
                try (ResultSet rows = select.executeQuery()) {
                    if (!rows.next()) {
                        return Optional.empty();
                    }
                    content = rows.getBytes(1);
                    if (rows.getLong(2) <= clock.millis()) {
                        return Optional.of(new Token(content, true));
                    }
                }
            }
            return removed(connection, "field_resume", "token", digest)
                    ? Optional.of(new Token(content, false))
                    : Optional.empty();
        });
    }

    /// Remembers a proof; completes once it is on disk, with whether nobody had used it. Of two at the same
    /// time the second one's transaction conflicts, is tried again, and finds the first one's. **Errors**
    /// `capacity_exceeded` where too many are remembered.
    public CompletionStage<Boolean> useOnce(String proof, long expiresAt) {
        return database.durably(connection -> {
            sweep(connection);
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT expires_at FROM field_auth WHERE proof = ?")) {
                select.setString(1, proof);
                try (ResultSet rows = select.executeQuery()) {
                    if (rows.next()) {
                        return false;
                    }
                }
            }
            if (count(connection, "field_auth") >= MOST_PROOFS) {
                throw full();
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO field_auth (proof, expires_at) VALUES (?, ?)")) {
                insert.setString(1, proof);
                insert.setLong(2, expiresAt);
                return insert.executeUpdate() > 0;
            }
        });
    }

    private static RuntimeException full() {
        return Problem.of(ProblemCode.CAPACITY_EXCEEDED, "too much is remembered for streams of fields")
                .retryAfter(RETRY_MILLIS)
                .exception();
    }

    private static boolean insertable(Connection connection, String table, String key, String value)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE " + key + " = ?")) {
            select.setString(1, value);
            try (ResultSet rows = select.executeQuery()) {
                return !rows.next() && count(connection, table) < MOST_ROWS;
            }
        }
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM " + table);
                ResultSet rows = count.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static boolean removed(Connection connection, String table, String key, String value) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE " + key + " = ?")) {
            delete.setString(1, value);
            return delete.executeUpdate() > 0;
        }
    }

    /// Now and then, by whoever writes.
    private void sweep(Connection connection) throws SQLException {
        long now = clock.millis();
        long due = nextSweep.get();
        if (now < due || !nextSweep.compareAndSet(due, now + SWEEP_MILLIS)) {
            return;
        }
        for (String table : TABLES) {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM " + table + " WHERE expires_at <= ?")) {
                delete.setLong(1, table.equals("field_resume") ? now - EXPIRED_MILLIS : now);
                delete.executeUpdate();
            }
        }
    }

    private static String digest(String token) {
        var digest = Digests.sha256();
        digest.update(token.getBytes(StandardCharsets.UTF_8));
        return Digests.hex(digest);
    }
}
