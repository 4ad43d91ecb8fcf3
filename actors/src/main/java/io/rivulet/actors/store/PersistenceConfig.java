// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.Map;

/// The journal plugin's configuration, from the store's settings. To be laid over the actor system's configuration.
public final class PersistenceConfig {
    /// Writes of sessions that wait in memory; more are refused.
    private static final int WRITES_WAITING = 20_000;

    private static final int RECOVERIES_AT_ONCE = 32;

    private static final String FIXED = """
            pekko.persistence {
              journal.plugin = "jdbc-journal"
              snapshot-store.plugin = "jdbc-snapshot-store"
              max-concurrent-recoveries = %d
            }
            jdbc-journal {
              use-shared-db = "slick"
              dao = "%s"
              bufferSize = %d
              # Answers of one session need not wait for those of another.
              write-response-global-order = off
              # Two writers of one session are an error to be seen, never something to repair silently.
              replay-filter.mode = fail
              circuit-breaker { max-failures = 100, call-timeout = 5s, reset-timeout = 1s }
            }
            jdbc-snapshot-store {
              use-shared-db = "slick"
              dao = "%s"
              circuit-breaker { max-failures = 100, call-timeout = 20s, reset-timeout = 1s }
            }
            jdbc-read-journal.use-shared-db = "slick"
            """;

    private PersistenceConfig() {}

    public static Config of(StoreSettings settings) {
        Duration connect = settings.connectTimeout();
        Map<String, Object> db = Map.ofEntries(
                Map.entry("url", settings.url()),
                Map.entry("driver", settings.dialect().driver()),
                Map.entry("user", settings.user()),
                Map.entry("password", settings.password()),
                Map.entry("poolName", "rivulet-journal"),
                Map.entry("numThreads", settings.threads()),
                Map.entry("maxConnections", settings.threads()),
                Map.entry("minConnections", 1),
                Map.entry("queueSize", WRITES_WAITING),
                Map.entry("connectionTimeout", connect.toMillis()),
                Map.entry("validationTimeout", connect.toMillis()),
                Map.entry("connectionInitSql", settings.dialect().connectionSetUp(settings.statementTimeout())));
        return ConfigFactory.parseString(FIXED.formatted(
                        RECOVERIES_AT_ONCE,
                        SafeJournalDao.class.getName(),
                        WRITES_WAITING,
                        SafeSnapshotDao.class.getName()))
                .withValue(
                        "pekko-persistence-jdbc.shared-databases.slick.profile",
                        ConfigValueFactory.fromAnyRef(settings.dialect().slickProfile()))
                .withValue("pekko-persistence-jdbc.shared-databases.slick.db", ConfigValueFactory.fromMap(db));
    }
}
