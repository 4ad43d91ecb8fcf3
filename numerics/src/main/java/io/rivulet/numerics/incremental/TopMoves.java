// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.SparseVector;
import java.util.Comparator;
import java.util.PriorityQueue;

/// The entries that moved most, of those offered; of equal moves the lower index.
public final class TopMoves {
    private record Moved(int index, double value, double by) {}

    private static final Comparator<Moved> LEAST_FIRST =
            Comparator.comparingDouble(Moved::by).thenComparing(Moved::index, Comparator.reverseOrder());

    private final int count;
    private final PriorityQueue<Moved> top = new PriorityQueue<>(LEAST_FIRST);

    public TopMoves(int count) {
        this.count = count;
    }

    /// Entry `index`, which is `value` now and moved by so much.
    public void offer(int index, double value, double by) {
        Moved least = top.peek();
        if (!(by > 0) || count == 0 || top.size() == count && least != null && by < least.by()) {
            return;
        }
        top.add(new Moved(index, value, by));
        if (top.size() > count) {
            top.poll();
        }
    }

    /// What is kept, with its values, by index.
    public SparseVector byIndex() {
        Moved[] all = top.toArray(Moved[]::new);
        java.util.Arrays.sort(all, Comparator.comparingInt(Moved::index));
        int[] indices = new int[all.length];
        double[] values = new double[all.length];
        for (int k = 0; k < all.length; k++) {
            indices[k] = all[k].index();
            values[k] = all[k].value();
        }
        return SparseVector.adopt(indices, values);
    }
}
