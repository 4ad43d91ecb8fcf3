// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.session.Sessions.NodeFacts;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ShardRegion;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingQuery;
import org.apache.pekko.cluster.sharding.typed.GetShardRegionState;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.typed.Cluster;

/// Gathers what health checks and status tell of this node; what does not answer in time is told as being down.
/// **Thread** any.
final class NodeFactsReader {
    /// A health check has to be answered soon, whatever the database does.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final SessionNode node;

    NodeFactsReader(ActorSystem<?> system, SessionNode node) {
        this.system = system;
        this.node = node;
    }

    private record Counted(boolean databaseUp, Map<String, Integer> byState) {}

    CompletionStage<NodeFacts> now(boolean draining) {
        return counted().thenCombine(shards(), (counted, shards) -> {
            var cluster = Cluster.get(system);
            NodeCounters counters = node.counters();
            return new NodeFacts(
                    cluster.selfMember().address().toString(),
                    node.name(),
                    system.settings().config().getString("pekko.remote.artery.transport"),
                    product(node.stores().database().settings().url()),
                    counted.databaseUp(),
                    cluster.selfMember().status().equals(MemberStatus.up()),
                    draining,
                    counted.byState(),
                    counters.iterations.perSecond(),
                    counters.updates.perSecond(),
                    counters.probes.perSecond(),
                    counters.lines.perSecond(),
                    shards);
        });
    }

    private static String product(String url) {
        return url.startsWith("jdbc:h2:") ? "h2" : "postgresql";
    }

    /// By the directory; without a database that can be read and written, by what is in memory.
    private CompletionStage<Counted> counted() {
        return node.stores()
                .index()
                .countByState()
                .thenCombine(node.stores().database().writable(), (counts, _) -> counts)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .handle((counts, failure) -> {
                    var byState = new TreeMap<String, Integer>();
                    if (failure == null) {
                        counts.forEach((state, count) -> byState.put(state, Math.toIntExact(count)));
                    } else {
                        node.states().values().forEach(state -> byState.merge(state, 1, Integer::sum));
                    }
                    return new Counted(failure == null, byState);
                });
    }

    private CompletionStage<Integer> shards() {
        return AskPattern.<ClusterShardingQuery, ShardRegion.CurrentShardRegionState>ask(
                        ClusterSharding.get(system).shardState(),
                        replyTo -> new GetShardRegionState(SessionShell.TYPE, replyTo),
                        PATIENCE,
                        system.scheduler())
                .thenApply(state -> state.getShards().size())
                .exceptionallyCompose(_ -> CompletableFuture.completedStage(0));
    }
}
