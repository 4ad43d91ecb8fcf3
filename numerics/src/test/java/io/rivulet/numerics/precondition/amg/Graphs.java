// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleBiFunction;

/// Laplacians of weighted graphs plus something on the diagonal: the matrices that multigrid is for, and some that it
/// is
/// not for.
final class Graphs {
    private final int n;
    private final TripletBuilder triplets;
    private final double[] diagonal;

    Graphs(int n) {
        this.n = n;
        this.triplets = new TripletBuilder(n);
        this.diagonal = new double[n];
    }

    /// An entry −weight, which may be negative; the diagonal grows by its size.
    Graphs edge(int i, int j, double weight) {
        if (i != j) {
            triplets.add(i, j, -weight);
            triplets.add(j, i, -weight);
            diagonal[i] += Math.abs(weight);
            diagonal[j] += Math.abs(weight);
        }
        return this;
    }

    Graphs leak(int i, double more) {
        diagonal[i] += more;
        return this;
    }

    CsrMatrix build() {
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, diagonal[i]);
        }
        return triplets.build();
    }

    static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    /// A k×k grid of cells with their own coefficient; the weight of an edge is that of the smaller of its two, changed
    /// by `change`. Boundary cells leak what a neighbour outside would take.
    static CsrMatrix grid(int k, ToDoubleBiFunction<Integer, Integer> coefficient, DoubleUnaryOperator change) {
        Graphs graph = new Graphs(k * k);
        for (int r = 0; r < k; r++) {
            for (int c = 0; c < k; c++) {
                int i = r * k + c;
                double own = coefficient.applyAsDouble(r, c);
                if (c + 1 < k) {
                    double weight = Math.min(own, coefficient.applyAsDouble(r, c + 1));
                    graph.edge(i, i + 1, change.applyAsDouble(weight));
                }
                if (r + 1 < k) {
                    double weight = Math.min(own, coefficient.applyAsDouble(r + 1, c));
                    graph.edge(i, i + k, change.applyAsDouble(weight));
                }
                graph.leak(i, (r == 0 || r == k - 1 ? own : 0) + (c == 0 || c == k - 1 ? own : 0));
            }
        }
        return graph.build();
    }

    /// The same without leaks: singular.
    static CsrMatrix laplacian(int k) {
        Graphs graph = new Graphs(k * k);
        gridEdges(graph, k);
        return graph.build();
    }

    static void gridEdges(Graphs graph, int k) {
        for (int i = 0; i < k * k; i++) {
            if ((i + 1) % k != 0) {
                graph.edge(i, i + 1, 1);
            }
            if (i + k < k * k) {
                graph.edge(i, i + k, 1);
            }
        }
    }

    /// Each vertex is tied to `degree` random ones.
    static CsrMatrix expander(int n, int degree, long seed) {
        Random random = new Random(seed);
        Graphs graph = new Graphs(n).leak(0, 1);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < degree; k++) {
                graph.edge(i, random.nextInt(n), 1);
            }
        }
        return graph.build();
    }

    /// Preferential attachment (Barabási, Albert 1999): degrees follow a power law.
    static CsrMatrix powerLaw(int n, int degree, long seed) {
        Random random = new Random(seed);
        Graphs graph = new Graphs(n).leak(0, 1);
        int[] ends = new int[2 * n * degree];
        int used = 0;
        for (int i = 1; i < n; i++) {
            for (int k = 0; k < degree; k++) {
                int j = used == 0 ? 0 : ends[random.nextInt(used)];
                int other = j == i ? 0 : j;
                graph.edge(i, other, 1);
                ends[used++] = i;
                ends[used++] = other;
            }
        }
        return graph.build();
    }

    static CsrMatrix star(int n) {
        Graphs graph = new Graphs(n);
        for (int i = 1; i < n; i++) {
            graph.edge(0, i, 1);
        }
        return graph.build();
    }

    /// diag(s)·A·diag(s)
    static CsrMatrix scaled(CsrMatrix a, double[] s) {
        double[] value = new double[a.nnz()];
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                value[k] = a.value()[k] * s[i] * s[a.column()[k]];
            }
        }
        return a.withValues(value);
    }

    static CsrMatrix times(double factor, CsrMatrix a) {
        return a.withValues(Arrays.stream(a.value()).map(v -> factor * v).toArray());
    }
}
