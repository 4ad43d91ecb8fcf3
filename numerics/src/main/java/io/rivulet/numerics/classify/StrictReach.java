// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.function.Supplier;

/// Whether a path of non-zero entries leads from every row to a strict one. **Source** Shivakumar, Chew 1974.
final class StrictReach {
    /// Passes over the rows, up and down, before a search by breadth; on grids the first one reaches all.
    private static final int MAX_PASSES = 4;

    private final CsrMatrix a;
    private final boolean[] reached;
    private int count;

    private StrictReach(CsrMatrix a, Dominance[] standing) {
        this.a = a;
        this.reached = new boolean[standing.length];
        for (int i = 0; i < standing.length; i++) {
            if (standing[i] == Dominance.STRICT) {
                reached[i] = true;
                count++;
            }
        }
    }

    /// `transpose` is asked for when passes over A do not settle it.
    static boolean fromAllRows(CsrMatrix a, Supplier<CsrMatrix> transpose, Dominance[] standing) {
        StrictReach reach = new StrictReach(a, standing);
        int n = standing.length;
        boolean found = reach.count > 0;
        for (int pass = 0; pass < MAX_PASSES && found && reach.count < n; pass++) {
            found = reach.pass(pass % 2 == 0);
        }
        return reach.count == n || found && reach.search(transpose.get());
    }

    /// Takes in rows that lead to a reached one, in this order; answers whether there was any in it.
    private boolean pass(boolean upwards) {
        int before = count;
        int n = reached.length;
        for (int step = 0; step < n; step++) {
            int i = upwards ? step : n - 1 - step;
            if (!reached[i] && leads(i)) {
                reached[i] = true;
                count++;
            }
        }
        return count > before;
    }

    private boolean leads(int i) {
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            if (reached[a.column()[k]] && a.value()[k] != 0.0) {
                return true;
            }
        }
        return false;
    }

    /// Backwards from what is reached, over columns.
    private boolean search(CsrMatrix transpose) {
        int n = reached.length;
        int[] queue = new int[n];
        int size = 0;
        for (int i = 0; i < n; i++) {
            if (reached[i]) {
                queue[size++] = i;
            }
        }
        for (int head = 0; head < size; head++) {
            int j = queue[head];
            for (int k = transpose.rowStart()[j]; k < transpose.rowStart()[j + 1]; k++) {
                int i = transpose.column()[k];
                if (!reached[i] && transpose.value()[k] != 0.0) {
                    reached[i] = true;
                    queue[size++] = i;
                }
            }
        }
        return size == n;
    }
}
