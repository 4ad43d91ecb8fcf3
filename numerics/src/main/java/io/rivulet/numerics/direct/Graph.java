// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

/// Undirected edges without loops, each listed from both sides: the neighbours of i are `neighbour[start[i]]` to
/// `neighbour[start[i + 1] − 1]`. The arrays are not written to.
record Graph(int[] start, int[] neighbour) {
    int nodes() {
        return start.length - 1;
    }

    int degree(int i) {
        return start[i + 1] - start[i];
    }

    /// The pattern of B + Bᵀ without its diagonal. **Shapes** B is n×n; the columns of a row may stand in any order.
    static Graph ofSum(int n, int[] rowStart, int[] column) {
        int[] transposedStart = new int[n + 1];
        for (int k = 0; k < rowStart[n]; k++) {
            transposedStart[column[k] + 1]++;
        }
        for (int i = 0; i < n; i++) {
            transposedStart[i + 1] += transposedStart[i];
        }
        int[] next = transposedStart.clone();
        int[] rowOf = new int[rowStart[n]];
        for (int i = 0; i < n; i++) {
            for (int k = rowStart[i]; k < rowStart[i + 1]; k++) {
                rowOf[next[column[k]]++] = i;
            }
        }
        int[] seenBy = new int[n];
        java.util.Arrays.fill(seenBy, -1);
        int[] start = new int[n + 1];
        int[] neighbour = new int[Math.multiplyExact(2, rowStart[n])];
        int size = 0;
        for (int i = 0; i < n; i++) {
            seenBy[i] = i;
            for (int k = rowStart[i]; k < rowStart[i + 1]; k++) {
                if (seenBy[column[k]] != i) {
                    seenBy[column[k]] = i;
                    neighbour[size++] = column[k];
                }
            }
            for (int k = transposedStart[i]; k < transposedStart[i + 1]; k++) {
                if (seenBy[rowOf[k]] != i) {
                    seenBy[rowOf[k]] = i;
                    neighbour[size++] = rowOf[k];
                }
            }
            start[i + 1] = size;
        }
        return new Graph(start, java.util.Arrays.copyOf(neighbour, size));
    }
}
