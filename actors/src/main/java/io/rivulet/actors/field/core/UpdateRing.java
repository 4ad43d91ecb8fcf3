// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/// The last updates of a simulation, without fields, for viewers who come back.
/// **Bounded by** its capacity. **Thread** one.
public final class UpdateRing {
    private final int capacity;
    private final Deque<FieldUpdate> kept = new ArrayDeque<>();

    public UpdateRing(int capacity) {
        this.capacity = capacity;
    }

    public void add(FieldUpdate update) {
        kept.add(update.figures());
        if (kept.size() > capacity) {
            kept.remove();
        }
    }

    /// Whether every step in `after + 1..now` that one of these paces divides is here: at whatever pace it was told,
    /// and to whomever.
    public boolean covers(long after, long now, Collection<Integer> every) {
        return every.stream().allMatch(pace -> {
            long due = now / pace - Math.max(0, after) / pace;
            long here = kept.stream()
                    .filter(each -> each.step() > after && each.step() <= now && each.step() % pace == 0)
                    .count();
            return here >= due;
        });
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
