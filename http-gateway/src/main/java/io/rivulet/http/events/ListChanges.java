// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.events;

import io.rivulet.serialization.view.EventJson;
import io.rivulet.serialization.view.LiveSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What one watcher has been told of a list of sessions: of the next one only what differs is told.
/// **Thread** confined to its stream. **Bounded by** the list's own length.
final class ListChanges {
    private Map<UUID, LiveSession> told = Map.of();
    private boolean begun;
    private boolean more;

    /// The line that makes the list out of what was told before; empty where that is the list.
    Optional<byte[]> after(LiveViews.Listed now, long atMillis) {
        var next = new LinkedHashMap<UUID, LiveSession>();
        var changed = new ArrayList<LiveSession>();
        for (LiveSession row : now.rows()) {
            UUID id = row.row().id();
            next.put(id, row);
            if (!row.equals(told.get(id))) {
                changed.add(row);
            }
        }
        List<UUID> gone =
                told.keySet().stream().filter(id -> !next.containsKey(id)).toList();
        boolean same = begun && changed.isEmpty() && gone.isEmpty() && more == now.more();
        boolean whole = !begun;
        told = next;
        begun = true;
        more = now.more();
        return same ? Optional.empty() : Optional.of(EventJson.sessions(whole, changed, gone, more, atMillis));
    }
}
