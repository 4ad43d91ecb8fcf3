// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.numerics.incremental.EntryChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The present values of A's entries, as far as `old_value` asks for them: the matrix as it was loaded, over it what
/// became durable since, over that what was taken and is not durable yet.
/// **Bounded by** the distinct entries changed since loading ([#full] tells when to load anew), and the queue of costs.
final class EntryOverlay {
    /// Distinct changed entries that are always allowed; beyond it as many as A has.
    static final int LEAST_ENTRIES = 65_536;

    private record Pending(double value, long revision) {}

    private @Nullable MatrixLookup matrix;
    private final EntryTable durable = new EntryTable();
    private final Map<Long, Pending> pending = new HashMap<>();

    /// A is in memory with all updates up to `revision`; later ones come from `tail`.
    void loaded(MatrixLookup lookup, Tail tail, long revision) {
        matrix = lookup;
        durable.clear();
        tail.updatesAfter(revision).forEach(u -> durable(u.update().matrix(), u.revision()));
    }

    /// A is not in memory; what the tail changes is known nevertheless.
    void unloaded(Tail tail) {
        matrix = null;
        durable.clear();
        tail.updatesAfter(0).forEach(u -> durable(u.update().matrix(), u.revision()));
    }

    boolean knows(int row, int column) {
        long key = EntryTable.key(row, column);
        return matrix != null || pending.containsKey(key) || durable.contains(key);
    }

    /// The entry after everything taken so far; only where [#knows] says so.
    double value(int row, int column) {
        long key = EntryTable.key(row, column);
        Pending taken = pending.get(key);
        if (taken != null) {
            return taken.value();
        }
        MatrixLookup base = matrix;
        return durable.contains(key) || base == null ? durable.get(key) : base.get(row, column);
    }

    void taken(List<EntryChange> changes, long revision) {
        for (EntryChange change : changes) {
            pending.put(EntryTable.key(change.row(), change.column()), new Pending(change.newValue(), revision));
        }
    }

    void durable(List<EntryChange> changes, long revision) {
        for (EntryChange change : changes) {
            long key = EntryTable.key(change.row(), change.column());
            durable.put(key, change.newValue());
            Pending taken = pending.get(key);
            if (taken != null && taken.revision() <= revision) {
                pending.remove(key);
            }
        }
    }

    void forgetPending() {
        pending.clear();
    }

    boolean full(int nnz) {
        return durable.size() > Math.max(LEAST_ENTRIES, nnz);
    }
}
