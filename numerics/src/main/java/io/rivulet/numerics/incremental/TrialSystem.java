// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A and b under one more change, which the [MutableSystem] below does not get: what changes lies over it.
/// **Cost** the rows and entries that the change names. **Thread** that of the system.
final class TrialSystem {
    /// A row of A as the change would make it, columns rising.
    record Row(int[] column, double[] value) {
        double get(int j) {
            int at = Arrays.binarySearch(column, j);
            return at < 0 ? 0.0 : value[at];
        }

        private Row with(int j, double now) {
            int at = Arrays.binarySearch(column, j);
            if (at >= 0) {
                double[] other = value.clone();
                other[at] = now;
                return new Row(column, other);
            }
            int to = -at - 1;
            int[] columns = new int[column.length + 1];
            double[] values = new double[column.length + 1];
            System.arraycopy(column, 0, columns, 0, to);
            System.arraycopy(value, 0, values, 0, to);
            columns[to] = j;
            values[to] = now;
            System.arraycopy(column, to, columns, to + 1, column.length - to);
            System.arraycopy(value, to, values, to + 1, column.length - to);
            return new Row(columns, values);
        }
    }

    private final MutableSystem system;
    private final Map<Integer, Double> b = new HashMap<>();
    private final Map<Integer, Row> rows = new HashMap<>();
    private final Map<Integer, Set<Integer>> addedInColumn = new HashMap<>();

    /// `change` replaces not all of b.
    TrialSystem(MutableSystem system, CostUpdate change) {
        this.system = system;
        SparseVector set = change.set();
        for (int k = 0; k < set.size(); k++) {
            b.put(set.indices()[k], set.values()[k]);
        }
        SparseVector delta = change.delta();
        for (int k = 0; k < delta.size(); k++) {
            int i = delta.indices()[k];
            b.put(i, b(i) + delta.values()[k]);
        }
        for (EntryChange entry : change.matrix()) {
            set(entry.row(), entry.column(), entry.newValue());
        }
    }

    private void set(int i, int j, double value) {
        Row before = rows.get(i);
        double old = before == null ? system.get(i, j) : before.get(j);
        if (old == value) {
            return;
        }
        rows.put(i, (before == null ? copy(i) : before).with(j, value));
        addedInColumn.computeIfAbsent(j, _ -> new HashSet<>()).add(i);
    }

    private Row copy(int i) {
        int from = system.from(i);
        int to = system.to(i);
        return new Row(Arrays.copyOfRange(system.columns(i), from, to), Arrays.copyOfRange(system.values(i), from, to));
    }

    double b(int i) {
        Double changed = b.get(i);
        return changed == null ? system.b()[i] : changed;
    }

    Map<Integer, Double> costs() {
        return b;
    }

    /// The changed rows of A.
    Map<Integer, Row> rows() {
        return rows;
    }

    /// Row i where the change touches it, else null.
    @Nullable
    Row row(int i) {
        return rows.isEmpty() ? null : rows.get(i);
    }

    /// Row i, which the change touches.
    Row changed(int i) {
        return Objects.requireNonNull(rows.get(i));
    }

    /// Rows whose entry in column j the change touches.
    Set<Integer> touchedIn(int j) {
        return addedInColumn.isEmpty() ? Set.of() : addedInColumn.getOrDefault(j, Set.of());
    }
}
