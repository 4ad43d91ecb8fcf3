// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.view.SessionRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows of `session_index` and `session_label` to records and back.
final class SessionRows {
    static final String SELECT = "SELECT id, owner, state, must_run, node, incarnation, created_at, last_activity,"
            + " expires_at, name, row_count, method, revision, residual_norm, workflow FROM session_index ";

    private static final String UPDATE = "UPDATE session_index SET owner = ?, state = ?, must_run = ?, node = ?,"
            + " incarnation = ?, created_at = ?, last_activity = ?, expires_at = ?, name = ?, row_count = ?,"
            + " method = ?, revision = ?, residual_norm = ?, workflow = ?, written_at = CURRENT_TIMESTAMP WHERE id = ?";

    private static final String INSERT = "INSERT INTO session_index (owner, state, must_run, node, incarnation,"
            + " created_at, last_activity, expires_at, name, row_count, method, revision, residual_norm, workflow, id)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private SessionRows() {}

    /// A row whose labels are still to be read.
    record Bare(SessionRow row) {
        static Bare of(ResultSet row) throws SQLException {
            double residual = row.getDouble(14);
            @Nullable Double residualNorm = row.wasNull() ? null : residual;
            return new Bare(new SessionRow(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getString(3),
                    row.getBoolean(4),
                    row.getString(5),
                    row.getLong(6),
                    row.getLong(7),
                    row.getLong(8),
                    row.getLong(9),
                    row.getString(10),
                    Map.of(),
                    row.getInt(11),
                    row.getString(12),
                    row.getLong(13),
                    residualNorm,
                    row.getString(15)));
        }

        SessionRow with(Map<String, String> labels) {
            return new SessionRow(
                    row.id(),
                    row.owner(),
                    row.state(),
                    row.mustRun(),
                    row.node(),
                    row.incarnation(),
                    row.createdAtMillis(),
                    row.lastActivityMillis(),
                    row.expiresAtMillis(),
                    row.name(),
                    labels,
                    row.rows(),
                    row.method(),
                    row.revision(),
                    row.residualNorm(),
                    row.workflow());
        }
    }

    /// A first insert that another one overtakes fails with a conflict; the transaction is then tried again.
    static boolean upsert(Connection connection, SessionRow row) throws SQLException {
        Long incarnation = incarnation(connection, row.id());
        if (incarnation != null && incarnation > row.incarnation()) {
            return false;
        }
        try (PreparedStatement write = connection.prepareStatement(incarnation == null ? INSERT : UPDATE)) {
            write.setString(1, row.owner());
            write.setString(2, row.state());
            write.setBoolean(3, row.mustRun());
            write.setString(4, row.node());
            write.setLong(5, row.incarnation());
            write.setLong(6, row.createdAtMillis());
            write.setLong(7, row.lastActivityMillis());
            write.setLong(8, row.expiresAtMillis());
            write.setString(9, row.name());
            write.setInt(10, row.rows());
            write.setString(11, row.method());
            write.setLong(12, row.revision());
            Double residual = row.residualNorm();
            // NaN has no place in an answer, and not every database takes it.
            if (residual == null || !Double.isFinite(residual)) {
                write.setNull(13, Types.DOUBLE);
            } else {
                write.setDouble(13, residual);
            }
            write.setString(14, row.workflow());
            write.setObject(15, row.id());
            write.executeUpdate();
        }
        if (!labels(connection, List.of(row.id()))
                .getOrDefault(row.id(), Map.of())
                .equals(row.labels())) {
            deleteLabels(connection, row.id());
            insertLabels(connection, row);
        }
        return true;
    }

    private static @Nullable Long incarnation(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT incarnation FROM session_index WHERE id = ? FOR UPDATE")) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }

    static void deleteLabels(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM session_label WHERE session_id = ?")) {
            delete.setObject(1, id);
            delete.executeUpdate();
        }
    }

    private static void insertLabels(Connection connection, SessionRow row) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO session_label (session_id, name, label) VALUES (?, ?, ?)")) {
            for (Map.Entry<String, String> label : row.labels().entrySet()) {
                insert.setObject(1, row.id());
                insert.setString(2, label.getKey());
                insert.setString(3, label.getValue());
                insert.addBatch();
            }
            if (!row.labels().isEmpty()) {
                insert.executeBatch();
            }
        }
    }

    static List<SessionRow> withLabels(Connection connection, List<Bare> bare) throws SQLException {
        if (bare.isEmpty()) {
            return List.of();
        }
        Map<UUID, Map<String, String>> labels =
                labels(connection, bare.stream().map(each -> each.row().id()).toList());
        return bare.stream()
                .map(each -> each.with(labels.getOrDefault(each.row().id(), Map.of())))
                .toList();
    }

    private static Map<UUID, Map<String, String>> labels(Connection connection, List<UUID> ids) throws SQLException {
        String places = ids.stream().map(_ -> "?").collect(Collectors.joining(", "));
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT session_id, name, label FROM session_label WHERE session_id IN (" + places + ")")) {
            for (int i = 0; i < ids.size(); i++) {
                select.setObject(i + 1, ids.get(i));
            }
            Map<UUID, Map<String, String>> labels = new HashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    labels.computeIfAbsent(rows.getObject(1, UUID.class), _ -> new HashMap<>())
                            .put(rows.getString(2), rows.getString(3));
                }
            }
            return labels;
        }
    }
}
