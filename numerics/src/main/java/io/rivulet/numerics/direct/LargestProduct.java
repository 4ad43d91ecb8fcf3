// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// A row for each column such that the product of the entries picked is largest: they make good pivots where the
/// diagonal has zeros. Shortest augmenting paths over −log|a_ij|, measured by exponents; the diagonal first, then
/// whatever
/// can be had without a loss.
/// **Cost** O(entries) where most columns find a row at once, at worst n·entries·log n. **Units** entries read.
/// **Source** Duff, Koster 2001 (MC64); Jonker, Volgenant 1987.
final class LargestProduct {
    private static final int FREE = -1;

    private final NonZeros pattern;

    /// How far each entry lies below the largest of its column, in binary digits.
    private final int[] cost;

    private final int[] rowOf;
    private final int[] columnOf;
    private final long[] dualRow;
    private final long[] dualColumn;
    private final long[] distance;
    private final int[] reachedFrom;
    private final int[] touched;
    private final boolean[] settled;
    private final Heap heap;
    private final int[] cursor;
    private final int[] seenIn;
    private int nextRow;
    private int pairs;
    private int phase;
    private int pairsBeforePhase;
    private boolean started;
    private boolean free;
    private int left = -1;

    LargestProduct(CsrMatrix a, NonZeros pattern) {
        int n = pattern.rows();
        this.pattern = pattern;
        cost = new int[pattern.size()];
        rowOf = new int[n];
        columnOf = new int[n];
        dualRow = new long[n];
        dualColumn = new long[n];
        distance = new long[n];
        reachedFrom = new int[n];
        touched = new int[n];
        settled = new boolean[n];
        heap = new Heap(n);
        cursor = new int[n];
        seenIn = new int[n];
        Arrays.fill(rowOf, FREE);
        Arrays.fill(columnOf, FREE);
        Arrays.fill(distance, Long.MAX_VALUE);
        int[] most = new int[n];
        Arrays.fill(most, Integer.MIN_VALUE);
        for (int k = 0; k < cost.length; k++) {
            cost[k] = Math.getExponent(a.value()[pattern.at()[k]]);
            most[pattern.column()[k]] = Math.max(most[pattern.column()[k]], cost[k]);
        }
        for (int k = 0; k < cost.length; k++) {
            cost[k] = most[pattern.column()[k]] - cost[k];
        }
    }

    /// Works for about `units`; answers the units used, 0 once every row has its column or one has been found that
    /// can't.
    long advance(long units) {
        long work = 0;
        if (!started) {
            started = true;
            work += pairGreedily();
        }
        while (work < units && left < 0 && (!free || nextRow < rowOf.length)) {
            work += 1 + (free ? tryNextRow() : tryNextRowFreely());
        }
        return work;
    }

    private long tryNextRow() {
        int i = nextRow++;
        return columnOf[i] == FREE ? augment(i) : 0;
    }

    /// Passes over the rows that are left, each column seen once in a pass, until a pass finds nothing.
    private long tryNextRowFreely() {
        if (nextRow == rowOf.length) {
            free = pairs == pairsBeforePhase || pairs == rowOf.length;
            pairsBeforePhase = pairs;
            nextRow = 0;
            phase++;
            return 0;
        }
        int i = nextRow++;
        return columnOf[i] == FREE ? augmentFreely(i) : 0;
    }

    /// A row that gets no column of its own, which makes the matrix singular whatever its values; −1 if there is none.
    int left() {
        return left;
    }

    /// The row of each column, unless one is [#left].
    int[] rowOf() {
        return rowOf;
    }

    private long pairGreedily() {
        int n = rowOf.length;
        for (int i = 0; i < n; i++) {
            long least = Long.MAX_VALUE;
            for (int k = pattern.start()[i]; k < pattern.start()[i + 1]; k++) {
                least = Math.min(least, cost[k]);
            }
            dualRow[i] = least == Long.MAX_VALUE ? 0 : least;
        }
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < n; i++) {
                for (int k = pattern.start()[i]; columnOf[i] == FREE && k < pattern.start()[i + 1]; k++) {
                    int j = pattern.column()[k];
                    if (cost[k] == dualRow[i] && rowOf[j] == FREE && (pass == 1 || j == i)) {
                        pair(i, j);
                    }
                }
            }
        }
        return 3L * cost.length + n;
    }

    private void pair(int i, int j) {
        rowOf[j] = i;
        columnOf[i] = j;
        pairs++;
    }

    /// Depth first along entries that cost nothing beyond the duals; paths may be as long as n.
    private long augmentFreely(int root) {
        int depth = 0;
        long work = 1;
        touched[0] = root;
        cursor[root] = pattern.start()[root];
        while (depth >= 0) {
            int i = touched[depth];
            int end = pattern.start()[i + 1];
            int next = FREE;
            while (next == FREE && cursor[i] < end) {
                int k = cursor[i]++;
                int j = pattern.column()[k];
                work++;
                if (seenIn[j] <= phase && cost[k] == dualRow[i] + dualColumn[j]) {
                    seenIn[j] = phase + 1;
                    next = j;
                }
            }
            if (next == FREE) {
                depth--;
            } else if (rowOf[next] == FREE) {
                for (int d = depth; d >= 0; d--) {
                    int row = touched[d];
                    int column = pattern.column()[cursor[row] - 1];
                    rowOf[column] = row;
                    columnOf[row] = column;
                }
                pairs++;
                return work;
            } else {
                touched[++depth] = rowOf[next];
                cursor[rowOf[next]] = pattern.start()[rowOf[next]];
            }
        }
        return work;
    }

    /// Dijkstra from a free row to the nearest free column.
    private long augment(int root) {
        int size = 0;
        int end = FREE;
        long reached = 0;
        long work = 0;
        int i = root;
        int settledCount = 0;
        while (true) {
            for (int k = pattern.start()[i]; k < pattern.start()[i + 1]; k++) {
                int j = pattern.column()[k];
                long length = reached + cost[k] - dualRow[i] - dualColumn[j];
                if (!settled[j] && length < distance[j]) {
                    if (distance[j] == Long.MAX_VALUE) {
                        touched[size++] = j;
                    }
                    distance[j] = length;
                    reachedFrom[j] = i;
                    heap.put(j, distance);
                }
            }
            work += pattern.start()[i + 1] - pattern.start()[i] + 1L;
            if (heap.isEmpty()) {
                break;
            }
            int j = heap.take(distance);
            settled[j] = true;
            settledCount++;
            reached = distance[j];
            if (rowOf[j] == FREE) {
                end = j;
                break;
            }
            i = rowOf[j];
        }
        if (end != FREE) {
            dualRow[root] += reached;
            for (int k = 0; k < size; k++) {
                int j = touched[k];
                if (settled[j] && j != end) {
                    long less = reached - distance[j];
                    dualColumn[j] -= less;
                    dualRow[rowOf[j]] += less;
                }
            }
            for (int j = end; j != FREE; ) {
                int row = reachedFrom[j];
                int before = columnOf[row];
                rowOf[j] = row;
                columnOf[row] = j;
                j = row == root ? FREE : before;
            }
            pairs++;
        } else {
            left = root;
        }
        for (int k = 0; k < size; k++) {
            distance[touched[k]] = Long.MAX_VALUE;
            settled[touched[k]] = false;
        }
        heap.clear();
        return work + size + settledCount;
    }

    /// Columns by distance, ties by number.
    private static final class Heap {
        private final int[] item;
        private final int[] position;
        private int size;

        Heap(int n) {
            item = new int[n];
            position = new int[n];
            Arrays.fill(position, -1);
        }

        boolean isEmpty() {
            return size == 0;
        }

        void clear() {
            while (size > 0) {
                position[item[--size]] = -1;
            }
        }

        /// Adds j, or moves it up after its distance fell.
        void put(int j, long[] distance) {
            int at = position[j] < 0 ? size++ : position[j];
            while (at > 0 && before(j, item[(at - 1) >>> 1], distance)) {
                item[at] = item[(at - 1) >>> 1];
                position[item[at]] = at;
                at = (at - 1) >>> 1;
            }
            item[at] = j;
            position[j] = at;
        }

        int take(long[] distance) {
            int top = item[0];
            position[top] = -1;
            int moved = item[--size];
            int at = 0;
            while (size > 0) {
                int child = 2 * at + 1;
                if (child + 1 < size && before(item[child + 1], item[child], distance)) {
                    child++;
                }
                if (child >= size || !before(item[child], moved, distance)) {
                    break;
                }
                item[at] = item[child];
                position[item[at]] = at;
                at = child;
            }
            if (size > 0) {
                item[at] = moved;
                position[moved] = at;
            }
            return top;
        }

        private static boolean before(int a, int b, long[] distance) {
            return distance[a] < distance[b] || distance[a] == distance[b] && a < b;
        }
    }
}
