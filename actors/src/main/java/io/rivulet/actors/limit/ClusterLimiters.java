// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ClusterShardingSettings;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/// The limiters of the cluster, on its gateways: one for each caller, the same from every gateway.
/// **Bounded by** [#MOST] a node; beyond, those used least recently are forgotten.
/// **Thread** any.
public final class ClusterLimiters implements LimiterDoor {
    static final EntityTypeKey<LimiterActor.Command> TYPE = EntityTypeKey.create(LimiterActor.Command.class, "limiter");
    static final int MOST = 50_000;

    /// A gateway counts by itself when the answer takes longer: requests wait for it.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final ClusterSharding sharding;

    private ClusterLimiters(ClusterSharding sharding) {
        this.sharding = sharding;
    }

    /// On a node with the role gateway, once.
    public static ClusterLimiters start(ActorSystem<?> system, LongSupplier nanoTime) {
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(Entity.of(TYPE, entity -> LimiterActor.create(entity.getShard(), nanoTime))
                .withRole(NodeRole.GATEWAY.wireName())
                .withSettings(ClusterShardingSettings.create(system)
                        .withRole(NodeRole.GATEWAY.wireName())
                        .withPassivationStrategy(ClusterShardingSettings.PassivationStrategySettings$.MODULE$
                                .defaults()
                                .withActiveEntityLimit(MOST)
                                .withLeastRecentlyUsedReplacement()))
                .withStopMessage(new LimiterActor.Stop()));
        return new ClusterLimiters(sharding);
    }

    @Override
    public CompletionStage<TokenGrant> lease(String caller, TokenOrder order) {
        return sharding.entityRefFor(TYPE, caller)
                .<LimiterActor.Leased>ask(replyTo -> new LimiterActor.Lease(order, replyTo), PATIENCE)
                .thenApply(LimiterActor.Leased::grant);
    }

    @Override
    public CompletionStage<StreamGrant> hold(String caller, StreamOrder order) {
        return sharding.entityRefFor(TYPE, caller)
                .<LimiterActor.Held>ask(replyTo -> new LimiterActor.Hold(order, replyTo), PATIENCE)
                .thenApply(LimiterActor.Held::grant);
    }
}
