// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/// What differs between the two databases.
enum Dialect {
    H2("h2", EmbeddedDriver.class.getName(), "slick.jdbc.H2Profile$"),
    POSTGRES("postgres", "org.postgresql.Driver", "slick.jdbc.PostgresProfile$");

    private final String folder;
    private final String driver;
    private final String slickProfile;

    Dialect(String folder, String driver, String slickProfile) {
        this.folder = folder;
        this.driver = driver;
        this.slickProfile = slickProfile;
    }

    /// Of the migrations, in the resources under `db`.
    String folder() {
        return folder;
    }

    String driver() {
        return driver;
    }

    String slickProfile() {
        return slickProfile;
    }

    /// Bytes that the database takes on its disk; 0 for one in memory.
    long sizeBytes(Connection connection) throws SQLException {
        String asked = switch (this) {
            case H2 -> "SELECT SETTING_VALUE FROM INFORMATION_SCHEMA.SETTINGS WHERE SETTING_NAME = 'info.FILE_SIZE'";
            case POSTGRES -> "SELECT pg_database_size(current_database())";
        };
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(asked)) {
            return row.next() ? Long.parseLong(row.getString(1)) : 0;
        }
    }

    /// Run on each new connection: limits each statement, and the wait for a row that another transaction holds. On
    /// PostgreSQL a transaction is also ended when its client says nothing for half as long: a process that stands
    /// still in the middle of a write would keep the next owner of its session from writing.
    String connectionSetUp(Duration statementTimeout) {
        long millis = statementTimeout.toMillis();
        return switch (this) {
            case H2 -> "SET QUERY_TIMEOUT " + millis;
            case POSTGRES ->
                "SET statement_timeout = " + millis + "; SET idle_in_transaction_session_timeout = " + millis / 2;
        };
    }
}
