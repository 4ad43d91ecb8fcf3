// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {
    @Test
    void aScriptIsCutAtSemicolonsAtLineEndsAndCommentsAreLeftOut() {
        assertThat(Migrations.statements("-- one;\nCREATE TABLE a (x INT);\n\nCREATE\nTABLE b (y INT);\n"))
                .containsExactly("CREATE TABLE a (x INT)", "CREATE\nTABLE b (y INT)");
        assertThatThrownBy(() -> Migrations.statements("CREATE TABLE a (x INT)\n"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMigrationThatWasCutShortIsTakenUpAgain() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:cut")) {
            connection.setAutoCommit(false);
            Migrations.of(Dialect.H2).run(connection);
            try (Statement statement = connection.createStatement()) {
                // As after a crash between the statements of the second file, before its mark.
                statement.execute("DROP TABLE session_index");
                statement.execute("DELETE FROM schema_version WHERE version >= 2");
            }
            Migrations.of(Dialect.H2).run(connection);
            try (Statement statement = connection.createStatement()) {
                assertThat(statement.execute("SELECT * FROM session_index")).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatIsToDoIsToldWithoutDoingIt(Backend backend, @TempDir Path folder) throws Exception {
        StoreSettings settings = backend.fresh(folder);
        for (int again = 0; again < 2; again++) {
            assertThat(Database.pending(settings))
                    .hasSize(Migrations.newest())
                    .first()
                    .satisfies(pending -> {
                        assertThat(pending.file()).isEqualTo("V001__journal.sql");
                        assertThat(pending.sql()).isNotEmpty();
                    });
        }
        assertThat(Database.migrate(settings)).hasSize(Migrations.newest());
        assertThat(Database.pending(settings)).isEmpty();
        assertThat(Database.migrate(settings)).isEmpty();
        try (Connection connection = Backend.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM schema_version WHERE version = " + Migrations.newest());
            connection.commit();
        }
        assertThat(Database.pending(settings)).hasSize(1);
        try (Connection connection = Backend.connect(settings);
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO schema_version VALUES (" + (Migrations.newest() + 1) + ", 'later')");
            connection.commit();
        }
        assertThatThrownBy(() -> Database.pending(settings)).hasMessageContaining("schema version");
    }
}
