// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The last updates of a simulation, without fields, for viewers who come back.
/// **Bounded by** its capacity. **Thread** one.
public final class UpdateRing {
    private final int capacity;
    private final Deque<FieldUpdate> kept = new ArrayDeque<>();
    private long before;

    /// @param before the step after which it begins to keep
    public UpdateRing(int capacity, long before) {
        this.capacity = capacity;
        this.before = before;
    }

    public void add(FieldUpdate update) {
        kept.add(update.figures());
        if (kept.size() > capacity) {
            before = kept.remove().step();
        }
    }

    /// Whether nothing after `step` is missing.
    public boolean covers(long step) {
        return step >= before;
    }

    /// Those after `step` that there are.
    public List<FieldUpdate> after(long step) {
        List<FieldUpdate> all = new ArrayList<>();
        for (FieldUpdate each : kept) {
            if (each.step() > step) {
                all.add(each);
            }
        }
        return all;
    }
}
