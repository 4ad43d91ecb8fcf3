// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.RevisedUpdate;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.IdentifiedUpdate;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The batches of updates that no stored blob holds yet, in revision order; immutable.
public final class Tail {
    static final Tail EMPTY = new Tail(List.of(), 0, 0);

    private final List<CostsApplied> events;
    private final long entries;
    private final long bytes;

    private Tail(List<CostsApplied> events, long entries, long bytes) {
        this.events = events;
        this.entries = entries;
        this.bytes = bytes;
    }

    static Tail of(List<CostsApplied> events) {
        long entries = 0;
        long bytes = 0;
        for (CostsApplied event : events) {
            entries += entries(event);
            bytes += bytes(event);
        }
        return new Tail(List.copyOf(events), entries, bytes);
    }

    Tail with(CostsApplied event) {
        List<CostsApplied> longer = new ArrayList<>(events.size() + 1);
        longer.addAll(events);
        longer.add(event);
        return new Tail(Collections.unmodifiableList(longer), entries + entries(event), bytes + bytes(event));
    }

    /// Without the updates up to `revision`.
    Tail beyond(long revision) {
        List<CostsApplied> kept = new ArrayList<>();
        for (CostsApplied event : events) {
            if (event.firstRevision() > revision) {
                kept.add(event);
            } else if (lastRevision(event) > revision) {
                int from = Math.toIntExact(revision - event.firstRevision() + 1);
                List<IdentifiedUpdate> rest = List.copyOf(
                        event.updates().subList(from, event.updates().size()));
                kept.add(new CostsApplied(revision + 1, event.atMillis(), rest, event.seqReservedTo()));
            }
        }
        return of(kept);
    }

    public List<CostsApplied> events() {
        return events;
    }

    /// The updates after `revision`, each with its place in the order.
    public List<RevisedUpdate> updatesAfter(long revision) {
        List<RevisedUpdate> updates = new ArrayList<>();
        for (CostsApplied event : eventsAfter(revision)) {
            long next = event.firstRevision();
            for (IdentifiedUpdate update : event.updates()) {
                if (next > revision) {
                    updates.add(new RevisedUpdate(next, update.update()));
                }
                next++;
            }
        }
        return updates;
    }

    /// The batches that hold an update after `revision`. **Cost** O(those batches).
    List<CostsApplied> eventsAfter(long revision) {
        int first = events.size();
        while (first > 0 && lastRevision(events.get(first - 1)) > revision) {
            first--;
        }
        return events.subList(first, events.size());
    }

    /// Changed entries of b and A, one counted as often as it was changed.
    public long entries() {
        return entries;
    }

    /// About what the events take when encoded.
    public long bytes() {
        return bytes;
    }

    static long lastRevision(CostsApplied event) {
        return event.firstRevision() + event.updates().size() - 1;
    }

    private static long bytes(CostsApplied event) {
        long sum = 0;
        for (IdentifiedUpdate update : event.updates()) {
            sum += EventCodec.sizeOf(update);
        }
        return sum;
    }

    private static long entries(CostsApplied event) {
        long sum = 0;
        for (IdentifiedUpdate update : event.updates()) {
            sum += update.update().entries();
        }
        return sum;
    }
}
