// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/// Which messages have reached which members lately.
/// **Bounded by** [#WINDOW], and [#WINDOW_MILLIS]. **Thread** one at a time.
public final class SeenIds {
    /// Ids that are known again, of all members together.
    public static final int WINDOW = 100_000;

    /// For so long; a copy that takes longer is taken as new, where its epoch still counts.
    public static final long WINDOW_MILLIS = 600_000;

    private record Seen(String member, UUID id) {}

    private final Map<Seen, Long> seen = new LinkedHashMap<>();

    /// False where it is known.
    boolean remember(String member, UUID id, long nanos) {
        Iterator<Map.Entry<Seen, Long>> oldest = seen.entrySet().iterator();
        while (oldest.hasNext() && nanos - oldest.next().getValue() >= TimeUnit.MILLISECONDS.toNanos(WINDOW_MILLIS)) {
            oldest.remove();
        }
        Seen key = new Seen(member, id);
        if (seen.containsKey(key)) {
            return false;
        }
        if (seen.size() >= WINDOW) {
            seen.remove(seen.keySet().iterator().next());
        }
        seen.put(key, nanos);
        return true;
    }
}
