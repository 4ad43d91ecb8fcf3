// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Bytes that the sessions of each shard need, also while it moves: its new node has not told of them yet, and as long
/// as they count as nothing there, all shards of a lost node would go to one.
/// **Thread** one at a time. **Bounded by** the shards.
final class ShardWeights {
    /// For so long after it was last told, a weight holds that the shard's node does not tell: until its sessions are
    /// there again.
    static final Duration HOLDS = Duration.ofSeconds(15);

    private record Known(long bytes, long atNanos) {}

    private final Map<String, Known> known = new HashMap<>();

    /// @param told what its node has told, 0 where it has told nothing of it or of no session in it
    long of(String shard, long told, long nowNanos) {
        if (told > 0) {
            known.put(shard, new Known(told, nowNanos));
            return told;
        }
        Known before = known.get(shard);
        if (before == null) {
            return 0;
        }
        if (nowNanos - before.atNanos() > HOLDS.toNanos()) {
            known.remove(shard);
            return 0;
        }
        return before.bytes();
    }
}
