// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Properties;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/// Puts all that H2 has committed on disk, power loss included.
///
/// `CHECKPOINT SYNC` alone does not promise that by its code (2.4.240): H2's background writer, or any writer once its
/// buffer is full, hands changes to H2's own writing threads, and a checkpoint that finds nothing unsaved does not wait
/// for them. So: save what is unsaved, wait for the writing threads, force the file. These are public methods of H2's
/// storage engine, below SQL: a test holds them to what is said here.
/// **Thread** one.
final class H2Flush implements DurableBarrier.Flush {
    private final StoreSettings settings;
    private @Nullable Connection connection;

    /// What was flushed last: another one is a database that was opened anew.
    private MVStore known;

    private H2Flush(StoreSettings settings, Connection connection) throws SQLException {
        this.settings = settings;
        this.connection = connection;
        this.known = storeOf(connection);
    }

    static H2Flush open(StoreSettings settings) throws SQLException {
        return new H2Flush(settings, connect(settings));
    }

    @Override
    public void flush() throws SQLException, DurableBarrier.LifeEnded {
        try {
            Connection present = connection;
            if (present == null || present.isClosed()) {
                present = connect(settings);
                connection = present;
            }
            flush(storeOf(present));
        } catch (SQLException | RuntimeException e) {
            // Perhaps H2 has closed itself: another connection opens it again.
            close();
            throw e;
        }
    }

    private void flush(MVStore store) throws DurableBarrier.LifeEnded {
        if (store != known) {
            known = store;
            throw new DurableBarrier.LifeEnded();
        }
        store.commit();
        FileStore<?> file = store.getFileStore();
        file.executeFileStoreOperation(() -> {});
        // Throws when the storage engine has given up after a failed write.
        store.sync();
    }

    private static Connection connect(StoreSettings settings) throws SQLException {
        var login = new Properties();
        login.setProperty("user", settings.user());
        login.setProperty("password", settings.password());
        return Objects.requireNonNull(new EmbeddedDriver().connect(settings.url(), login));
    }

    private static MVStore storeOf(Connection connection) throws SQLException {
        return EmbeddedDriver.databaseOf(connection).getStore().getMvStore();
    }

    @Override
    public void close() {
        Connection present = connection;
        connection = null;
        if (present != null) {
            try {
                present.close();
            } catch (SQLException e) {
                // Closed with the database.
            }
        }
    }
}
