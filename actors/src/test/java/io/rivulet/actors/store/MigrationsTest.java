// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

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
}
