// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import java.nio.file.Path;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Backend.class)
    void itsTablesAreMadeOnceAndStayAtEachStart(Backend backend) {
        StoreSettings settings = backend.fresh(directory);
        for (int start = 0; start < 3; start++) {
            try (Database database = Database.open(settings)) {
                assertThat(ChunkStoreTest.rows(database, "schema_version")).isEqualTo(Migrations.newest());
                assertThat(ChunkStoreTest.rows(database, "session_index")).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void tablesOfANewerReleaseAreRefused(Backend backend) {
        StoreSettings settings = backend.fresh(directory);
        try (Database database = Database.open(settings)) {
            execute(database, "INSERT INTO schema_version (version, name) VALUES (99, 'V099__later.sql')");
        }
        assertThatThrownBy(() -> Database.open(settings))
                .hasMessageContaining("99")
                .hasMessageContaining("version");
    }

    @Test
    void aWriterThatStandsStillDoesNotKeepTheNextOneFromWriting() throws SQLException {
        StoreSettings settings = Backend.POSTGRES.fresh(directory);
        String insert = "INSERT INTO schema_version (version, name) VALUES (99, 'V099__later.sql')";
        try (Database _ = Database.open(settings);
                Connection still = Backend.connect(settings);
                Connection next = Backend.connect(settings);
                Statement first = still.createStatement();
                Statement second = next.createStatement()) {
            first.execute(settings.dialect().connectionSetUp(Duration.ofMillis(600)));
            second.execute(settings.dialect().connectionSetUp(settings.statementTimeout()));
            still.commit();
            next.commit();

            first.execute(insert);
            assertThat(second.executeUpdate(insert)).isEqualTo(1);
            next.commit();
            assertThatThrownBy(still::commit).isInstanceOf(SQLException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anExaminationLeavesNothingBehind(Backend backend) {
        StoreSettings settings = backend.fresh(directory);
        Database.examine(settings);
        assertThat(directory).isEmptyDirectory();
        Database.open(settings).close();
        Database.examine(settings);
        Database.open(settings).close();
        assertThatThrownBy(() -> Database.examine(
                        StoreSettings.postgres("jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret")))
                .isInstanceOf(RivuletException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void severalNodesMayStartAtOnceOnAnEmptyPostgres() {
        StoreSettings settings = Backend.POSTGRES.fresh(directory);
        List<Thread> nodes = new ArrayList<>();
        Set<Integer> opened = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 3; i++) {
            int node = i;
            nodes.add(Thread.ofPlatform().start(() -> {
                try (Database database = Database.open(settings)) {
                    assertThat(ChunkStoreTest.rows(database, "chunk")).isZero();
                    opened.add(node);
                }
            }));
        }
        nodes.forEach(DatabaseTest::join);
        assertThat(opened).hasSize(3);
    }

    @Test
    void aPostgresThatCouldLoseCommitsIsRefused() {
        String name = "careless";
        StoreSettings settings = Backend.Server.newDatabase(name);
        Backend.Server.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
        assertThatThrownBy(() -> Database.open(settings)).hasMessageContaining("synchronous_commit = off");
        Backend.Server.execute("ALTER DATABASE " + name + " SET synchronous_commit = on");
        Database.open(settings).close();
    }

    @Test
    void aServerThatIsAwayIsSaidAtStartWithoutThePassword() {
        StoreSettings away = withTimeouts(
                StoreSettings.postgres("jdbc:postgresql://127.0.0.1:1/none", "nobody", "secret"), 300, 1_000);
        assertThatThrownBy(() -> Database.open(away)).isInstanceOfSatisfying(RivuletException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            assertThat(e.problem().toString()).doesNotContain("secret");
        });
    }

    @Test
    void aDatabaseThatGoesAwayMakesStagesFailWithATypedError() {
        String name = "leaving";
        StoreSettings settings = withTimeouts(Backend.Server.newDatabase(name), 1_000, 1_000);
        try (Database database = Database.open(settings)) {
            SessionIndex index = new SessionIndex(database);
            Backend.get(index.get(new UUID(0, 1)));
            Backend.Server.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
            Backend.Server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
            assertThat(code(index.get(new UUID(0, 1)))).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            Backend.Server.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
            // It recovers by itself.
            assertThat(Backend.get(index.get(new UUID(0, 1)))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aStatementThatTakesTooLongIsCutShort(Backend backend) {
        try (Database database = Database.open(withTimeouts(backend.fresh(directory), 3_000, 200))) {
            String slow = backend == Backend.H2
                    ? "SELECT SUM(a.x * b.x) FROM SYSTEM_RANGE(1, 1000000) a, SYSTEM_RANGE(1, 1000000) b"
                    : "SELECT pg_sleep(30)";
            long start = System.nanoTime();
            assertThat(code(database.transact(connection -> {
                        try (Statement statement = connection.createStatement()) {
                            return statement.execute(slow);
                        }
                    })))
                    .isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void jobsRunOnTheStoresThreadsAndMoreThanMayWaitAreRefused() throws Exception {
        StoreSettings few = new StoreSettings(
                "jdbc:h2:mem:few;DB_CLOSE_DELAY=-1",
                "sa",
                "",
                1,
                2,
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                Duration.ofSeconds(3));
        Database database = Database.open(few);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletionStage<String> running = database.submit(() -> {
            started.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Thread.currentThread().getName();
        });
        started.await();
        CompletionStage<Integer> second = database.submit(() -> 2);
        CompletionStage<Integer> third = database.submit(() -> 3);
        assertThat(code(database.submit(() -> 4))).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
        go.countDown();
        assertThat(Backend.get(running)).startsWith("rivulet-store-");
        assertThat(Backend.get(second) + Backend.get(third)).isEqualTo(5);
        database.close();
        assertThat(code(database.submit(() -> 5))).isEqualTo(ProblemCode.STORAGE_UNAVAILABLE);
    }

    @Test
    void onlyACertainRollbackMayBeTriedAgainAndOnlyAConstraintMeansAnotherWriter() {
        assertThat(SqlStates.conflict(new CompletionException(new SQLException("twice", "23505"))))
                .isTrue();
        BatchUpdateException batch = new BatchUpdateException("batch", "08000", 0, new int[0]);
        batch.setNextException(new SQLException("deadlock", "40P01"));
        assertThat(SqlStates.conflict(batch)).isTrue();
        assertThat(SqlStates.constraintViolated(batch)).isFalse();
        assertThat(SqlStates.constraintViolated(new SQLException("twice", "23505")))
                .isTrue();
        assertThat(SqlStates.conflict(new SQLException("unknown", "40003"))).isFalse();
        assertThat(SqlStates.conflict(new SQLException("gone", "08006"))).isFalse();
        assertThat(SqlStates.conflict(new IllegalStateException())).isFalse();
    }

    @Test
    void settingsThatMakeNoSenseAreRefusedAndPasswordsAreNotShown() {
        assertThatThrownBy(() -> StoreSettings.postgres("jdbc:mysql://h/db?password=p", "u", "p"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("password");
        assertThatThrownBy(() -> StoreSettings.embedded(Path.of("a;b"))).isInstanceOf(IllegalArgumentException.class);
        StoreSettings settings = StoreSettings.postgres("jdbc:postgresql://h/db?connectTimeout=9", "u", "hidden");
        assertThat(settings.url()).contains("connectTimeout=9&socketTimeout=10&tcpKeepAlive=true");
        assertThat(settings.toString()).doesNotContain("hidden").contains("jdbc:postgresql://h/db");
        assertThatThrownBy(() -> withTimeouts(settings, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thePluginsConfigurationFollowsTheSettings() {
        Config config = PersistenceConfig.of(StoreSettings.postgres("jdbc:postgresql://h/db", "u", "p"));
        assertThat(config.getString("pekko-persistence-jdbc.shared-databases.slick.profile"))
                .isEqualTo("slick.jdbc.PostgresProfile$");
        assertThat(config.getString("pekko-persistence-jdbc.shared-databases.slick.db.url"))
                .contains("socketTimeout=10");
        assertThat(config.getString("jdbc-journal.dao")).isEqualTo(SafeJournalDao.class.getName());
        assertThat(config.getString("jdbc-journal.replay-filter.mode")).isEqualTo("fail");
    }

    private static void execute(Database database, String sql) {
        Backend.get(database.durably(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        }));
    }

    private static StoreSettings withTimeouts(StoreSettings settings, long connectMillis, long statementMillis) {
        return new StoreSettings(
                settings.url(),
                settings.user(),
                settings.password(),
                settings.threads(),
                settings.maxQueued(),
                Duration.ofMillis(connectMillis),
                Duration.ofMillis(statementMillis),
                settings.durableTimeout());
    }

    private static ProblemCode code(CompletionStage<?> stage) {
        return ((RivuletException) Backend.failure(stage)).problem().code();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
