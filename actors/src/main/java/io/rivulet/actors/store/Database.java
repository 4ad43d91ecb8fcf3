// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.rivulet.actors.incident.Incidents;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's database: an H2 file of its own, or a PostgreSQL shared by the cluster.
/// **Owns** a connection pool, `rivulet-store-…` threads as many as connections, and the group-commit thread.
/// **Thread** any; JDBC runs on the store's threads, never on the caller's. What depends on a returned stage runs on
/// a store thread: it has to be short.
/// **Bounded by** [StoreSettings#maxQueued] waiting jobs, and a timeout for connections, statements and flushes.
/// **Errors** stages fail with [RivuletException] `storage_unavailable` while the database can't be used.
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    private static final long RETRY_AFTER_MILLIS = 1_000;
    private static final int TRIES = 8;
    private static final int H2_NO_SUCH_DATABASE = 90_146;

    /// One transaction: committed when `run` returns, rolled back when it throws. May be repeated after a conflict,
    /// so it must have no effects outside the database.
    @FunctionalInterface
    interface Work<T extends @Nullable Object> {
        T run(Connection connection) throws SQLException, IOException;
    }

    /// Several transactions on one thread.
    @FunctionalInterface
    interface Job<T extends @Nullable Object> {
        T run() throws SQLException, IOException;
    }

    /// [Work] without a result.
    @FunctionalInterface
    interface Action {
        void run(Connection connection) throws SQLException, IOException;
    }

    private final StoreSettings settings;
    private final HikariDataSource pool;
    private final ThreadPoolExecutor threads;
    private final ExecutorService replies;
    private final DurableBarrier barrier;

    private Database(StoreSettings settings, HikariDataSource pool, @Nullable H2Flush flush) {
        this.settings = settings;
        this.pool = pool;
        this.threads = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(settings.maxQueued()),
                Thread.ofPlatform().name("rivulet-store-", 1).daemon().factory());
        this.replies = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("rivulet-store-replies").daemon().factory());
        this.barrier = flush == null ? DurableBarrier.immediate() : DurableBarrier.grouped(flush, replies);
    }

    /// Connects, checks that the database keeps its promises, and brings its tables up to date. **Thread** blocks;
    /// call it before the actor system starts.
    /// **Errors** [RivuletException] `storage_unavailable` with what is wrong and what to do.
    public static Database open(StoreSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("rivulet-store");
        config.setJdbcUrl(settings.url());
        config.setDriverClassName(settings.dialect().driver());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.threads());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setValidationTimeout(Math.min(settings.connectTimeout().toMillis(), TimeUnit.SECONDS.toMillis(5)));
        config.setInitializationFailTimeout(settings.connectTimeout().toMillis());
        config.setConnectionInitSql(settings.dialect().connectionSetUp(settings.statementTimeout()));
        config.setAutoCommit(false);
        // Commits the set-up statement: PostgreSQL would forget it with the first rollback.
        config.setIsolateInternalQueries(true);
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw unavailable("the database " + settings + " can't be opened: " + rootOf(e))
                    .hint("Check that it runs, that the address and the credentials are right, and that no other "
                            + "process uses the same data directory.")
                    .exception();
        }
        try (Connection connection = pool.getConnection()) {
            DurabilityCheck.check(connection, settings.dialect());
            Migrations.of(settings.dialect()).run(connection);
            connection.commit();
            boolean file = settings.dialect() == Dialect.H2 && settings.onDisk();
            return new Database(settings, pool, file ? H2Flush.open(settings) : null);
        } catch (SQLException e) {
            pool.close();
            throw unavailable("the tables of " + settings + " can't be brought up to date: " + e.getMessage())
                    .exception();
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /// Connects once, checks that the database keeps its promises, and changes nothing; an H2 file that is not there
    /// yet is fine. **Thread** blocks.
    /// **Errors** as [#open].
    public static void examine(StoreSettings settings) {
        boolean embedded = settings.dialect() == Dialect.H2;
        // Made by nobody, and let go of with this connection.
        String url = embedded
                ? settings.url().replace("DB_CLOSE_DELAY=-1", "DB_CLOSE_DELAY=0") + ";IFEXISTS=TRUE"
                : settings.url();
        try (Connection connection = DriverManager.getConnection(url, settings.user(), settings.password())) {
            connection.setAutoCommit(false);
            DurabilityCheck.check(connection, settings.dialect());
        } catch (SQLException e) {
            if (!embedded || e.getErrorCode() != H2_NO_SUCH_DATABASE) {
                throw unavailable("the database " + settings + " can't be reached: " + e.getMessage())
                        .exception();
            }
        }
    }

    /// What a start of this release would change in the tables, in order. **Thread** blocks. **Errors** as [#open].
    public static List<Migrations.Pending> pending(StoreSettings settings) {
        return alone(settings, connection -> Migrations.of(settings.dialect()).pending(connection));
    }

    /// Brings the tables up to date, as each start does, and returns what that was. **Thread** blocks. **Errors** as
    /// [#open].
    public static List<Migrations.Pending> migrate(StoreSettings settings) {
        return alone(settings, connection -> {
            DurabilityCheck.check(connection, settings.dialect());
            Migrations migrations = Migrations.of(settings.dialect());
            List<Migrations.Pending> pending = migrations.pending(connection);
            migrations.run(connection);
            return pending;
        });
    }

    private interface Asked<T> {
        T of(Connection connection) throws SQLException;
    }

    /// On a connection of its own, without a pool. An H2 file is closed with it.
    private static <T> T alone(StoreSettings settings, Asked<T> asked) {
        String url = settings.url().replace("DB_CLOSE_DELAY=-1", "DB_CLOSE_DELAY=0");
        try (Connection connection = DriverManager.getConnection(url, settings.user(), settings.password())) {
            connection.setAutoCommit(false);
            T answer = asked.of(connection);
            connection.commit();
            return answer;
        } catch (SQLException e) {
            throw unavailable("the database " + settings + " can't be used: " + e.getMessage())
                    .hint("A node keeps its H2 file for itself: stop it first.")
                    .exception();
        }
    }

    /// Writes a copy of the embedded database, as of one moment, to a new zip file while everything goes on.
    /// Unpacked into an empty data folder it is that node's. False where the database is a server's, which has
    /// tools for that.
    /// **Thread** blocks for as long as the disk takes.
    public boolean backUp(Path file) throws IOException {
        if (settings.dialect() != Dialect.H2) {
            return false;
        }
        // Beside the pool: its statements have a limit of time.
        try (Connection connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                PreparedStatement statement = connection.prepareStatement("BACKUP TO ?")) {
            statement.setString(1, file.toAbsolutePath().toString());
            statement.execute();
            return true;
        } catch (SQLException e) {
            throw new IOException("the database can't be copied: " + e.getMessage(), e);
        }
    }

    public StoreSettings settings() {
        return settings;
    }

    /// What the store's own pool does at this moment.
    ///
    /// @param active connections that a statement uses
    /// @param idle connections that none does
    /// @param waiting jobs that wait for a thread, and so for a connection
    public record PoolUse(int active, int idle, int waiting) {}

    public PoolUse poolUse() {
        HikariPoolMXBean bean = pool.getHikariPoolMXBean();
        return new PoolUse(
                bean.getActiveConnections(),
                bean.getIdleConnections(),
                threads.getQueue().size());
    }

    /// Bytes that the database takes on its disk.
    public CompletionStage<Long> sizeBytes() {
        return transact(connection -> settings.dialect().sizeBytes(connection));
    }

    /// Completes once what was committed before the call is on disk.
    public DurableBarrier barrier() {
        return barrier;
    }

    /// Runs one transaction. On H2 it is visible but not yet on disk when the stage completes.
    <T extends @Nullable Object> CompletionStage<T> transact(Work<T> work) {
        return submit(() -> inTransaction(work));
    }

    /// Runs a job of several transactions on one store thread.
    <T extends @Nullable Object> CompletionStage<T> submit(Job<T> job) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> complete(result, job));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(
                    unavailable("the store has " + settings.maxQueued() + " jobs waiting or is closed")
                            .exception());
        }
        return result;
    }

    /// Runs one transaction and completes once it is on disk.
    <T extends @Nullable Object> CompletionStage<T> durably(Work<T> work) {
        return onDisk(() -> transact(work));
    }

    /// [#durably] for work without a result.
    CompletionStage<Void> durablyDo(Action action) {
        CompletionStage<Boolean> done = durably(connection -> {
            action.run(connection);
            return true;
        });
        return done.thenAccept(_ -> {});
    }

    /// The result of `work`, once everything it has written is on disk.
    <T extends @Nullable Object> CompletionStage<T> onDisk(Supplier<CompletionStage<T>> work) {
        long life = barrier.life();
        return work.get().thenCompose(value -> onDisk(life).thenApply(_ -> value));
    }

    /// Completes if what is written now reaches the disk.
    public CompletionStage<Void> writable() {
        return onDisk(barrier.life());
    }

    /// Completes once everything is on disk that was written in this life of the barrier; fails where it has another
    /// one by now. A limit to the wait.
    CompletionStage<Void> onDisk(long life) {
        CompletableFuture<Void> written = barrier.written(life).toCompletableFuture();
        if (written.isDone()) {
            return written;
        }
        return written.orTimeout(settings.durableTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .handleAsync(
                        (_, failure) -> {
                            if (failure != null) {
                                throw unavailable("written data did not reach the disk: " + rootOf(failure))
                                        .exception();
                            }
                            return null;
                        },
                        replies);
    }

    private <T extends @Nullable Object> void complete(CompletableFuture<T> result, Job<T> job) {
        T value;
        try {
            value = job.run();
        } catch (RivuletException e) {
            result.completeExceptionally(e);
            return;
        } catch (SQLException e) {
            log.warn("store statement failed state={} code={}: {}", e.getSQLState(), e.getErrorCode(), e.toString());
            result.completeExceptionally(
                    unavailable("the database did not do what was asked (SQL state " + e.getSQLState() + ")")
                            .exception());
            return;
        } catch (IOException | RuntimeException e) {
            result.completeExceptionally(
                    Incidents.problemOf(e, log, "a job of the store").exception());
            return;
        } catch (Error e) {
            result.completeExceptionally(e);
            throw e;
        }
        result.complete(value);
    }

    /// One transaction. Tried again after a conflict with another one, and on another connection when the pool's had
    /// died before the commit was asked for. **Thread** a store thread: each has a connection to itself, so
    /// none waits for another.
    <T extends @Nullable Object> T inTransaction(Work<T> work) throws SQLException, IOException {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = pool.getConnection()) {
                boolean committing = false;
                try {
                    T value = work.run(connection);
                    committing = true;
                    connection.commit();
                    return value;
                } catch (SQLException e) {
                    rollBack(connection, e);
                    boolean nothingHappened = SqlStates.conflict(e) || (!committing && SqlStates.connectionLost(e));
                    if (!nothingHappened || attempt == TRIES) {
                        throw e;
                    }
                } catch (Throwable e) {
                    rollBack(connection, e);
                    throw e;
                }
            }
        }
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    static Problem unavailable(String detail) {
        return Problem.of(ProblemCode.STORAGE_UNAVAILABLE, detail).retryAfter(RETRY_AFTER_MILLIS);
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// Ends what runs, writes the rest to disk and closes the file. The actor system that uses the journal has to be
    /// down by then.
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
            barrier.close();
            barrier.awaitEnd(CLOSE_WAIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            threads.shutdownNow();
            barrier.close();
        }
        if (settings.dialect() == Dialect.H2) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN");
            } catch (SQLException e) {
                log.debug("the H2 file was closed before: {}", e.toString());
            }
        }
        pool.close();
        replies.shutdown();
    }
}
