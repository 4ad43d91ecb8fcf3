// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.graph;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// Reverse Cuthill–McKee: an order of the rows that keeps neighbours near each other.
/// **Shapes** a matrix with a symmetric pattern. **Cost** O(nnz·log of the largest degree). **Source** George, Liu
/// 1981.
public final class CuthillMckee {
    private CuthillMckee() {}

    /// The new position of each row: breadth first from an outer row of each component, low degrees first, reversed.
    /// Stored zeros don't count.
    public static int[] positions(CsrMatrix a) {
        int n = a.rows();
        int[] order = new int[n];
        int[] mark = new int[n];
        Arrays.fill(mark, -1);
        boolean[] done = new boolean[n];
        int size = 0;
        int stamp = 0;
        for (int root = 0; root < n; root++) {
            if (done[root]) {
                continue;
            }
            int end = search(a, root, order, size, mark, stamp++);
            int outer = order[end - 1];
            end = search(a, outer, order, size, mark, stamp++);
            for (; size < end; size++) {
                done[order[size]] = true;
            }
        }
        int[] position = new int[n];
        for (int k = 0; k < n; k++) {
            position[order[k]] = n - 1 - k;
        }
        return position;
    }

    private static int search(CsrMatrix a, int root, int[] order, int from, int[] mark, int stamp) {
        int size = from;
        order[size++] = root;
        mark[root] = stamp;
        for (int head = from; head < size; head++) {
            int i = order[head];
            int before = size;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                if (mark[j] != stamp && a.value()[k] != 0.0) {
                    mark[j] = stamp;
                    order[size++] = j;
                }
            }
            sortByDegree(a, order, before, size);
        }
        return size;
    }

    private static void sortByDegree(CsrMatrix a, int[] order, int from, int to) {
        long[] keyed = new long[to - from];
        for (int k = from; k < to; k++) {
            int i = order[k];
            keyed[k - from] = ((long) (a.rowStart()[i + 1] - a.rowStart()[i]) << 32) | i;
        }
        Arrays.sort(keyed);
        for (int k = from; k < to; k++) {
            order[k] = (int) keyed[k - from];
        }
    }
}
