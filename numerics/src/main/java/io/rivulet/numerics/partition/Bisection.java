// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Cuts a graph in two so that edges of little weight are cut: matched to a small graph, that one cut by growing one
/// side from a vertex, and the cut improved on the way back. Deterministic for a seed.
/// **Cost** O(edges) a level, about two levels' worth in all.
/// **Source** Karypis, Kumar 1998 (multilevel, heavy edges, greedy growing); Fiduccia, Mattheyses 1982 (improvement).
final class Bisection {
    /// A graph of at most so many vertices is cut without matching.
    static final int COARSEST = 120;

    private static final int TRIES = 8;
    private static final int PASSES = 6;

    /// A pass ends after so many moves, or this part of the vertices if more, that found nothing better.
    private static final int FRUITLESS_MOVES = 100;

    private static final double FRUITLESS_PART = 0.01;

    /// A graph of more than this part of the vertices before is no smaller.
    private static final double STALLED = 0.95;

    private final int coarsest;
    private final double slack;

    /// Each side gets at most 1 + `slack` of its share, where the vertices allow it.
    Bisection(int coarsest, double slack) {
        this.coarsest = coarsest;
        this.slack = slack;
    }

    /// 0 or 1 for each vertex; side 0 gets about `share` of the size.
    byte[] of(PartitionGraph graph, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return descend(graph, share, random);
    }

    private byte[] descend(PartitionGraph graph, double share, SplittableRandom random) {
        if (graph.vertices() > coarsest) {
            int[] coarse = new int[graph.vertices()];
            int count = match(graph, random, coarse);
            if (count <= STALLED * graph.vertices()) {
                byte[] found = descend(contract(graph, coarse, count), share, random);
                byte[] side = new byte[graph.vertices()];
                for (int v = 0; v < side.length; v++) {
                    side[v] = found[coarse[v]];
                }
                new Improvement(graph, side, share, slack).run();
                return side;
            }
        }
        return grown(graph, share, random);
    }

    /// Pairs each vertex with the free neighbour it shares most with; answers how many vertices that makes.
    private int match(PartitionGraph graph, SplittableRandom random, int[] coarse) {
        int n = graph.vertices();
        long heaviest = Math.max(2, 3 * graph.totalSize() / (2 * coarsest));
        int[] order = permutation(n, random);
        Arrays.fill(coarse, -1);
        int count = 0;
        for (int v : order) {
            if (coarse[v] >= 0) {
                continue;
            }
            int partner = v;
            int most = 0;
            for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                int w = graph.neighbour()[k];
                boolean fits = (long) graph.size()[v] + graph.size()[w] <= heaviest;
                if (coarse[w] < 0 && fits && graph.weight()[k] > most) {
                    most = graph.weight()[k];
                    partner = w;
                }
            }
            coarse[v] = count;
            coarse[partner] = count++;
        }
        return count;
    }

    private static int[] permutation(int n, SplittableRandom random) {
        int[] order = new int[n];
        for (int v = 0; v < n; v++) {
            int at = random.nextInt(v + 1);
            order[v] = order[at];
            order[at] = v;
        }
        return order;
    }

    private static PartitionGraph contract(PartitionGraph graph, int[] coarse, int count) {
        int n = graph.vertices();
        int[] first = new int[count];
        int[] second = new int[count];
        Arrays.fill(second, -1);
        Arrays.fill(first, -1);
        int[] size = new int[count];
        for (int v = 0; v < n; v++) {
            size[coarse[v]] += graph.size()[v];
            if (first[coarse[v]] < 0) {
                first[coarse[v]] = v;
            } else {
                second[coarse[v]] = v;
            }
        }
        int[] start = new int[count + 1];
        int[] neighbour = new int[graph.neighbour().length];
        int[] weight = new int[graph.neighbour().length];
        int[] at = new int[count];
        Arrays.fill(at, -1);
        int end = 0;
        for (int c = 0; c < count; c++) {
            int from = end;
            for (int v = first[c]; v >= 0; v = v == first[c] ? second[c] : -1) {
                for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                    int d = coarse[graph.neighbour()[k]];
                    if (d == c) {
                        continue;
                    }
                    if (at[d] < from) {
                        at[d] = end;
                        neighbour[end] = d;
                        weight[end++] = 0;
                    }
                    weight[at[d]] += graph.weight()[k];
                }
            }
            start[c + 1] = end;
        }
        return new PartitionGraph(start, Arrays.copyOf(neighbour, end), Arrays.copyOf(weight, end), size);
    }

    /// The best of several sides grown from a vertex at random, each improved.
    private byte[] grown(PartitionGraph graph, double share, SplittableRandom random) {
        byte[] best = new byte[0];
        long bestOverload = 0;
        long bestCut = 0;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            byte[] side = grow(graph, share, random.nextInt(graph.vertices()));
            Improvement improvement = new Improvement(graph, side, share, slack);
            improvement.run();
            long overload = improvement.overload();
            long cut = improvement.cut();
            if (best.length == 0 || overload < bestOverload || overload == bestOverload && cut < bestCut) {
                best = side;
                bestOverload = overload;
                bestCut = cut;
            }
        }
        return best;
    }

    /// Takes, from `seed` on, the vertex next to side 0 that cuts least, until its share is reached; where a component
    /// is used up, the next vertex by number.
    private static byte[] grow(PartitionGraph graph, double share, int seed) {
        int n = graph.vertices();
        byte[] side = new byte[n];
        Arrays.fill(side, (byte) 1);
        GainHeap front = new GainHeap(new int[n]);
        long wanted = (long) (share * graph.totalSize());
        long taken = 0;
        int next = 0;
        int v = seed;
        while (true) {
            if (taken > 0 && taken + graph.size()[v] / 2 > wanted) {
                return side;
            }
            side[v] = 0;
            taken += graph.size()[v];
            for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                int w = graph.neighbour()[k];
                if (side[w] == 1) {
                    front.put(w, towardsZero(graph, side, w));
                }
            }
            if (!front.isEmpty()) {
                v = front.first();
                front.remove(v);
            } else {
                while (next < n && side[next] == 0) {
                    next++;
                }
                if (next == n) {
                    return side;
                }
                v = next;
            }
        }
    }

    private static int towardsZero(PartitionGraph graph, byte[] side, int v) {
        int gain = 0;
        for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
            gain += side[graph.neighbour()[k]] == 0 ? graph.weight()[k] : -graph.weight()[k];
        }
        return gain;
    }

    /// Moves single vertices over the cut, the best first even where it makes the cut worse, and goes back to the best
    /// state met.
    private static final class Improvement {
        private final PartitionGraph graph;
        private final byte[] side;
        private final long[] limit = new long[2];
        private final long[] load = new long[2];
        private final int[] gain;
        private final GainHeap[] movable;
        private final boolean[] moved;
        private final int[] moves;
        private long cut;

        Improvement(PartitionGraph graph, byte[] side, double share, double slack) {
            this.graph = graph;
            this.side = side;
            int n = graph.vertices();
            this.gain = new int[n];
            this.movable = new GainHeap[] {new GainHeap(gain), new GainHeap(gain)};
            this.moved = new boolean[n];
            this.moves = new int[n];
            long total = graph.totalSize();
            limit[0] = (long) Math.ceil(share * total * (1 + slack));
            limit[1] = (long) Math.ceil((1 - share) * total * (1 + slack));
            for (int v = 0; v < n; v++) {
                load[side[v]] += graph.size()[v];
                for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                    cut += side[graph.neighbour()[k]] == side[v] ? 0 : graph.weight()[k];
                }
            }
            cut /= 2;
        }

        long cut() {
            return cut;
        }

        long overload() {
            return Math.max(0, load[0] - limit[0]) + Math.max(0, load[1] - limit[1]);
        }

        void run() {
            for (int pass = 0; pass < PASSES; pass++) {
                long overload = overload();
                long before = cut;
                pass();
                if (overload() == overload && cut == before) {
                    return;
                }
            }
        }

        private void pass() {
            collect();
            long bestOverload = overload();
            long bestCut = cut;
            int best = 0;
            int count = 0;
            int patience = (int) Math.max(FRUITLESS_MOVES, FRUITLESS_PART * side.length);
            while (count - best < patience) {
                int v = choose();
                if (v < 0) {
                    break;
                }
                movable[side[v]].remove(v);
                moved[v] = true;
                move(v);
                moves[count++] = v;
                long overload = overload();
                if (overload < bestOverload || overload == bestOverload && cut < bestCut) {
                    bestOverload = overload;
                    bestCut = cut;
                    best = count;
                }
            }
            movable[0].clear();
            movable[1].clear();
            while (count > best) {
                move(moves[--count]);
            }
            movable[0].clear();
            movable[1].clear();
        }

        /// Vertices at the cut; all of an overfull side, which may not touch the other.
        private void collect() {
            Arrays.fill(moved, false);
            for (int v = 0; v < side.length; v++) {
                int outward = 0;
                int inward = 0;
                for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                    if (side[graph.neighbour()[k]] == side[v]) {
                        inward += graph.weight()[k];
                    } else {
                        outward += graph.weight()[k];
                    }
                }
                if (outward > 0 || load[side[v]] > limit[side[v]]) {
                    movable[side[v]].put(v, outward - inward);
                }
            }
        }

        private int choose() {
            int best = -1;
            for (int from = 0; from < 2; from++) {
                if (movable[from].isEmpty()) {
                    continue;
                }
                int v = movable[from].first();
                int to = 1 - from;
                boolean relieves = load[from] > limit[from];
                boolean fits = load[to] + graph.size()[v] <= limit[to];
                if (!relieves && (!fits || load[to] > limit[to])) {
                    continue;
                }
                if (relieves) {
                    return v;
                }
                if (best < 0 || gain[v] > gain[best] || gain[v] == gain[best] && load[from] > load[to]) {
                    best = v;
                }
            }
            return best;
        }

        private void move(int v) {
            int from = side[v];
            int to = 1 - from;
            int difference = 0;
            side[v] = (byte) to;
            load[from] -= graph.size()[v];
            load[to] += graph.size()[v];
            for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                int w = graph.neighbour()[k];
                int weight = graph.weight()[k];
                difference += side[w] == to ? weight : -weight;
                if (!moved[w]) {
                    update(w, side[w] == to ? -2 * weight : 2 * weight);
                }
            }
            cut -= difference;
        }

        private void update(int w, int change) {
            GainHeap heap = movable[side[w]];
            if (heap.holds(w)) {
                heap.put(w, gain[w] + change);
            } else if (change > 0) {
                heap.put(w, gainOf(w));
            }
        }

        private int gainOf(int v) {
            int sum = 0;
            for (int k = graph.start()[v]; k < graph.start()[v + 1]; k++) {
                sum += side[graph.neighbour()[k]] == side[v] ? -graph.weight()[k] : graph.weight()[k];
            }
            return sum;
        }
    }
}
