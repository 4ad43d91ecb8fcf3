// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The problem after updates, as the plain left fold: in order, one addition per delta, nothing summed before. What
/// recovery, the verifier and tests hold the engine against, bit by bit; it shares no code with it.
public final class Replay {
    private Replay() {}

    /// **Cost** O(nnz + n + entries of the updates). **Errors** an index outside the system throws
    /// [IndexOutOfBoundsException]. An absent entry of A that is set to zero stays absent.
    public static LinearSystem apply(LinearSystem system, List<CostUpdate> updates) {
        CsrMatrix a = system.a();
        double[] b = system.b().values().clone();
        boolean sameMatrix = updates.stream().allMatch(update -> update.matrix().isEmpty());
        double[] value = sameMatrix ? a.value() : a.value().clone();
        Map<Integer, TreeMap<Integer, Double>> added = new TreeMap<>();
        for (CostUpdate update : updates) {
            DenseVector vector = update.vector();
            if (vector != null) {
                if (vector.size() != b.length) {
                    throw new IndexOutOfBoundsException("a vector of " + vector.size() + " for " + b.length + " rows");
                }
                b = vector.values().clone();
            }
            for (int k = 0; k < update.set().size(); k++) {
                b[update.set().indices()[k]] = update.set().values()[k];
            }
            for (int k = 0; k < update.delta().size(); k++) {
                b[update.delta().indices()[k]] += update.delta().values()[k];
            }
            for (EntryChange change : update.matrix()) {
                java.util.Objects.checkIndex(change.column(), b.length);
                int at = a.find(java.util.Objects.checkIndex(change.row(), b.length), change.column());
                if (at >= 0) {
                    value[at] = change.newValue();
                } else {
                    addEntry(added, change);
                }
            }
        }
        return new LinearSystem(merge(a, value, added), DenseVector.adopt(b));
    }

    private static void addEntry(Map<Integer, TreeMap<Integer, Double>> added, EntryChange change) {
        TreeMap<Integer, Double> row = added.get(change.row());
        if (change.newValue() == 0 && (row == null || !row.containsKey(change.column()))) {
            return;
        }
        added.computeIfAbsent(change.row(), _ -> new TreeMap<>()).put(change.column(), change.newValue());
    }

    private static CsrMatrix merge(CsrMatrix a, double[] value, Map<Integer, TreeMap<Integer, Double>> added) {
        int more = added.values().stream().mapToInt(TreeMap::size).sum();
        if (more == 0) {
            return a.withValues(value);
        }
        int n = a.rows();
        int[] start = new int[n + 1];
        int[] column = new int[value.length + more];
        double[] merged = new double[value.length + more];
        int at = 0;
        for (int i = 0; i < n; i++) {
            TreeMap<Integer, Double> row = added.getOrDefault(i, new TreeMap<>());
            int k = a.rowStart()[i];
            while (k < a.rowStart()[i + 1] || !row.isEmpty()) {
                boolean stored = row.isEmpty() || k < a.rowStart()[i + 1] && a.column()[k] < row.firstKey();
                if (stored) {
                    column[at] = a.column()[k];
                    merged[at++] = value[k++];
                } else {
                    Map.Entry<Integer, Double> first = row.pollFirstEntry();
                    column[at] = first.getKey();
                    merged[at++] = first.getValue();
                }
            }
            start[i + 1] = at;
        }
        return CsrMatrix.adopt(n, start, column, merged);
    }
}
