// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

/// The graph that is left while vertices are eliminated. An edge i–j of weight w stands for w·(x_i − x_j)², one of
/// weight −w for w·(x_i + x_j)², an edge to the ground for w·x_i². Every edge is stored at both ends; ends at an
/// eliminated vertex are skipped, and dropped when a list is tidied. Parallel edges are merged no later than when one
/// of their ends is eliminated.
final class ReducedGraph {
    /// Fields of the record of a vertex, 32 bytes that are fetched together.
    static final int RECORD_BITS = 3;

    static final int ADDRESS = 0;
    static final int LENGTH = 1;
    static final int SIZE_CLASS = 2;

    /// Edge copies at this vertex, about.
    static final int DEGREE = 3;

    /// The last round that a neighbour was eliminated in, or [#ELIMINATED].
    static final int ROUND = 4;

    /// Scratch: where a list being merged has this vertex.
    static final int SLOT = 5;

    static final int ELIMINATED = Integer.MAX_VALUE;

    /// A tidied list gets a larger block if it fills more than this part, 1/2, of the present one.
    private static final int GROWTH_SHIFT = 1;

    private static final int SMALLEST_CLASS = 2;

    private final int copies;
    private final EdgePool pool = new EdgePool();
    final int[] record;

    /// Weight to the ground.
    final double[] ground;

    private long[] scratch = new long[64];

    ReducedGraph(int vertices, int copies) {
        this.copies = copies;
        this.record = new int[vertices << RECORD_BITS];
        this.ground = new double[vertices];
    }

    /// Gives vertex v a list with room for `edges`, to be filled with [#put].
    void open(int v, int edges) {
        int at = v << RECORD_BITS;
        int sizeClass = Math.max(SMALLEST_CLASS, EdgePool.sizeClass(edges));
        record[at + ADDRESS] = pool.allocate(sizeClass);
        record[at + SIZE_CLASS] = sizeClass;
    }

    /// One end of an edge of the matrix, in as many copies as each edge begins with.
    void put(int v, int to, double weight) {
        int at = v << RECORD_BITS;
        int length = record[at + LENGTH]++;
        int address = record[at + ADDRESS];
        pool.segment(address)[EdgePool.offset(address) + length] = PackedEdge.of(to, weight, copies);
        record[at + DEGREE] += copies;
    }

    long[] list(int v) {
        return pool.segment(record[v << RECORD_BITS]);
    }

    int listStart(int v) {
        return EdgePool.offset(record[v << RECORD_BITS]);
    }

    int length(int v) {
        return record[(v << RECORD_BITS) + LENGTH];
    }

    int degree(int v) {
        return record[(v << RECORD_BITS) + DEGREE];
    }

    boolean blocked(int v, int round) {
        return record[(v << RECORD_BITS) + ROUND] == round;
    }

    /// A new edge, one copy of it.
    void connect(int i, int j, double weight) {
        append(i, PackedEdge.of(j, weight, 1));
        append(j, PackedEdge.of(i, weight, 1));
    }

    private void append(int v, long edge) {
        int at = v << RECORD_BITS;
        if (record[at + LENGTH] == 1 << record[at + SIZE_CLASS]) {
            tidy(v);
        }
        int length = record[at + LENGTH]++;
        int address = record[at + ADDRESS];
        pool.segment(address)[EdgePool.offset(address) + length] = edge;
        record[at + DEGREE]++;
    }

    /// Drops ends at eliminated vertices, merges parallel edges of one sign to at most `copies`, and finds a larger
    /// block if there is still little room.
    private void tidy(int v) {
        int at = v << RECORD_BITS;
        long[] list = list(v);
        int start = listStart(v);
        int end = start + record[at + LENGTH];
        if (scratch.length < end - start) {
            scratch = new long[1 << record[at + SIZE_CLASS]];
        }
        int kept = 0;
        int degree = 0;
        for (int k = start; k < end; k++) {
            long edge = list[k];
            int other = PackedEdge.to(edge) << RECORD_BITS;
            if (record[other + ROUND] == ELIMINATED) {
                continue;
            }
            int slot = record[other + SLOT];
            if (slot < kept && parallel(scratch[slot], edge)) {
                long merged = merge(scratch[slot], edge);
                degree += PackedEdge.copies(merged) - PackedEdge.copies(scratch[slot]);
                scratch[slot] = merged;
            } else {
                degree += PackedEdge.copies(edge);
                record[other + SLOT] = kept;
                scratch[kept++] = edge;
            }
        }
        int sizeClass = record[at + SIZE_CLASS];
        if (kept > 1 << sizeClass - GROWTH_SHIFT) {
            int larger = pool.allocate(sizeClass + 1);
            pool.release(record[at + ADDRESS], sizeClass);
            record[at + ADDRESS] = larger;
            record[at + SIZE_CLASS] = sizeClass + 1;
        }
        System.arraycopy(scratch, 0, list(v), listStart(v), kept);
        record[at + LENGTH] = kept;
        record[at + DEGREE] = degree;
    }

    private static boolean parallel(long one, long other) {
        return PackedEdge.to(one) == PackedEdge.to(other) && PackedEdge.weight(one) < 0 == PackedEdge.weight(other) < 0;
    }

    private long merge(long one, long other) {
        return PackedEdge.of(
                PackedEdge.to(one),
                PackedEdge.weight(one) + PackedEdge.weight(other),
                Math.min(copies, PackedEdge.copies(one) + PackedEdge.copies(other)));
    }

    /// Takes v out of the graph. Its list is lost.
    void eliminate(int v) {
        int at = v << RECORD_BITS;
        pool.release(record[at + ADDRESS], record[at + SIZE_CLASS]);
        record[at + ROUND] = ELIMINATED;
    }

    long sizeBytes() {
        return pool.sizeBytes() + 4L * record.length + 8L * ground.length + 8L * scratch.length;
    }
}
