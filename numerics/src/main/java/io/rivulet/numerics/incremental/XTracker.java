// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Which entries of x a line carries, and how many a repair moved. Where a repair touched few entries, only those are
/// looked at: the others are as they were when they were looked at last.
/// **Cost** of a repair the entries that it touched, of an iterate, or after one, n.
final class XTracker {
    private static final int FEW = 64;

    private final XSelection selection;
    private final double deadband;
    private final double[] repaired;
    private final double[] told;

    /// Entries of x may have changed that nobody has named.
    private boolean unseen = true;

    /// Nothing has been told of x.
    private boolean first = true;

    XTracker(XSelection selection, double deadband, double[] x) {
        this.selection = selection;
        this.deadband = deadband;
        this.repaired = x.clone();
        this.told = selection instanceof XSelection.TopChanges || selection instanceof XSelection.Changes
                ? x.clone()
                : new double[0];
    }

    /// From now on any entry of x may change, until the end of a repair is told.
    void lookAtAll() {
        unseen = true;
    }

    /// The entries of an iterate for a line.
    SparseVector tellIterate(double[] iterate) {
        unseen = true;
        return tell(iterate, null);
    }

    /// The end of a repair.
    ///
    /// @param changed entries that moved by more than the deadband since the repair before
    record Told(int changed, SparseVector x) {}

    /// What there is to tell of `x` at the end of a repair; `touched` are the entries that it can have changed, null
    /// for
    /// all.
    Told tellRepair(double[] x, @Nullable RowSet touched) {
        RowSet looked = unseen ? null : touched;
        unseen = false;
        return new Told(repaired(x, looked), tell(x, looked));
    }

    private SparseVector tell(double[] x, @Nullable RowSet touched) {
        return switch (selection) {
            case XSelection.None _ -> SparseVector.EMPTY;
            case XSelection.Full _ -> {
                int[] all = new int[x.length];
                Arrays.setAll(all, i -> i);
                yield SparseVector.adopt(all, x.clone());
            }
            case XSelection.Indices(int[] indices) -> pick(x, indices.clone());
            case XSelection.TopChanges(int count) -> topChanges(x, touched, count);
            case XSelection.Changes _ -> changes(x, touched);
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

    private SparseVector changes(double[] x, @Nullable RowSet touched) {
        int candidates = first || touched == null ? x.length : touched.size();
        int[] indices = new int[Math.min(candidates, FEW)];
        int size = 0;
        for (int k = 0; k < candidates; k++) {
            int i = first || touched == null ? k : touched.get(k);
            // Also where a difference is not a number: what is not finite is told as such, and mended later.
            if (first || !(Math.abs(x[i] - told[i]) <= deadband)) {
                told[i] = x[i];
                if (size == indices.length) {
                    indices = Arrays.copyOf(indices, Math.min(2 * size, candidates));
                }
                indices[size++] = i;
            }
        }
        first = false;
        return pick(x, Arrays.copyOf(indices, size));
    }

    /// How many entries moved by more than the deadband since the repair before, which this one now is.
    private int repaired(double[] x, @Nullable RowSet touched) {
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
