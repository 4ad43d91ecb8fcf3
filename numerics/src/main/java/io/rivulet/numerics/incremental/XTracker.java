// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Which entries of x a line carries, and how many a repair moved. Where a repair touched few entries, only those are
/// looked at: the others are as they were told.
final class XTracker {
    private final XSelection selection;
    private final double deadband;
    private final double[] repaired;
    private final double[] told;

    XTracker(XSelection selection, double deadband, double[] x) {
        this.selection = selection;
        this.deadband = deadband;
        this.repaired = x.clone();
        this.told = selection instanceof XSelection.TopChanges ? x.clone() : new double[0];
    }

    /// The entries of `x` for a line; `touched` are those that can have changed since the line before, null for all.
    SparseVector tell(double[] x, @Nullable RowSet touched) {
        return switch (selection) {
            case XSelection.None _ -> SparseVector.EMPTY;
            case XSelection.Full _ -> {
                int[] all = new int[x.length];
                Arrays.setAll(all, i -> i);
                yield SparseVector.adopt(all, x.clone());
            }
            case XSelection.Indices(int[] indices) -> pick(x, indices.clone());
            case XSelection.TopChanges(int count) -> topChanges(x, touched, count);
        };
    }

    private static SparseVector pick(double[] x, int[] indices) {
        double[] values = new double[indices.length];
        for (int k = 0; k < indices.length; k++) {
            values[k] = x[indices[k]];
        }
        return SparseVector.adopt(indices, values);
    }

    private SparseVector topChanges(double[] x, @Nullable RowSet touched, int count) {
        record Moved(int index, double by) {}
        Comparator<Moved> leastFirst =
                Comparator.comparingDouble(Moved::by).thenComparing(Moved::index, Comparator.reverseOrder());
        PriorityQueue<Moved> top = new PriorityQueue<>(leastFirst);
        int candidates = touched == null ? x.length : touched.size();
        for (int k = 0; k < candidates; k++) {
            int i = touched == null ? k : touched.get(k);
            double by = Math.abs(x[i] - told[i]);
            told[i] = x[i];
            if (by > 0 && count > 0) {
                Moved last = top.peek();
                if (top.size() < count) {
                    top.add(new Moved(i, by));
                } else if (last != null && by >= last.by()) {
                    Moved moved = new Moved(i, by);
                    if (leastFirst.compare(moved, last) > 0) {
                        top.poll();
                        top.add(moved);
                    }
                }
            }
        }
        return pick(x, top.stream().mapToInt(Moved::index).sorted().toArray());
    }

    /// How many entries moved by more than the deadband since the repair before, which this one now is.
    int repaired(double[] x, @Nullable RowSet touched) {
        int changed = 0;
        int candidates = touched == null ? x.length : touched.size();
        for (int k = 0; k < candidates; k++) {
            int i = touched == null ? k : touched.get(k);
            if (Math.abs(x[i] - repaired[i]) > deadband) {
                changed++;
            }
            repaired[i] = x[i];
        }
        return changed;
    }

    long sizeBytes() {
        return 8L * (repaired.length + told.length);
    }
}
