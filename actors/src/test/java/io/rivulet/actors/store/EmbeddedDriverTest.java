// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDriverTest {
    @TempDir
    Path directory;

    /// H2's own driver leaves the file locked here for good: the old connection takes the new database out of its
    /// table.
    @Test
    void anOldConnectionThatIsUsedAfterAFailureDoesNotHideTheDatabaseThatWasOpenedSince() throws SQLException {
        Connection idle = connect();
        Connection old = connect();
        fail(old);
        use(connect());
        assertThatThrownBy(() -> use(idle)).isInstanceOf(SQLException.class);
        use(connect());
        shutDown();
    }

    @Test
    void aFileThatIsLockedByADatabaseOutOfReachIsOpenedAgain() throws SQLException {
        Connection known = connect();
        org.h2.engine.Database hidden = EmbeddedDriver.databaseOf(known);
        Connection other = connect();
        fail(other);
        Connection now = connect();
        use(now);
        // What an old connection does that was in the middle of something.
        hidden.shutdownImmediately();
        use(connect());
        use(connect());
        shutDown();
    }

    private Connection connect() throws SQLException {
        var login = new Properties();
        login.setProperty("user", "sa");
        login.setProperty("password", "");
        return new EmbeddedDriver().connect(StoreSettings.embedded(directory).url(), login);
    }

    /// As a write does for which there is no room.
    private static void fail(Connection connection) throws SQLException {
        var store = EmbeddedDriver.databaseOf(connection).getStore().getMvStore();
        var full = new MVStoreException(DataUtils.ERROR_WRITING_FAILED, "no room");
        assertThatThrownBy(() -> store.panic(full)).isSameAs(full);
        store.closeImmediately();
    }

    private static void use(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS t (x INT)");
            statement.execute("INSERT INTO t VALUES (1)");
        }
    }

    private void shutDown() throws SQLException {
        Connection last = connect();
        try (Statement statement = last.createStatement()) {
            statement.execute("SHUTDOWN");
        }
        assertThat(last.isValid(1)).isFalse();
    }
}
