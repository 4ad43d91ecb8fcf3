// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.view;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.IdentifiedUpdate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Updates that a repair has answered, as members of a swarm are told of them: one, or several in a row.
/// **Bounded by** [#ENTRIES].
///
/// @param updateId of the last one, as `sourceNode`
/// @param updates how many; others between them were not significant, or not to be told
/// @param entries of b and A that were changed, counted once an update
/// @param change what changed, where it is one update of b in few entries; else null
/// @param depth over so many links it may be told; of several updates that of the one that may go least far
public record CostDelta(
        long firstRevision,
        long revision,
        long updates,
        String updateId,
        @Nullable String sourceNode,
        long entries,
        @Nullable CostUpdate change,
        int depth) {
    /// Entries of b that are told; beyond it is said how many there are.
    public static final int ENTRIES = 64;

    public static CostDelta of(IdentifiedUpdate update, long revision) {
        CostUpdate change = update.update();
        boolean brief = change.vector() == null && change.matrix().isEmpty() && change.entries() <= ENTRIES;
        return new CostDelta(
                revision,
                revision,
                1,
                update.identity().updateId().toString(),
                update.identity().sourceNode(),
                change.entries(),
                brief ? change : null,
                update.depth());
    }

    /// Both together; `later` comes after this one.
    public CostDelta and(CostDelta later) {
        return new CostDelta(
                firstRevision,
                later.revision,
                updates + later.updates,
                later.updateId,
                later.sourceNode,
                entries + later.entries,
                null,
                Math.min(depth, later.depth));
    }

    /// The parts of [#change] by their names on the wire.
    record Part(String name, SparseVector entries) {}

    List<Part> parts() {
        return change == null
                ? List.of()
                : List.of(new Part("set_costs", change.set()), new Part("delta_costs", change.delta()));
    }
}
