// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.view.SessionRow;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The directory of sessions: lists, 404s without waking anybody, expiry, waking. A hint: the journal decides.
/// **Thread** any. **Bounded by** 1,000 rows a call.
public final class SessionIndex {
    /// Most rows of one answer.
    public static final int MAX_ROWS = 1_000;

    /// States of sessions that have ended; their rows are tombstones.
    static final String ENDED = "('closed', 'expired')";

    /// States of sessions that have nothing left to do and can be read.
    private static final String COMPLETED = "('converged', 'failed')";

    /// Of a session `i`: what it refers to, and x in two slots.
    private static final String STORED_BYTES = "16 * CAST(i.row_count AS BIGINT)"
            + " + COALESCE((SELECT SUM(b.size_bytes) FROM blob_ref r JOIN blob b ON b.owner = r.owner AND b.hash = r.hash"
            + " WHERE r.session_id = i.id), 0)";

    private static final UUID NO_ID = new UUID(0, 0);

    private static final int CURSOR_BYTES = 24;

    /// `nextCursor` is null on the last page.
    public record Page(List<SessionRow> rows, @Nullable String nextCursor) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /// What a list asks for; null is no condition. Without a state, sessions that have ended are left out.
    public record Filter(
            String owner,
            @Nullable String state,
            @Nullable String labelName,
            @Nullable String labelValue) {
        public static Filter of(String owner) {
            return new Filter(owner, null, null, null);
        }
    }

    private final Database database;

    public SessionIndex(Database database) {
        this.database = database;
    }

    /// Writes a row; completes once it is on disk. **Returns** false if a later incarnation has written: nothing
    /// changed.
    public CompletionStage<Boolean> upsert(SessionRow row) {
        return database.durably(connection -> SessionRows.upsert(connection, row));
    }

    public CompletionStage<Optional<SessionRow>> get(UUID id) {
        return database.transact(connection -> {
            List<SessionRow> rows = select(connection, "WHERE id = ?", 1, statement -> statement.setObject(1, id));
            return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
        });
    }

    /// Newest sessions first. **Errors** a cursor we did not make: `unsupported_value` at `/cursor`.
    public CompletionStage<Page> page(Filter filter, int limit, @Nullable String cursor) {
        int size = Math.clamp(limit, 1, MAX_ROWS);
        Cursor after = cursor == null ? null : Cursor.parse(cursor);
        StringBuilder where = new StringBuilder("WHERE owner = ?");
        where.append(filter.state() == null ? " AND state NOT IN " + ENDED : " AND state = ?");
        if (filter.labelName() != null) {
            where.append(" AND EXISTS (SELECT 1 FROM session_label l"
                    + " WHERE l.session_id = session_index.id AND l.name = ? AND l.label = ?)");
        }
        if (after != null) {
            where.append(" AND (created_at < ? OR (created_at = ? AND id < ?))");
        }
        where.append(" ORDER BY created_at DESC, id DESC");
        return database.transact(connection -> {
            List<SessionRow> rows = select(connection, where.toString(), size + 1, statement -> {
                int next = 1;
                statement.setString(next++, filter.owner());
                if (filter.state() != null) {
                    statement.setString(next++, filter.state());
                }
                if (filter.labelName() != null) {
                    statement.setString(next++, filter.labelName());
                    statement.setString(next++, filter.labelValue());
                }
                if (after != null) {
                    statement.setLong(next++, after.createdAt());
                    statement.setLong(next++, after.createdAt());
                    statement.setObject(next, after.id());
                }
            });
            if (rows.size() <= size) {
                return new Page(rows, null);
            }
            SessionRow last = rows.get(size - 1);
            return new Page(rows.subList(0, size), new Cursor(last.createdAtMillis(), last.id()).text());
        });
    }

    /// Sessions that have to be in memory somewhere, in order of id after `after`; null begins.
    public CompletionStage<List<SessionRow>> mustRun(@Nullable UUID after, int limit) {
        return list(
                "WHERE must_run = TRUE AND state NOT IN " + ENDED + (after == null ? "" : " AND id > ?")
                        + " ORDER BY id",
                limit,
                statement -> {
                    if (after != null) {
                        statement.setObject(1, after);
                    }
                });
    }

    /// Sessions whose time has come, oldest first.
    public CompletionStage<List<SessionRow>> expired(long nowMillis, int limit) {
        return list(
                "WHERE expires_at >= 0 AND expires_at <= ? AND state NOT IN " + ENDED + " ORDER BY expires_at",
                limit,
                statement -> statement.setLong(1, nowMillis));
    }

    /// Sessions that ended at or before `beforeMillis`: their rows and what is left of their journal may go.
    public CompletionStage<List<SessionRow>> tombstones(long beforeMillis, int limit) {
        return list(
                "WHERE state IN " + ENDED + " AND last_activity <= ? ORDER BY last_activity",
                limit,
                statement -> statement.setLong(1, beforeMillis));
    }

    /// Removes a row, if the session has ended.
    public CompletionStage<Boolean> removeTombstone(UUID id) {
        return database.durably(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM session_index WHERE id = ? AND state IN " + ENDED)) {
                delete.setObject(1, id);
                if (delete.executeUpdate() == 0) {
                    return false;
                }
            }
            SessionRows.deleteLabels(connection, id);
            return true;
        });
    }

    /// Sessions by state, for telemetry and status of the node.
    public CompletionStage<Map<String, Long>> countByState() {
        return database.transact(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT state, COUNT(*) FROM session_index GROUP BY state");
                    ResultSet rows = select.executeQuery()) {
                Map<String, Long> counts = new TreeMap<>();
                while (rows.next()) {
                    counts.put(rows.getString(1), rows.getLong(2));
                }
                return counts;
            }
        });
    }

    /// Sessions that are neither completed nor ended, of everybody.
    public CompletionStage<Long> countActive() {
        return count("state NOT IN " + ENDED + " AND state NOT IN " + COMPLETED, _ -> {});
    }

    /// Sessions of `owner` that are neither completed nor ended, without `besides`.
    public CompletionStage<Long> countActive(String owner, @Nullable UUID besides) {
        return count(
                "owner = ? AND id <> ? AND state NOT IN " + ENDED + " AND state NOT IN " + COMPLETED, statement -> {
                    statement.setString(1, owner);
                    statement.setObject(2, besides == null ? NO_ID : besides);
                });
    }

    /// Sessions that have to be in memory, by the directory still at the node of this name.
    public CompletionStage<Long> countAt(String node) {
        return count(
                "node = ? AND must_run = TRUE AND state NOT IN " + ENDED, statement -> statement.setString(1, node));
    }

    /// Completed sessions for which there is no room: of those used last, as many are kept as hold `bytes` together in
    /// problems and solutions; a problem that two of them share counts for each. Longest unused first.
    public CompletionStage<List<SessionRow>> completedBeyond(long bytes, int limit) {
        return list(
                "WHERE id IN (SELECT id FROM (SELECT i.id, SUM(" + STORED_BYTES
                        + ") OVER (ORDER BY i.last_activity DESC, i.id) AS held FROM session_index i WHERE i.state IN "
                        + COMPLETED + ") AS kept WHERE held > ?) ORDER BY last_activity",
                limit,
                statement -> statement.setLong(1, bytes));
    }

    private CompletionStage<Long> count(String where, Parameters parameters) {
        return database.transact(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT COUNT(*) FROM session_index WHERE " + where)) {
                parameters.set(select);
                try (ResultSet rows = select.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        });
    }

    /// Whether a state is one of a session that has ended.
    public static boolean ended(String state) {
        return Set.of("closed", "expired").contains(state);
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private CompletionStage<List<SessionRow>> list(String where, int limit, Parameters parameters) {
        return database.transact(connection -> select(connection, where, Math.clamp(limit, 1, MAX_ROWS), parameters));
    }

    private static List<SessionRow> select(Connection connection, String where, int limit, Parameters parameters)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SessionRows.SELECT + where + " LIMIT " + limit)) {
            parameters.set(select);
            List<SessionRows.Bare> bare = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    bare.add(SessionRows.Bare.of(rows));
                }
            }
            return SessionRows.withLabels(connection, bare);
        }
    }

    /// The last row of a page.
    private record Cursor(long createdAt, UUID id) {
        String text() {
            ByteBuffer bytes = ByteBuffer.allocate(CURSOR_BYTES)
                    .putLong(createdAt)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
        }

        static Cursor parse(String text) {
            byte[] bytes;
            try {
                bytes = Base64.getUrlDecoder().decode(text);
            } catch (IllegalArgumentException e) {
                bytes = new byte[0];
            }
            if (bytes.length != CURSOR_BYTES) {
                throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "not a cursor of this list")
                        .at("/cursor")
                        .hint("Pass next_cursor of the previous page as it was, or nothing.")
                        .exception();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Cursor(buffer.getLong(), new UUID(buffer.getLong(), buffer.getLong()));
        }
    }
}
