// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/// The sessions in this node's memory: in which state each is and how many bytes it needs at most.
/// **Thread** any.
final class LocalSessions {
    /// What a session takes beside its problem: lines, queues, remembered ids.
    private static final long BASE_BYTES = 256 << 10;

    private record Local(ActorRef<SessionCommand> shell, String state, long bytes) {}

    private final Map<UUID, Local> all = new ConcurrentHashMap<>();

    void started(UUID id, ActorRef<SessionCommand> shell) {
        all.put(id, new Local(shell, "recovering", BASE_BYTES));
    }

    void state(UUID id, String state) {
        all.computeIfPresent(id, (_, known) -> new Local(known.shell(), state, known.bytes()));
    }

    /// @param engineBytes what its engine is estimated to take
    void needs(UUID id, long engineBytes) {
        all.computeIfPresent(id, (_, known) -> new Local(known.shell(), known.state(), BASE_BYTES + engineBytes));
    }

    /// Forgets it, unless another shell has started since.
    void stopped(UUID id, ActorRef<SessionCommand> shell) {
        all.computeIfPresent(id, (_, known) -> known.shell().equals(shell) ? null : known);
    }

    boolean has(UUID id) {
        return all.containsKey(id);
    }

    int count() {
        return all.size();
    }

    Map<String, Integer> byState() {
        var counts = new TreeMap<String, Integer>();
        all.values().forEach(each -> counts.merge(each.state(), 1, Integer::sum));
        return counts;
    }

    /// Bytes by what `shardOf` says of the session.
    Map<String, Long> bytesBy(Function<UUID, String> shardOf) {
        var sums = new TreeMap<String, Long>();
        all.forEach((id, each) -> sums.merge(shardOf.apply(id), each.bytes(), Long::sum));
        return sums;
    }
}
