// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Numbered SQL files of the resources, each run once and in order; `schema_version` remembers which.
/// Several nodes may start at once on PostgreSQL: one migrates, the others wait for it.
public final class Migrations {
    /// In order. Released files are never changed, only followed by new ones.
    private static final List<String> FILES = List.of(
            "V001__journal.sql",
            "V002__store.sql",
            "V003__live_nodes.sql",
            "V004__lost_nodes.sql",
            "V005__workflows.sql",
            "V006__field_streams.sql",
            "V007__field_recordings.sql");

    private static final long ADVISORY_LOCK = 0x7269_7675_6c65_7401L;

    private final Dialect dialect;
    private final List<String> files;

    private Migrations(Dialect dialect, List<String> files) {
        this.dialect = dialect;
        this.files = files;
    }

    static Migrations of(Dialect dialect) {
        return new Migrations(dialect, FILES);
    }

    static int newest() {
        return FILES.size();
    }

    /// A file that a database has not had yet.
    ///
    /// @param sql its statements, in order
    public record Pending(String file, List<String> sql) {}

    /// What [#run] would do. Changes nothing. **Errors** as of it.
    List<Pending> pending(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return after(known(connection) ? version(statement) : 0);
        }
    }

    /// Whether any release has written here.
    private boolean known(Connection connection) throws SQLException {
        String name = dialect == Dialect.H2 ? "SCHEMA_VERSION" : "schema_version";
        try (ResultSet table = connection
                .getMetaData()
                .getTables(null, connection.getSchema(), name, new String[] {"TABLE", "BASE TABLE"})) {
            return table.next();
        }
    }

    private List<Pending> after(int version) {
        if (version > files.size()) {
            throw Database.unavailable(
                            "the database is at schema version " + version + ", this release knows " + files.size())
                    .hint("Start the newer release that wrote it.")
                    .exception();
        }
        return files.subList(version, files.size()).stream()
                .map(file -> new Pending(file, statements(read(file))))
                .toList();
    }

    /// **Errors** a database written by a newer release is refused: its tables are unknown here.
    void run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (dialect == Dialect.POSTGRES) {
                statement.execute("SELECT pg_advisory_xact_lock(" + ADVISORY_LOCK + ")");
            }
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version "
                    + "(version INTEGER PRIMARY KEY, name VARCHAR(255) NOT NULL)");
            int version = version(statement);
            for (Pending next : after(version)) {
                for (String sql : next.sql()) {
                    statement.execute(sql);
                }
                version++;
                statement.execute(
                        "INSERT INTO schema_version (version, name) VALUES (" + version + ", '" + next.file() + "')");
                if (dialect == Dialect.H2) {
                    // H2 commits each DDL statement by itself.
                    connection.commit();
                }
            }
            connection.commit();
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(version), 0) FROM schema_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private String read(String file) {
        String path = "/db/" + dialect.folder() + "/" + file;
        try (InputStream in = Migrations.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + path + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Statements end with a semicolon at the end of a line; lines that begin with `--` are comments.
    static List<String> statements(String script) {
        List<String> statements = new ArrayList<>();
        StringBuilder present = new StringBuilder();
        for (String line : script.split("\n", -1)) {
            if (line.strip().startsWith("--")) {
                continue;
            }
            present.append(line).append('\n');
            if (line.stripTrailing().endsWith(";")) {
                String sql = present.toString().strip();
                statements.add(sql.substring(0, sql.length() - 1));
                present.setLength(0);
            }
        }
        if (!present.toString().isBlank()) {
            throw new IllegalStateException("the last statement has no semicolon: " + present);
        }
        return statements;
    }
}
