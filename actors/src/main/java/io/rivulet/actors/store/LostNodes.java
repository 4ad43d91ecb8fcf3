// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Which nodes were lost, as those that are left have noted, and which of these losses the cluster has been told of.
/// **Thread** any. **Bounded by** [#MOST] notes an answer; what has been told is forgotten after a day.
public final class LostNodes {
    static final int MOST = 256;

    private static final String FORGET =
            "DELETE FROM lost_node WHERE told = TRUE AND noted_at < CURRENT_TIMESTAMP - INTERVAL '1' DAY";

    /// A loss that has not been told.
    ///
    /// @param sessions that had to be taken over
    /// @param left those that nobody has taken over yet
    public record Note(String id, String name, long silentSinceMillis, long sessions, long left) {}

    private final Database database;

    public LostNodes(Database database) {
        this.database = database;
    }

    /// Notes a loss, unless that has been done.
    public CompletionStage<Void> note(String id, String name, long silentSinceMillis, long sessions) {
        return database.durablyDo(connection -> {
            if (isNoted(connection, id)) {
                return;
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO lost_node (id, name, silent_since, sessions) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, id);
                insert.setString(2, name);
                insert.setLong(3, silentSinceMillis);
                insert.setLong(4, sessions);
                insert.executeUpdate();
            }
        });
    }

    private static boolean isNoted(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM lost_node WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /// What has not been told, the oldest first.
    public CompletionStage<List<Note>> untold() {
        return database.transact(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT id, name, silent_since, sessions, (SELECT COUNT(*)"
                                    + " FROM session_index WHERE node = lost_node.name AND must_run = TRUE"
                                    + " AND written_at <= noted_at AND state NOT IN " + SessionIndex.ENDED
                                    + ") FROM lost_node WHERE told = FALSE ORDER BY noted_at LIMIT " + MOST);
                    ResultSet rows = select.executeQuery()) {
                List<Note> notes = new ArrayList<>();
                while (rows.next()) {
                    notes.add(new Note(
                            rows.getString(1), rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5)));
                }
                return notes;
            }
        });
    }

    /// Marks a loss as told. **Returns** true to the first who does: it is theirs to tell.
    public CompletionStage<Boolean> tell(String id) {
        return database.durably(connection -> {
            try (PreparedStatement forget = connection.prepareStatement(FORGET)) {
                forget.executeUpdate();
            }
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE lost_node SET told = TRUE WHERE id = ? AND told = FALSE")) {
                update.setString(1, id);
                return update.executeUpdate() > 0;
            }
        });
    }
}
