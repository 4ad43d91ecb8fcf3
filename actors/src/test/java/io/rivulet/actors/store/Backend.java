// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Both databases as they run in production: an H2 file, and a PostgreSQL that syncs.
public enum Backend {
    H2 {
        @Override
        public StoreSettings fresh(Path directory) {
            return StoreSettings.embedded(directory);
        }
    },
    POSTGRES {
        @Override
        public StoreSettings fresh(Path directory) {
            return StoreSettings.postgres(Server.newSchema(), "postgres", "postgres");
        }
    };

    /// Settings of an empty database; `directory` is used by H2 alone.
    public abstract StoreSettings fresh(Path directory);

    /// Waits for a stage of the store as a test may: not for ever.
    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    /// A connection beside the store's own, in a transaction.
    static Connection connect(StoreSettings settings) throws SQLException {
        Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        connection.setAutoCommit(false);
        return connection;
    }

    /// Waits until somebody waits for a lock, or `stage` is done after all.
    static void awaitBlocked(StoreSettings settings, CompletionStage<?> stage) throws SQLException {
        String blocked = settings.dialect() == Dialect.H2
                ? "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL"
                : "SELECT COUNT(*) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try (Connection connection = connect(settings);
                Statement statement = connection.createStatement()) {
            while (!stage.toCompletableFuture().isDone()) {
                try (ResultSet row = statement.executeQuery(blocked)) {
                    row.next();
                    if (row.getLong(1) > 0) {
                        return;
                    }
                }
                connection.rollback();
                if (System.nanoTime() > deadline) {
                    throw new AssertionError("nobody waits for a lock");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
        }
    }

    /// What a stage failed with.
    static Throwable failure(CompletionStage<?> stage) {
        return stage.handle((_, failure) -> failure)
                .thenApply(failure -> failure.getCause() == null ? failure : failure.getCause())
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    static CompletionStage<Void> all(Iterable<? extends CompletionStage<?>> stages) {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (CompletionStage<?> each : stages) {
            all = all.thenCombine(each, (_, _) -> null);
        }
        return all;
    }

    /// One server for all tests of this JVM.
    static final class Server {
        private static final EmbeddedPostgres SERVER = start();
        private static final AtomicInteger NAMES = new AtomicInteger();

        private Server() {}

        private static EmbeddedPostgres start() {
            try {
                // It stops with the JVM by itself.
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("full_page_writes", "on")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /// Much cheaper than a database.
        static String newSchema() {
            String name = "schema_" + NAMES.incrementAndGet();
            execute("CREATE SCHEMA " + name);
            return url("postgres") + "?currentSchema=" + name;
        }

        static StoreSettings newDatabase(String name) {
            execute("CREATE DATABASE " + name);
            return StoreSettings.postgres(url(name), "postgres", "postgres");
        }

        private static String url(String name) {
            return SERVER.getJdbcUrl("postgres", name).split("[?]", 2)[0];
        }

        static void execute(String sql) {
            try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }
}
