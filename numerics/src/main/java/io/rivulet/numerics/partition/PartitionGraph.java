// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.Arrays;

/// The undirected graph of a matrix, or what matching made of it: neighbours of v at `start[v]` … `start[v + 1]`.
///
/// @param weight of an edge: stored entries between the two, in both directions
/// @param size of a vertex: stored entries of its rows
record PartitionGraph(int[] start, int[] neighbour, int[] weight, int[] size) {
    /// **Cost** two passes over the pattern and a transposition.
    static PartitionGraph of(CsrMatrix a) {
        int n = a.rows();
        CsrMatrix transpose = a.transpose();
        int[] start = new int[n + 1];
        int[] neighbour = new int[2 * a.nnz()];
        int[] weight = new int[2 * a.nnz()];
        int[] size = new int[n];
        int end = 0;
        for (int i = 0; i < n; i++) {
            int k = a.rowStart()[i];
            int l = transpose.rowStart()[i];
            size[i] = Math.max(1, a.rowStart()[i + 1] - k);
            while (k < a.rowStart()[i + 1] || l < transpose.rowStart()[i + 1]) {
                int right = k < a.rowStart()[i + 1] ? a.column()[k] : n;
                int left = l < transpose.rowStart()[i + 1] ? transpose.column()[l] : n;
                int j = Math.min(right, left);
                k += right == j ? 1 : 0;
                l += left == j ? 1 : 0;
                if (j != i) {
                    neighbour[end] = j;
                    weight[end++] = right == left ? 2 : 1;
                }
            }
            start[i + 1] = end;
        }
        return new PartitionGraph(start, Arrays.copyOf(neighbour, end), Arrays.copyOf(weight, end), size);
    }

    int vertices() {
        return size.length;
    }

    long totalSize() {
        return Arrays.stream(size).asLongStream().sum();
    }

    /// The pattern with ones, without a diagonal.
    CsrMatrix pattern() {
        double[] ones = new double[neighbour.length];
        Arrays.fill(ones, 1.0);
        return CsrMatrix.adopt(vertices(), start, neighbour, ones);
    }

    /// The graph among some vertices, in this order. `position` is space of one entry a vertex, all −1, and is again
    /// afterwards.
    PartitionGraph among(int[] chosen, int[] position) {
        int edges = 0;
        for (int v = 0; v < chosen.length; v++) {
            position[chosen[v]] = v;
            edges += start[chosen[v] + 1] - start[chosen[v]];
        }
        int[] newStart = new int[chosen.length + 1];
        int[] newNeighbour = new int[edges];
        int[] newWeight = new int[edges];
        int[] newSize = new int[chosen.length];
        int end = 0;
        for (int v = 0; v < chosen.length; v++) {
            newSize[v] = size[chosen[v]];
            for (int k = start[chosen[v]]; k < start[chosen[v] + 1]; k++) {
                if (position[neighbour[k]] >= 0) {
                    newNeighbour[end] = position[neighbour[k]];
                    newWeight[end++] = weight[k];
                }
            }
            newStart[v + 1] = end;
        }
        for (int v : chosen) {
            position[v] = -1;
        }
        return new PartitionGraph(newStart, Arrays.copyOf(newNeighbour, end), Arrays.copyOf(newWeight, end), newSize);
    }
}
