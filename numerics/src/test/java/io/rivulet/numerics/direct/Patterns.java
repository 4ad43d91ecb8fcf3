// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.BitSet;
import java.util.Random;

/// Matrices for the tests of elimination, and elimination of their patterns by the definition.
final class Patterns {
    private Patterns() {}

    static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    /// Entries by chance; symmetric or not, the diagonal there or not.
    static CsrMatrix random(int n, double density, boolean symmetric, double diagonal, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < (symmetric ? i : n); j++) {
                if (i != j && random.nextDouble() < density) {
                    double v = random.nextGaussian();
                    triplets.add(i, j, v);
                    if (symmetric) {
                        triplets.add(j, i, v);
                    }
                }
            }
            if (random.nextDouble() < diagonal) {
                triplets.add(i, i, random.nextGaussian());
            }
        }
        return triplets.build();
    }

    /// `[[A, Bᵀ], [B, 0]]` with the Laplacian of a grid as A and one row of B for each block of cells.
    static CsrMatrix saddle(int k, Random random) {
        int n = k * k;
        int m = n / 4;
        TripletBuilder triplets = new TripletBuilder(n + m);
        CsrMatrix grid = gallery("poisson2d,nx=" + k + ",ny=" + k);
        for (int i = 0; i < n; i++) {
            for (int e = grid.rowStart()[i]; e < grid.rowStart()[i + 1]; e++) {
                triplets.add(i, grid.column()[e], grid.value()[e]);
            }
        }
        for (int c = 0; c < m; c++) {
            for (int j = 4 * c; j < 4 * c + 7 && j < n; j++) {
                double v = 1 + random.nextDouble();
                triplets.add(n + c, j, v);
                triplets.add(j, n + c, v);
            }
        }
        return triplets.build();
    }

    static Graph graph(CsrMatrix a) {
        NonZeros pattern = NonZeros.of(a);
        return Graph.ofSum(a.rows(), pattern.start(), pattern.column());
    }

    static int[] order(Graph graph, long slice) {
        MinimumDegree ordering = new MinimumDegree(graph);
        while (!ordering.done()) {
            ordering.advance(slice);
        }
        return ordering.order();
    }

    /// The rows of each column of the factor below its diagonal, by places of `order`.
    static BitSet[] eliminated(Graph graph, int[] order) {
        int n = order.length;
        int[] place = EliminationTree.inverse(order);
        BitSet[] column = new BitSet[n];
        for (int k = 0; k < n; k++) {
            column[k] = new BitSet(n);
            int node = order[k];
            for (int e = graph.start()[node]; e < graph.start()[node + 1]; e++) {
                if (place[graph.neighbour()[e]] > k) {
                    column[k].set(place[graph.neighbour()[e]]);
                }
            }
        }
        for (int k = 0; k < n; k++) {
            int next = column[k].nextSetBit(0);
            if (next >= 0) {
                column[next].or(column[k]);
                column[next].clear(next);
            }
        }
        return column;
    }
}
