// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import io.rivulet.actors.cluster.Membership;
import io.rivulet.actors.session.Sessions.NodeFacts;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;

/// Gathers what health checks and status tell of this node; what does not answer in time is told as being down.
/// **Thread** any.
final class NodeFactsReader {
    /// A health check has to be answered soon, whatever the database does.
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ActorSystem<?> system;
    private final SessionNode node;
    private final Membership membership;

    NodeFactsReader(ActorSystem<?> system, SessionNode node, Membership membership) {
        this.system = system;
        this.node = node;
        this.membership = membership;
    }

    private record Counted(boolean databaseUp, Map<String, Integer> byState) {}

    CompletionStage<NodeFacts> now(boolean draining) {
        return counted().thenApply(counted -> {
            var cluster = Cluster.get(system);
            NodeCounters counters = node.counters();
            return new NodeFacts(
                    node.name(),
                    system.settings().config().getString("pekko.remote.artery.transport"),
                    product(node.stores().database().settings().url()),
                    counted.databaseUp(),
                    cluster.selfMember().status().equals(MemberStatus.up()),
                    membership.isMinority(),
                    draining,
                    counted.byState(),
                    counters.iterations.perSecond(),
                    counters.updates.perSecond(),
                    counters.probes.perSecond(),
                    counters.lines.perSecond(),
                    membership.all());
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
                        byState.putAll(node.local().byState());
                    }
                    return new Counted(failure == null, byState);
                });
    }
}
