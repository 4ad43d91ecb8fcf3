// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.DeltaContent;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SessionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which entries of b and A a list of updates touches. Their values are read from the engine, so nothing is ever summed
/// here.
/// **Thread** one at a time. **Bounded by** the updates given: the machine asks for a delta before they are many.
public final class ChangedEntries {
    private final TreeSet<Integer> b = new TreeSet<>();
    private final TreeMap<Integer, TreeSet<Integer>> matrix = new TreeMap<>();
    private boolean wholeVector;

    /// Of the updates up to `throughRevision` that a journal holds and no stored problem does.
    public static ChangedEntries upTo(SessionSnapshot durable, long throughRevision) {
        var changed = new ChangedEntries();
        for (SessionEvent.CostsApplied batch : durable.tail()) {
            StoredProblem.updatesBetween(batch, 0, throughRevision).forEach(changed::add);
        }
        return changed;
    }

    public void add(CostUpdate update) {
        wholeVector |= update.vector() != null;
        addAll(update.set());
        addAll(update.delta());
        for (EntryChange change : update.matrix()) {
            matrix.computeIfAbsent(change.row(), _ -> new TreeSet<>()).add(change.column());
        }
    }

    private void addAll(SparseVector entries) {
        for (int index : entries.indices()) {
            b.add(index);
        }
    }

    /// The touched entries as they are in `system`.
    public DeltaContent in(LinearSystem system) {
        var changes = new ArrayList<EntryChange>();
        matrix.forEach((row, columns) -> columns.forEach(
                column -> changes.add(new EntryChange(row, column, system.a().get(row, column), null))));
        return wholeVector
                ? new DeltaContent(system.b(), SparseVector.EMPTY, List.copyOf(changes))
                : new DeltaContent(null, changedCosts(system), List.copyOf(changes));
    }

    private SparseVector changedCosts(LinearSystem system) {
        int[] indices = b.stream().mapToInt(Integer::intValue).toArray();
        double[] values = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            values[k] = system.b().get(indices[k]);
        }
        return SparseVector.adopt(indices, values);
    }
}
