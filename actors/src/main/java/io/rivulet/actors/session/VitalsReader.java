// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.NodeIdentity;
import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.cluster.NodeVitals;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;
import org.jspecify.annotations.Nullable;

/// How this node fares.
/// **Thread** any.
final class VitalsReader {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final NodeIdentity self;
    private final LocalSessions sessions;
    private final long memoryBytes;
    private final BooleanSupplier draining;
    private final AtomicReference<NodeVitals.@Nullable Voting> voting = new AtomicReference<>();

    VitalsReader(
            ActorSystem<?> system,
            NodeIdentity self,
            LocalSessions sessions,
            long memoryBytes,
            BooleanSupplier draining) {
        this.system = system;
        this.self = self;
        this.sessions = sessions;
        this.memoryBytes = memoryBytes;
        this.draining = draining;
    }

    /// From now on the node votes.
    void votes(NodeVitals.Voting how) {
        voting.set(how);
    }

    CompletionStage<NodeVitals> now() {
        return shards().thenApply(shards -> {
            var memory = new TreeMap<String, Long>();
            shards.forEach(shard -> memory.put(shard, 0L));
            sessions.bytesBy(SessionShards::of).forEach((shard, bytes) -> memory.merge(shard, bytes, Long::sum));
            Runtime runtime = Runtime.getRuntime();
            return new NodeVitals(
                    self.name(),
                    Cluster.get(system).selfMember().address().toString(),
                    self.version(),
                    draining.getAsBoolean(),
                    sessions.count(),
                    processLoad(),
                    (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory(),
                    holdsSessions() ? memoryBytes : 0,
                    memory,
                    voting.get());
        });
    }

    private boolean holdsSessions() {
        return Cluster.get(system).selfMember().hasRole(NodeRole.SOLVER.wireName());
    }

    private CompletionStage<Set<String>> shards() {
        if (!holdsSessions()) {
            return CompletableFuture.completedStage(Set.of());
        }
        return AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                        ClusterSharding.get(system).shardState(),
                        replyTo -> new GetShardRegionState(SessionShell.TYPE, replyTo),
                        PATIENCE,
                        system.scheduler())
                .thenApply(state -> {
                    Set<String> ids = new TreeSet<>();
                    state.getShards().forEach(shard -> ids.add(shard.shardId()));
                    return ids;
                })
                .exceptionallyCompose(_ -> CompletableFuture.completedStage(Set.of()));
    }

    /// In [0, 1], NaN where the system does not tell.
    private static double processLoad() {
        double load =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean process
                        ? process.getProcessCpuLoad()
                        : Double.NaN;
        return load < 0 ? Double.NaN : load;
    }
}
