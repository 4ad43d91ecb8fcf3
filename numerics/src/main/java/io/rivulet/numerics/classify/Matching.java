// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// A largest matching of rows to columns over the non-zero entries: a matrix with fewer than n pairs is
/// singular whatever its values.
/// **Cost** O(nnz·√n), about 5·n ints. **Source** Hopcroft, Karp 1973; diagonal entries are matched first, as
/// in Duff 1981 (MC21).
final class Matching {
    private static final int FREE = -1;
    private static final int FAR = Integer.MAX_VALUE;

    private final CsrMatrix a;
    private final int[] columnOf;
    private final int[] rowOf;
    private final int[] level;
    private final int[] cursor;
    private final int[] queue;

    private Matching(CsrMatrix a) {
        this.a = a;
        int n = a.rows();
        columnOf = new int[n];
        rowOf = new int[n];
        level = new int[n];
        cursor = new int[n];
        queue = new int[n];
        Arrays.fill(columnOf, FREE);
        Arrays.fill(rowOf, FREE);
    }

    /// Number of pairs.
    static int size(CsrMatrix a) {
        return new Matching(a).run();
    }

    private int run() {
        int n = a.rows();
        int pairs = 0;
        for (int i = 0; i < n; i++) {
            if (a.get(i, i) != 0.0) {
                pairs += pair(i, i);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; columnOf[i] == FREE && k < a.rowStart()[i + 1]; k++) {
                if (a.value()[k] != 0.0 && rowOf[a.column()[k]] == FREE) {
                    pairs += pair(i, a.column()[k]);
                }
            }
        }
        while (pairs < n && layer()) {
            System.arraycopy(a.rowStart(), 0, cursor, 0, n);
            for (int i = 0; i < n; i++) {
                if (columnOf[i] == FREE && augment(i)) {
                    pairs++;
                }
            }
        }
        return pairs;
    }

    private int pair(int row, int column) {
        columnOf[row] = column;
        rowOf[column] = row;
        return 1;
    }

    /// Levels of rows by alternating paths from the free ones. **Returns** whether a free column was reached.
    private boolean layer() {
        int size = 0;
        for (int i = 0; i < a.rows(); i++) {
            level[i] = columnOf[i] == FREE ? 0 : FAR;
            if (level[i] == 0) {
                queue[size++] = i;
            }
        }
        boolean reached = false;
        for (int head = 0; head < size; head++) {
            int i = queue[head];
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                if (a.value()[k] == 0.0) {
                    continue;
                }
                int next = rowOf[a.column()[k]];
                if (next == FREE) {
                    reached = true;
                } else if (level[next] == FAR) {
                    level[next] = level[i] + 1;
                    queue[size++] = next;
                }
            }
        }
        return reached;
    }

    /// Depth-first along the levels, by an explicit stack (in [#queue]): paths may be as long as n.
    private boolean augment(int root) {
        int depth = 0;
        queue[0] = root;
        while (depth >= 0) {
            int i = queue[depth];
            if (cursor[i] == a.rowStart()[i + 1]) {
                level[i] = FAR;
                depth--;
                continue;
            }
            int k = cursor[i]++;
            if (a.value()[k] == 0.0) {
                continue;
            }
            int next = rowOf[a.column()[k]];
            if (next == FREE) {
                for (; depth >= 0; depth--) {
                    int row = queue[depth];
                    pair(row, a.column()[cursor[row] - 1]);
                }
                return true;
            }
            if (level[next] != FAR && level[next] == level[i] + 1) {
                queue[++depth] = next;
            }
        }
        return false;
    }
}
