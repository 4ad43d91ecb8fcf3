// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Which nodes are up in the cluster that this database belongs to, by their own word and the database's clock.
/// **Thread** any.
public final class LiveNodes {
    /// How often a node says so.
    public static final int TOLD_EVERY_SECONDS = 2;

    /// A node that has said nothing for so long is not up.
    public static final int FORGOTTEN_AFTER_SECONDS = 10;

    private final Database database;

    public LiveNodes(Database database) {
        this.database = database;
    }

    /// This node is up.
    ///
    /// @param address where its transport listens, `host:port`
    public CompletionStage<Void> up(String address) {
        return database.durablyDo(connection -> {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE live_node SET seen_at = CURRENT_TIMESTAMP WHERE address = ?")) {
                update.setString(1, address);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO live_node (address, seen_at) VALUES (?, CURRENT_TIMESTAMP)")) {
                insert.setString(1, address);
                insert.executeUpdate();
            }
        });
    }

    /// This node leaves.
    public CompletionStage<Void> left(String address) {
        return database.durablyDo(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("DELETE FROM live_node WHERE address = ?")) {
                delete.setString(1, address);
                delete.executeUpdate();
            }
        });
    }

    /// The addresses of the nodes that are up beside the one at `self`.
    public CompletionStage<List<String>> others(String self) {
        return database.transact(connection -> {
            try (PreparedStatement select = connection.prepareStatement("SELECT address FROM live_node"
                    + " WHERE address <> ? AND seen_at > CURRENT_TIMESTAMP - INTERVAL '" + FORGOTTEN_AFTER_SECONDS
                    + "' SECOND ORDER BY address")) {
                select.setString(1, self);
                List<String> addresses = new ArrayList<>();
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        addresses.add(rows.getString(1));
                    }
                }
                return List.copyOf(addresses);
            }
        });
    }
}
