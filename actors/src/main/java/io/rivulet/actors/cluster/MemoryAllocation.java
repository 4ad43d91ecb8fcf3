// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.actors.cluster.ShardPlacement.Place;
import io.rivulet.actors.cluster.ShardPlacement.Standing;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.cluster.sharding.ShardCoordinator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/// Puts shards where there is memory for them: asks [ShardPlacement] with what the members have told.
/// Sharding's interface is of the classic actor API, which is why that occurs here and nowhere else.
/// **Thread** the shard coordinator's.
public final class MemoryAllocation extends ShardCoordinator.AbstractShardAllocationStrategy {
    private static final Logger log = LoggerFactory.getLogger(MemoryAllocation.class);

    /// What a node has that has not told anything yet.
    private static final long UNKNOWN_MEMORY = 1L << 30;

    /// Between two rounds of evening out: members have told by then what the last one has changed.
    private static final long EVENING_OUT_NANOS = Duration.ofSeconds(10).toNanos();

    private final Members members;
    private final String self;
    private final LongSupplier nanoTime;
    private final ShardWeights weights = new ShardWeights();
    private long evenedOutNanos;

    /// @param self this node's address
    public MemoryAllocation(Members members, String self, LongSupplier nanoTime) {
        this.members = members;
        this.self = self;
        this.nanoTime = nanoTime;
        this.evenedOutNanos = nanoTime.getAsLong();
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> current) {
        String address = ShardPlacement.forNew(places(current));
        return Future.successful(current.keySet().stream()
                .filter(region -> addressOf(region).equals(address))
                .findFirst()
                .orElse(requester));
    }

    @Override
    public Future<Set<String>> rebalance(Map<ActorRef, IndexedSeq<String>> current, Set<String> inProgress) {
        List<Place> places = places(current);
        Set<String> leaving = ShardPlacement.toLeave(places, inProgress);
        if (!leaving.isEmpty()) {
            log.info("shards leave shards={}", leaving);
            return Future.successful(leaving);
        }
        long now = nanoTime.getAsLong();
        if (!inProgress.isEmpty() || now - evenedOutNanos < EVENING_OUT_NANOS) {
            return Future.successful(Set.of());
        }
        Set<String> moving = ShardPlacement.toMove(places);
        if (!moving.isEmpty()) {
            evenedOutNanos = now;
            log.info("shards move shards={} loads={}", moving, loads(places));
        }
        return Future.successful(moving);
    }

    private static String loads(List<Place> places) {
        return places.stream()
                .map(place -> String.format(Locale.ROOT, "%s %.3f", place.address(), place.load()))
                .collect(Collectors.joining(", "));
    }

    private List<Place> places(Map<ActorRef, IndexedSeq<String>> current) {
        return current.entrySet().stream()
                .map(each -> place(addressOf(each.getKey()), CollectionConverters.asJava(each.getValue())))
                .toList();
    }

    private Place place(String address, List<String> shards) {
        NodeVitals told = members.at(address).orElse(null);
        Map<String, Long> bytes = new HashMap<>();
        for (String shard : shards) {
            long now = told == null ? 0L : told.memoryByShard().getOrDefault(shard, 0L);
            bytes.put(shard, weights.of(shard, now, nanoTime.getAsLong()));
        }
        Standing standing = told == null ? Standing.UNKNOWN : told.draining() ? Standing.LEAVING : Standing.OPEN;
        return new Place(address, standing, told == null ? UNKNOWN_MEMORY : told.memoryTotal(), bytes);
    }

    private String addressOf(ActorRef region) {
        return region.path().address().hasGlobalScope()
                ? region.path().address().toString()
                : self;
    }
}
