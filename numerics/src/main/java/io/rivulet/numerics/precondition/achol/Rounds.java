// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import java.util.Arrays;

/// The order of elimination: rounds over the vertices that are left, each of which takes a maximal independent set of
/// those with a low degree. Columns of one round don't need each other, so that a solve can work on a whole round at
/// once. In a forest half of the vertices have a degree of at most two, so that only such are taken and nothing is
/// sampled.
final class Rounds {
    /// A degree is low if at least this part of the vertices have none higher.
    static final double LOW_PART = 0.3;

    private static final int DEGREES = 1 << 12;

    private final ReducedGraph graph;
    private final int[] left;
    private final int[] histogram = new int[DEGREES];
    private int size;
    private int counted;
    private int read;
    private int kept;
    private int round = 1;
    private int low;
    private int[] ends = new int[64];
    private int closed;

    /// All vertices are left.
    Rounds(ReducedGraph graph, int vertices) {
        this.graph = graph;
        this.left = new int[vertices];
        this.size = vertices;
        Arrays.setAll(left, v -> v);
    }

    /// Before a round may begin it counts degrees, of `most` vertices at a time; answers how many it counted.
    int count(int most) {
        int from = counted;
        counted = Math.min(size, from + most);
        for (int i = from; i < counted; i++) {
            histogram[Math.clamp(graph.degree(left[i]), 0, DEGREES - 1)]++;
        }
        if (counted == size) {
            low = lowDegree();
        }
        return counted - from;
    }

    private int lowDegree() {
        long wanted = (long) Math.ceil(LOW_PART * size);
        long seen = 0;
        for (int degree = 0; degree < DEGREES - 1; degree++) {
            seen += histogram[degree];
            if (seen >= wanted) {
                return degree;
            }
        }
        return Integer.MAX_VALUE;
    }

    boolean counting() {
        return counted < size;
    }

    /// Looks at the next vertex: answers it if its turn has come, −1 if it stays for another round.
    int look() {
        int v = left[read++];
        if (graph.blocked(v, round) || graph.degree(v) > low) {
            left[kept++] = v;
            return -1;
        }
        return v;
    }

    /// Whether this round has looked at every vertex.
    boolean roundIsOver() {
        return read == size;
    }

    /// Ends the round after the columns `upTo` are there.
    void endRound(int upTo) {
        if (closed == ends.length) {
            ends = Arrays.copyOf(ends, 2 * closed);
        }
        ends[closed++] = upTo;
        size = kept;
        counted = 0;
        read = 0;
        kept = 0;
        round++;
        Arrays.fill(histogram, 0);
    }

    boolean done() {
        return size == 0;
    }

    int round() {
        return round;
    }

    /// For each round the number of columns up to its end.
    int[] ends() {
        return Arrays.copyOf(ends, closed);
    }
}
