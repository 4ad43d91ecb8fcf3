// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import io.rivulet.actors.consensus.VoterMessage;
import io.rivulet.actors.wire.ClusterMessage;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/// What a node tells the others about itself, each second.
///
/// @param address of its transport, as Pekko writes it
/// @param draining takes no new work and is about to leave
/// @param sessions in its memory
/// @param cpu load of the process, 0 to 1, NaN where unknown
/// @param heap used part of the largest heap, 0 to 1
/// @param memoryTotal bytes that sessions may take together, 0 where the node holds none
/// @param memoryByShard bytes that sessions have reserved, by shard; every shard that it has
/// @param voting how it votes, null for a node that does not
public record NodeVitals(
        String name,
        String address,
        String version,
        boolean draining,
        int sessions,
        double cpu,
        double heap,
        long memoryTotal,
        Map<String, Long> memoryByShard,
        @Nullable Voting voting)
        implements ClusterMessage {
    /// @param publicKey of its votes, see [io.rivulet.serialization.event.Voter]
    public record Voting(String publicKey, ActorRef<VoterMessage> door) {}

    public NodeVitals {
        memoryByShard = Map.copyOf(memoryByShard);
    }

    public long memoryUsed() {
        return memoryByShard.values().stream().mapToLong(Long::longValue).sum();
    }
}
