// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.PersistenceConfig;
import io.rivulet.actors.store.StoreSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.jspecify.annotations.Nullable;

/// A node with a cluster of its own: database, actor system, sessions.
final class TestNode implements AutoCloseable {
    static final long MEMORY = 1L << 30;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String over;
    final Database database;
    final ActorSystem<Void> system;
    final SessionStores stores;
    final Sessions sessions;

    private TestNode(
            String over, Database database, ActorSystem<Void> system, SessionStores stores, Sessions sessions) {
        this.over = over;
        this.database = database;
        this.system = system;
        this.stores = stores;
        this.sessions = sessions;
    }

    static TestNode start(StoreSettings store) {
        return start(store, "", MEMORY);
    }

    /// @param over HOCON laid over everything else
    static TestNode start(StoreSettings store, String over, long memoryBytes) {
        return start(store, over, memoryBytes, "node-1", null);
    }

    /// Another node of the cluster that `first` is in, on the same database, with the same settings.
    static TestNode join(TestNode first, String name) throws Exception {
        return join(first, name, "");
    }

    /// @param over HOCON laid over the settings of `first`
    static TestNode join(TestNode first, String name, String over) throws Exception {
        TestNode second = start(
                first.database.settings(),
                over + "\n" + first.over,
                MEMORY,
                name,
                Cluster.get(first.system).selfMember().address());
        Failures.until(() -> Cluster.get(second.system).selfMember().status() == MemberStatus.up()
                && Cluster.get(first.system).state().getUnreachable().isEmpty());
        return second;
    }

    private static TestNode start(
            StoreSettings store, String over, long memoryBytes, String name, @Nullable Address seed) {
        Config config = PekkoConfig.under(ConfigFactory.parseString(over)
                .withFallback(ConfigFactory.parseString("""
                        pekko.remote.artery.canonical.port = 0
                        pekko.coordinated-shutdown.exit-jvm = off
                        # Ending the system is like losing the node: nobody says goodbye.
                        pekko.coordinated-shutdown.run-by-actor-system-terminate = off
                        pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                        pekko.cluster.failure-detector.acceptable-heartbeat-pause = 10s
                        rivulet.actors.compute.threads = 2
                        """))
                .withFallback(PersistenceConfig.of(store)));
        Database database = Database.open(store);
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "rivulet", config);
        var cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(seed == null ? cluster.selfMember().address() : seed));
        var stores = SessionStores.of(database, memoryBytes, InstantSource.system());
        var sessions = Sessions.start(system, new NodeIdentity(name, "test"), ActorsSettings.from(config), stores);
        return new TestNode(over, database, system, stores, sessions);
    }

    /// Ends the system at once, as a crash would but for the process; what was not written is lost.
    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Exception late) {
            throw new IllegalStateException("the system did not end", late);
        }
        sessions.close();
        database.close();
    }
}
