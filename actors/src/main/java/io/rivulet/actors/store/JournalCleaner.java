// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.CompletionStage;

/// Removes what the journal holds of a session that has ended. The entity must be down, or be about to be: it must not
/// write any more.
/// **Thread** any.
public final class JournalCleaner {
    private final Database database;

    public JournalCleaner(Database database) {
        this.database = database;
    }

    /// Deletes all snapshots, and all events before the newest, which says that the session has ended and keeps its
    /// sequence numbers from being used again. **Returns** the number of events deleted.
    public CompletionStage<Integer> keepNewestEvent(String persistenceId) {
        return database.durably(connection -> {
            delete(connection, "DELETE FROM \"snapshot\" WHERE \"persistence_id\" = ?", persistenceId);
            return delete(
                    connection,
                    "DELETE FROM \"event_journal\" WHERE \"persistence_id\" = ? AND \"sequence_number\" <"
                            + " (SELECT MAX(\"sequence_number\") FROM \"event_journal\" WHERE \"persistence_id\" = ?)",
                    persistenceId,
                    persistenceId);
        });
    }

    /// Deletes everything: the id is as if it had never been. **Returns** the number of events deleted.
    public CompletionStage<Integer> forget(String persistenceId) {
        return database.durably(connection -> {
            delete(connection, "DELETE FROM \"snapshot\" WHERE \"persistence_id\" = ?", persistenceId);
            return delete(connection, "DELETE FROM \"event_journal\" WHERE \"persistence_id\" = ?", persistenceId);
        });
    }

    private static int delete(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                delete.setString(i + 1, parameters[i]);
            }
            return delete.executeUpdate();
        }
    }
}
