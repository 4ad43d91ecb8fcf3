// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import java.util.Arrays;

/// The edges of the vertex about to be eliminated: one to each neighbour, lightest first, the ground among them as
/// vertex n.
final class Star {
    /// Below this many elements insertion is the fastest way to sort.
    private static final int FEW = 40;

    /// Upper half of a double: orders positive numbers to 20 bits of fraction.
    private static final long ORDER = 0xffff_ffffL << 32;

    private final int groundVertex;
    private final int copies;
    private int size;
    private double total;
    private int[] neighbour = new int[64];
    private double[] weight = new double[64];
    private double[] absolute = new double[64];
    private int[] copy = new int[64];
    private long[] order = new long[64];
    private double[] before = new double[65];

    Star(int groundVertex, int copies) {
        this.groundVertex = groundVertex;
        this.copies = copies;
    }

    /// Reads the edges of v, merges parallel ones, and tells the neighbours that v goes in `round`. Two parallel edges
    /// of opposite sign, of weights p ≥ q, are one of weight p − q and two of weight 2q to the ground, exactly.
    void take(ReducedGraph graph, int v, int round) {
        collect(graph, v);
        double grounded = graph.ground[v];
        int[] record = graph.record;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            int to = neighbour[i];
            int at = to << ReducedGraph.RECORD_BITS;
            record[at + ReducedGraph.ROUND] = round;
            record[at + ReducedGraph.DEGREE] -= copy[i];
            double net = weight[i];
            double cancelled = absolute[i] - Math.abs(net);
            if (cancelled > 0) {
                grounded += cancelled;
                graph.ground[to] += cancelled;
            }
            if (net != 0) {
                keep(kept++, to, net, copy[i]);
            }
        }
        if (grounded > 0) {
            keep(kept++, groundVertex, grounded, copies);
        }
        size = kept;
        sort();
    }

    private void collect(ReducedGraph graph, int v) {
        int[] record = graph.record;
        long[] list = graph.list(v);
        int start = graph.listStart(v);
        int end = start + graph.length(v);
        reserve(end - start + 1);
        int found = 0;
        for (int k = start; k < end; k++) {
            long edge = list[k];
            int to = PackedEdge.to(edge);
            int at = to << ReducedGraph.RECORD_BITS;
            if (record[at + ReducedGraph.ROUND] == ReducedGraph.ELIMINATED) {
                continue;
            }
            double w = PackedEdge.weight(edge);
            int slot = record[at + ReducedGraph.SLOT];
            if (slot < found && neighbour[slot] == to) {
                weight[slot] += w;
                absolute[slot] += Math.abs(w);
                copy[slot] += PackedEdge.copies(edge);
            } else {
                record[at + ReducedGraph.SLOT] = found;
                neighbour[found] = to;
                weight[found] = w;
                absolute[found] = Math.abs(w);
                copy[found++] = PackedEdge.copies(edge);
            }
        }
        size = found;
    }

    private void keep(int slot, int to, double net, int count) {
        neighbour[slot] = to;
        weight[slot] = net;
        absolute[slot] = Math.abs(net);
        copy[slot] = Math.min(copies, count);
    }

    private void reserve(int length) {
        if (neighbour.length < length) {
            int room = 2 * length;
            neighbour = new int[room];
            weight = new double[room];
            absolute = new double[room];
            copy = new int[room];
            order = new long[room];
            before = new double[room + 1];
        }
    }

    private void sort() {
        for (int i = 0; i < size; i++) {
            order[i] = Double.doubleToRawLongBits(absolute[i]) & ORDER | i;
        }
        if (size > FEW) {
            Arrays.sort(order, 0, size);
        } else {
            insertionSort();
        }
        double sum = 0.0;
        for (int i = 0; i < size; i++) {
            before[i] = sum;
            sum += absolute[(int) order[i]];
        }
        before[size] = sum;
        total = sum;
    }

    private void insertionSort() {
        for (int i = 1; i < size; i++) {
            long moving = order[i];
            int at = i;
            while (at > 0 && order[at - 1] > moving) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = moving;
        }
    }

    /// Neighbours, the ground included.
    int size() {
        return size;
    }

    /// Σ|w| over all neighbours.
    double total() {
        return total;
    }

    int neighbour(int i) {
        return neighbour[(int) order[i]];
    }

    /// With its sign.
    double weight(int i) {
        return weight[(int) order[i]];
    }

    int copies(int i) {
        return copy[(int) order[i]];
    }

    /// Σ|w| over the neighbours before i.
    double before(int i) {
        return before[i];
    }

    /// The last neighbour after `i` with less than `sum` before it.
    int find(int i, double sum) {
        int low = i + 1;
        int high = size - 1;
        if (high - low < FEW) {
            while (high > low && before[high] > sum) {
                high--;
            }
            return high;
        }
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (before[middle] <= sum) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
