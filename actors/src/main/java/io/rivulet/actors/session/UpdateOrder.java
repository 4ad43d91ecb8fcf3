// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// Which batch of each [UpdateLane] a session takes next. A session that has just begun at this node knows nothing: it
/// takes the oldest that has not been answered.
/// **Bounded by** [#LANES], the least recently used forgotten first.
final class UpdateOrder {
    private static final int LANES = 1_024;

    private final Map<UUID, Long> next = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
            return size() > LANES;
        }
    };

    /// Whether the batch is not before its turn; then the one after it is the next.
    boolean takes(SessionCommand.Turn turn) {
        long expected = Math.max(next.getOrDefault(turn.lane(), 0L), turn.oldest());
        if (turn.number() > expected) {
            return false;
        }
        next.merge(turn.lane(), turn.number() + 1, Math::max);
        return true;
    }
}
