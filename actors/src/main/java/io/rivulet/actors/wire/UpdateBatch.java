// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.wire;

import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.List;

/// Updates of one sender, in order: a reference inside a node, the event's own bytes between nodes, and behind them
/// how far each may be told.
public record UpdateBatch(List<IdentifiedUpdate> updates) {
    public UpdateBatch {
        updates = List.copyOf(updates);
    }

    /// Entries of b and A that these change.
    public int entries() {
        return updates.stream().mapToInt(u -> u.update().entries()).sum();
    }
}
