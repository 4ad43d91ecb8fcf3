// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;

/// Refuses a PostgreSQL that answers a commit before it is on disk: an acknowledged update could be lost with it.
final class DurabilityCheck {
    private static final Set<String> SYNCHRONOUS = Set.of("on", "remote_apply");

    private DurabilityCheck() {}

    static void check(Connection connection, Dialect dialect) throws SQLException {
        if (dialect == Dialect.POSTGRES) {
            require(connection, "synchronous_commit", SYNCHRONOUS);
            require(connection, "fsync", Set.of("on"));
        }
        connection.rollback();
    }

    private static void require(Connection connection, String setting, Set<String> allowed) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            String value = row.getString(1);
            if (!allowed.contains(value)) {
                throw Database.unavailable("PostgreSQL runs with " + setting + " = " + value
                                + ": it could lose what it has acknowledged")
                        .hint("Set " + setting + " = on for the database or for this user.")
                        .exception();
            }
        }
    }
}
