// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Prefix sums of |a_ij|·u_j over the off-diagonal entries of long rows, made at the first visit, so that a
/// walk that passes a hub again and again does not read all of it each time.
/// **Bounded by** [#MOST_ENTRIES] kept in all; rows beyond that are not kept. **Thread** one.
final class LongRows {
    /// 16 MiB.
    static final int MOST_ENTRIES = 1 << 21;

    private final Rows rows;
    private final Comparison comparison;
    private final Map<Integer, double[]> kept = new HashMap<>();
    private int entries;
    private long cost;

    LongRows(Rows rows, Comparison comparison) {
        this.rows = rows;
        this.comparison = comparison;
    }

    /// The sums of row i by position, or null where there is no more room. [#cost] is what this call cost.
    double @Nullable [] prefix(int i) {
        double[] present = kept.get(i);
        int from = rows.from(i);
        int length = rows.to(i) - from;
        if (present != null) {
            cost = (long) Integer.SIZE - Integer.numberOfLeadingZeros(length);
            return present;
        }
        if (length > MOST_ENTRIES - entries) {
            return null;
        }
        int[] column = rows.columns(i);
        double[] value = rows.values(i);
        double[] sums = new double[length];
        double sum = 0.0;
        for (int k = 0; k < length; k++) {
            int j = column[from + k];
            sum += j == i ? 0.0 : Math.abs(value[from + k] * comparison.u(j));
            sums[k] = sum;
        }
        kept.put(i, sums);
        entries += length;
        cost = length + 1L;
        return sums;
    }

    long cost() {
        return cost;
    }

    /// The first position whose sum exceeds `point`: never one that adds nothing.
    static int find(double[] sums, double point) {
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > point) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // `point` was rounded up to the whole sum: back to the entry that reached it.
        while (low > 0 && sums[low] == sums[low - 1]) {
            low--;
        }
        return low;
    }
}
