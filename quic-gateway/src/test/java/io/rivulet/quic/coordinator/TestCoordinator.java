// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.session.ActorsSettings;
import io.rivulet.actors.session.PekkoConfig;
import io.rivulet.actors.session.SessionStores;
import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.PersistenceConfig;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.quic.agent.Agent;
import io.rivulet.quic.agent.AgentSettings;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.serialization.task.TaskKind;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/// A node with a coordinator on loopback, its store and its certificates in one folder.
final class TestCoordinator implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final long LOOK_NANOS = 5_000_000;

    final CertificateFolder certificates;
    final Sessions sessions;
    final Coordinator coordinator;
    private final Database database;
    private final ActorSystem<Void> system;

    TestCoordinator(Path folder) throws Exception {
        this(folder, 0);
    }

    TestCoordinator(Path folder, int port) throws Exception {
        certificates = CertificateFolder.at(folder.resolve("quic"));
        if (!certificates.isReady()) {
            certificates.init(List.of("localhost", "127.0.0.1"), Instant.now());
        }
        StoreSettings store = StoreSettings.embedded(folder.resolve("store"));
        Config config = PekkoConfig.under(ConfigFactory.parseString("""
                        pekko.remote.artery.canonical.port = 0
                        pekko.coordinated-shutdown.exit-jvm = off
                        pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        rivulet.actors.compute.threads = 2
                        """).withFallback(PersistenceConfig.of(store)));
        database = Database.open(store);
        system = ActorSystem.create(Behaviors.empty(), "rivulet", config);
        var cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        sessions = Sessions.start(
                system,
                new NodeIdentity("node-1", "test"),
                ActorsSettings.from(config),
                SessionStores.of(database, 1L << 30, InstantSource.system()));
        coordinator = Coordinator.start(
                        system,
                        new CoordinatorSettings(
                                "node-1",
                                new InetSocketAddress("127.0.0.1", port),
                                "",
                                certificates,
                                Duration.ofMillis(50),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(50),
                                Duration.ofSeconds(5)),
                        sessions.tasks(),
                        InstantSource.system())
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    Agent agent(String name) {
        return agent(certificates.issue(name, Instant.now()), TaskKind.WORKER);
    }

    Agent agent(Path folder, String type) {
        return Agent.start(
                new AgentSettings(
                        List.of(coordinator.address()),
                        folder,
                        type,
                        Arrays.stream(TaskKind.values())
                                .map(TaskKind::capability)
                                .toList(),
                        4,
                        "test"),
                InstantSource.system(),
                RandomGenerator.getDefault());
    }

    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    /// Looks again and again, for 30 s.
    static void until(String what, Condition condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() throws Exception {
        coordinator.stop().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        sessions.close();
        database.close();
    }
}
