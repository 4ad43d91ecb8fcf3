// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

/// Eliminates one vertex: writes its column and puts, in place of the clique that exact elimination leaves between its
/// neighbours, a sample of edges with that clique as their mean. A vertex with one or two neighbours is eliminated
/// exactly.
/// **Source** Kyng, Sachdeva 2016; Gao, Kyng, Spielman 2023, alg. 5 (several copies of each edge).
final class CliqueSampler {
    private final ReducedGraph graph;
    private final FactorColumns factor;
    private final Star star;
    private final SplitMixStream random;
    private final int groundVertex;

    CliqueSampler(ReducedGraph graph, FactorColumns factor, int groundVertex, int copies, long seed) {
        this.graph = graph;
        this.factor = factor;
        this.groundVertex = groundVertex;
        this.star = new Star(groundVertex, copies);
        this.random = new SplitMixStream(seed);
    }

    /// Answers about how many entries were touched, 0 for a vertex without neighbours, which is left to the caller.
    long eliminate(int v, int round) {
        int before = graph.length(v);
        star.take(graph, v, round);
        graph.eliminate(v);
        int size = star.size();
        if (size == 0) {
            return 0;
        }
        double total = star.total();
        writeColumn(v, total);
        random.startAt(v);
        long edges = 0;
        for (int i = 0; i < size - 1; i++) {
            edges += sample(i, total);
        }
        return before + size + 2 * edges;
    }

    /// The column is −w_i/W below its diagonal entry. The diagonal entry is what the rounded entries and the edge to
    /// the ground add up to, not 1: so the factor maps constants to the ground's share alone, be it ever so small.
    private void writeColumn(int v, double total) {
        double diagonal = 0.0;
        for (int i = 0; i < star.size(); i++) {
            double part = star.weight(i) / total;
            if (star.neighbour(i) == groundVertex) {
                diagonal += part;
            } else {
                float stored = (float) Math.copySign(Math.max(Math.abs(part), Float.MIN_NORMAL), part);
                factor.add(star.neighbour(i), stored);
                diagonal += Math.abs(stored);
            }
        }
        factor.close(v, total, diagonal);
    }

    /// Each copy of edge i meets one heavier edge, with probability in proportion to its weight.
    private int sample(int i, double total) {
        int neighbour = star.neighbour(i);
        double weight = star.weight(i);
        double upTo = star.before(i + 1);
        double heavier = total - upTo;
        int copies = star.copies(i);
        double each = weight / copies * (heavier / total);
        for (int c = 0; c < copies; c++) {
            int other = star.find(i, upTo + random.next() * heavier);
            double signed = star.weight(other) < 0 ? -each : each;
            connect(neighbour, star.neighbour(other), signed);
        }
        return copies;
    }

    private void connect(int i, int j, double weight) {
        if (i == groundVertex) {
            graph.ground[j] += Math.abs(weight);
        } else if (j == groundVertex) {
            graph.ground[i] += Math.abs(weight);
        } else {
            graph.connect(i, j, weight);
        }
    }
}
