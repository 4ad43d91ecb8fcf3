// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/// Graphs by their edges, and the matrices that belong to them.
final class Graphs {
    private final int vertices;
    private final double[] diagonal;
    private final TripletBuilder triplets;

    private Graphs(int vertices) {
        this.vertices = vertices;
        this.diagonal = new double[vertices];
        this.triplets = new TripletBuilder(vertices);
    }

    static Graphs of(int vertices) {
        return new Graphs(vertices);
    }

    /// An edge of weight w: −w at (i, j) and (j, i), |w| on both diagonal entries.
    Graphs edge(int i, int j, double w) {
        triplets.add(i, j, -w);
        triplets.add(j, i, -w);
        diagonal[i] += Math.abs(w);
        diagonal[j] += Math.abs(w);
        return this;
    }

    Graphs ground(int i, double w) {
        diagonal[i] += w;
        return this;
    }

    Graphs groundAll(double w) {
        for (int i = 0; i < vertices; i++) {
            ground(i, w);
        }
        return this;
    }

    CsrMatrix matrix() {
        for (int i = 0; i < vertices; i++) {
            triplets.add(i, i, diagonal[i]);
        }
        return triplets.build();
    }

    static Graphs path(int n) {
        Graphs graph = of(n);
        for (int i = 1; i < n; i++) {
            graph.edge(i - 1, i, 1.0);
        }
        return graph;
    }

    /// The hub is vertex 0.
    static Graphs star(int n) {
        Graphs graph = of(n);
        for (int i = 1; i < n; i++) {
            graph.edge(0, i, 1.0 + i % 3);
        }
        return graph;
    }

    static Graphs complete(int n) {
        Graphs graph = of(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                graph.edge(i, j, 1.0);
            }
        }
        return graph;
    }

    /// Two complete graphs of n/3 vertices each and a path of the others between them.
    static Graphs barbell(int n) {
        Graphs graph = of(n);
        int part = n / 3;
        for (int i = 0; i < part; i++) {
            for (int j = 0; j < i; j++) {
                graph.edge(i, j, 1.0);
                graph.edge(n - 1 - i, n - 1 - j, 1.0);
            }
        }
        for (int i = part - 1; i < n - part; i++) {
            graph.edge(i, i + 1, 1.0);
        }
        return graph;
    }

    /// Each vertex hangs on an earlier one.
    static Graphs tree(int n, DoubleUnaryOperator weight, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graphs graph = of(n);
        for (int i = 1; i < n; i++) {
            graph.edge(i, random.nextInt(i), weight.applyAsDouble(random.nextDouble()));
        }
        return graph;
    }

    /// k×k, weights of a uniform number each.
    static Graphs grid(int k, DoubleUnaryOperator weight, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graphs graph = of(k * k);
        for (int i = 0; i < k * k; i++) {
            if (i % k + 1 < k) {
                graph.edge(i, i + 1, weight.applyAsDouble(random.nextDouble()));
            }
            if (i + k < k * k) {
                graph.edge(i, i + k, weight.applyAsDouble(random.nextDouble()));
            }
        }
        return graph;
    }

    /// Every vertex comes with edges to `each` earlier ones, chosen in proportion to their degrees.
    /// **Source** Barabási, Albert 1999.
    static Graphs preferential(int n, int each, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Graphs graph = of(n);
        int[] ends = new int[2 * n * each];
        int used = 0;
        for (int i = 1; i < n; i++) {
            int from = used;
            for (int e = 0; e < Math.min(i, each); e++) {
                int j = from == 0 ? 0 : ends[random.nextInt(from)];
                graph.edge(i, j, 1.0);
                ends[used++] = i;
                ends[used++] = j;
            }
        }
        return graph;
    }

    /// S·A·S for random signs S.
    static CsrMatrix flipped(CsrMatrix a, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] sign = new double[a.rows()];
        Arrays.setAll(sign, _ -> random.nextBoolean() ? 1.0 : -1.0);
        double[] value = a.value().clone();
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                value[k] *= sign[i] * sign[a.column()[k]];
            }
        }
        return a.withValues(value);
    }

    static CsrMatrix scaled(CsrMatrix a, double factor) {
        return a.withValues(Arrays.stream(a.value()).map(v -> factor * v).toArray());
    }
}
