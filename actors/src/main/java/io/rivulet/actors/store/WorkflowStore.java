// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/// The workflow documents of each owner, by name.
/// **Thread** any. **Bounded by** [#MOST] of an owner, and one more for each that is applied at the same time.
public final class WorkflowStore {
    /// Documents of one owner.
    public static final int MOST = 100;

    /// @param document JSON
    public record Stored(String name, byte[] document, long appliedAtMillis) {}

    private final Database database;

    public WorkflowStore(Database database) {
        this.database = database;
    }

    /// Puts a document in the place of the one of this name; completes once it is on disk. **Returns** whether there
    /// was none. **Errors** `out_of_range` where the owner has [#MOST].
    public CompletionStage<Boolean> put(String owner, Stored document) {
        return database.durably(connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "UPDATE workflow SET document = ?, applied_at = ? WHERE owner = ? AND name = ?")) {
                if (write(update, owner, document) > 0) {
                    return false;
                }
            }
            requireRoom(connection, owner);
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO workflow (document, applied_at, owner, name) VALUES (?, ?, ?, ?)")) {
                write(insert, owner, document);
                return true;
            }
        });
    }

    private static int write(PreparedStatement statement, String owner, Stored document) throws SQLException {
        statement.setBytes(1, document.document());
        statement.setLong(2, document.appliedAtMillis());
        statement.setString(3, owner);
        statement.setString(4, document.name());
        return statement.executeUpdate();
    }

    private static void requireRoom(Connection connection, String owner) throws SQLException {
        try (PreparedStatement count = connection.prepareStatement("SELECT COUNT(*) FROM workflow WHERE owner = ?")) {
            count.setString(1, owner);
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                if (rows.getInt(1) >= MOST) {
                    throw Problem.of(ProblemCode.OUT_OF_RANGE, "there are " + MOST + " workflows, which is the most")
                            .at("/metadata/name")
                            .hint("Delete one that is no longer used, or apply under a name that is there.")
                            .exception();
                }
            }
        }
    }

    /// In order of their names.
    public CompletionStage<List<Stored>> list(String owner) {
        return select("WHERE owner = ? ORDER BY name", owner);
    }

    public CompletionStage<Optional<Stored>> find(String owner, String name) {
        return select("WHERE owner = ? AND name = ?", owner, name)
                .thenApply(found -> found.stream().findFirst());
    }

    private CompletionStage<List<Stored>> select(String where, String... parameters) {
        return database.transact(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT name, document, applied_at FROM workflow " + where)) {
                for (int k = 0; k < parameters.length; k++) {
                    select.setString(k + 1, parameters[k]);
                }
                List<Stored> all = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        all.add(new Stored(rows.getString(1), rows.getBytes(2), rows.getLong(3)));
                    }
                }
                return List.copyOf(all);
            }
        });
    }

    /// Completes once it is gone from disk. **Returns** whether it was there.
    public CompletionStage<Boolean> delete(String owner, String name) {
        return database.durably(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM workflow WHERE owner = ? AND name = ?")) {
                delete.setString(1, owner);
                delete.setString(2, name);
                return delete.executeUpdate() > 0;
            }
        });
    }

    /// The sessions opened under it that have not ended, by state.
    public CompletionStage<Map<String, Long>> sessions(String owner, String name) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT state, COUNT(*) FROM session_index"
                    + " WHERE owner = ? AND workflow = ? AND state NOT IN " + SessionIndex.ENDED + " GROUP BY state")) {
                select.setString(1, owner);
                select.setString(2, name);
                try (ResultSet rows = select.executeQuery()) {
                    Map<String, Long> counts = new TreeMap<>();
                    while (rows.next()) {
                        counts.put(rows.getString(1), rows.getLong(2));
                    }
                    return counts;
                }
            }
        });
    }
}
