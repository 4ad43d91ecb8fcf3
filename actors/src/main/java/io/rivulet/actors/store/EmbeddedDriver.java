// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/// H2's driver, which opens the file again after a write failed, a full disk for one.
///
/// H2 (2.4.240) gives up a database whose storage engine has failed, and the next connection opens the file anew. But
/// each
/// connection to the old one that is used afterwards shuts it down once more (`SessionLocal.getTransaction`), and with
/// it
/// goes the *new* one's entry in H2's table of open databases: the file stays locked by a database that nobody can
/// reach, for
/// good. So: before the file is opened anew, all connections to the failed database are closed; and where H2 says that
/// the
/// file is locked although this process has it open, what holds it is shut down.
///
/// **Thread** any; connects one at a time. **Bounded by** the pools whose connections it knows, weakly.
public final class EmbeddedDriver implements Driver {
    private static final Driver H2 = new org.h2.Driver();
    private static final Map<String, Opened> BY_URL = new HashMap<>();

    /// A database and the connections to it.
    private record Opened(WeakReference<Database> database, List<WeakReference<Connection>> connections) {
        private boolean hasFailed() {
            Database present = database.get();
            if (present == null) {
                return false;
            }
            MVStore store = present.getStore().getMvStore();
            return store.isClosed() || store.getPanicException() != null;
        }

        /// Loses what was not flushed; whoever waits for the flush learns it by [DurableBarrier.LifeEnded].
        private void shutDown() {
            for (WeakReference<Connection> each : connections) {
                Connection connection = each.get();
                if (connection != null) {
                    close(connection);
                }
            }
            Database present = database.get();
            if (present != null) {
                present.shutdownImmediately();
            }
        }

        private static void close(Connection connection) {
            try {
                connection.close();
            } catch (SQLException _) {
                // Says again why the database failed; it is closed all the same.
            }
        }
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        synchronized (BY_URL) {
            Opened known = BY_URL.get(url);
            if (known != null && known.hasFailed()) {
                known.shutDown();
                known = null;
            }
            Connection connection;
            try {
                connection = H2.connect(url, info);
            } catch (SQLException locked) {
                if (known == null || locked.getErrorCode() != ErrorCode.DATABASE_ALREADY_OPEN_1) {
                    throw locked;
                }
                known.shutDown();
                connection = H2.connect(url, info);
            }
            remember(url, connection);
            return connection;
        }
    }

    private static void remember(String url, Connection connection) throws SQLException {
        Database database = databaseOf(connection);
        Opened known = BY_URL.get(url);
        if (known == null || known.database().get() != database) {
            known = new Opened(new WeakReference<>(database), new ArrayList<>());
            BY_URL.values().removeIf(each -> each.database().get() == null);
            BY_URL.put(url, known);
        }
        known.connections().removeIf(each -> isClosed(each.get()));
        known.connections().add(new WeakReference<>(connection));
    }

    private static boolean isClosed(@Nullable Connection connection) {
        try {
            return connection == null || connection.isClosed();
        } catch (SQLException _) {
            return true;
        }
    }

    static Database databaseOf(Connection connection) throws SQLException {
        SessionLocal session =
                (SessionLocal) connection.unwrap(JdbcConnection.class).getSession();
        return session.getDatabase();
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return H2.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        return H2.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
        return H2.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return H2.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return H2.jdbcCompliant();
    }

    @Override
    public @Nullable Logger getParentLogger() {
        return null;
    }
}
