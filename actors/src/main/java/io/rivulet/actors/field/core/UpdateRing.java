// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The last updates of a simulation, without fields, for viewers who come back. It knows which steps were
/// told at all: who wants others has missed something.
/// **Bounded by** its capacity, and the viewers whose paces there are. **Thread** one.
public final class UpdateRing {
    private final int capacity;
    private final Deque<FieldUpdate> kept = new ArrayDeque<>();
    /// By pace, the step after which every one that it divides was told.
    private final Map<Integer, Long> told = new TreeMap<>();
    private long before;

    /// @param before the step after which it begins to keep
    public UpdateRing(int capacity, long before) {
        this.capacity = capacity;
        this.before = before;
    }

    /// From `step` on, these are told and no others.
    public void tellsAfter(long step, Collection<Integer> every) {
        told.keySet().retainAll(every);
        every.forEach(each -> told.putIfAbsent(each, step));
    }

    public void add(FieldUpdate update) {
        kept.add(update.figures());
        if (kept.size() > capacity) {
            before = kept.remove().step();
        }
    }

    /// Whether nothing after `step` that is wanted is missing.
    public boolean covers(long step, Collection<Integer> wanted) {
        return step >= before && wanted.stream().allMatch(each -> wasTold(each, step));
    }

    private boolean wasTold(int every, long after) {
        return told.entrySet().stream().anyMatch(pace -> every % pace.getKey() == 0 && pace.getValue() <= after);
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
