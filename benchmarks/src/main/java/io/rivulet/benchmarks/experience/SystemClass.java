// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.experience;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Matrices of one origin, drawn at random in size and parameters (log-uniformly).
enum SystemClass {
    POISSON_2D(true, r -> Gallery.generate(new GalleryRecipe.Poisson2d(size(r, 15, 160), size(r, 15, 160)))),
    POISSON_3D(true, r -> {
        int n = size(r, 7, 28);
        return Gallery.generate(new GalleryRecipe.Poisson3d(n, n, n));
    }),
    ANISOTROPIC(
            true,
            r -> Gallery.generate(
                    new GalleryRecipe.Anisotropic2d(size(r, 20, 140), size(r, 20, 140), number(r, 1e-4, 1)))),
    GRID_AND_LEAK(
            true,
            r -> Gallery.generate(
                    new GalleryRecipe.GridPlusLeak(size(r, 20, 150), size(r, 20, 150), number(r, 1e-5, 2)))),
    RANDOM_SYMMETRIC(true, r -> dominant(r, true)),
    RANDOM(true, r -> dominant(r, false)),
    CONVECTION(true, r -> convection(size(r, 15, 120), number(r, 0.05, 1.9))),
    STRONG_CONVECTION(true, r -> convection(size(r, 15, 120), number(r, 2, 8))),
    RANDOM_GRAPH(true, r -> graph(r, size(r, 300, 20_000), size(r, 1, 4), 6 * r.nextDouble(), false)),
    SHIFTED_GRID(true, r -> grid(size(r, 15, 90), -number(r, 0.01, 2), 0)),
    /// Not learned from.
    SCALE_FREE_GRAPH(false, r -> graph(r, size(r, 300, 15_000), size(r, 2, 4), 4 * r.nextDouble(), true)),
    BIHARMONIC(false, r -> biharmonic(size(r, 12, 70))),
    GENERAL(false, r -> general(r, size(r, 200, 8_000), size(r, 3, 8), number(r, 0.3, 3)));

    private final boolean learned;
    private final Function<SplittableRandom, CsrMatrix> draw;

    SystemClass(boolean learned, Function<SplittableRandom, CsrMatrix> draw) {
        this.learned = learned;
        this.draw = draw;
    }

    /// Whether lessons are learned from this class.
    boolean isLearned() {
        return learned;
    }

    CsrMatrix draw(SplittableRandom random) {
        return draw.apply(random);
    }

    private static int size(SplittableRandom random, int least, int most) {
        return (int) Math.round(number(random, least, most));
    }

    private static double number(SplittableRandom random, double least, double most) {
        return least * Math.pow(most / least, random.nextDouble());
    }

    private static CsrMatrix dominant(SplittableRandom r, boolean symmetric) {
        return Gallery.generate(new GalleryRecipe.RandomDominant(
                size(r, 300, 20_000), size(r, 2, 12), 1 - number(r, 1e-3, 0.7), symmetric, 0, r.nextLong()));
    }

    /// Central differences along both axes; beyond a mesh Péclet number of 1 entries of both signs.
    private static CsrMatrix convection(int side, double peclet) {
        return grid(side, 0, peclet / 2);
    }

    private static CsrMatrix grid(int side, double shift, double skew) {
        Assembly entries = new Assembly(side * side);
        for (int r = 0; r < side; r++) {
            for (int c = 0; c < side; c++) {
                int i = r * side + c;
                entries.add(i, i, 4 + shift);
                neighbour(entries, i, r > 0, -side, -1 - skew);
                neighbour(entries, i, r < side - 1, side, -1 + skew);
                neighbour(entries, i, c > 0, -1, -1 - skew);
                neighbour(entries, i, c < side - 1, 1, -1 + skew);
            }
        }
        return entries.matrix();
    }

    private static void neighbour(Assembly entries, int i, boolean is, int offset, double value) {
        if (is) {
            entries.add(i, i + offset, value);
        }
    }

    /// A Laplacian with a leak at each node; weights over `decades`. Links go to any earlier node, or to ends of
    /// earlier
    /// links (Barabási and Albert 1999).
    private static CsrMatrix graph(SplittableRandom random, int n, int links, double decades, boolean scaleFree) {
        Assembly entries = new Assembly(n);
        int[] ends = new int[2 * n * links];
        int count = 0;
        double leak = number(random, 1e-5, 1);
        entries.add(0, 0, leak);
        for (int i = 1; i < n; i++) {
            entries.add(i, i, leak);
            for (int k = 0; k < links; k++) {
                int j = scaleFree && count > 0 ? ends[random.nextInt(count)] : random.nextInt(i);
                if (j != i) {
                    double weight = Math.pow(10, decades * (random.nextDouble() - 0.5));
                    entries.add(i, j, -weight);
                    entries.add(j, i, -weight);
                    entries.add(i, i, weight);
                    entries.add(j, j, weight);
                    ends[count++] = i;
                    ends[count++] = j;
                }
            }
        }
        return entries.matrix();
    }

    /// The thirteen-point stencil of a clamped plate.
    private static CsrMatrix biharmonic(int side) {
        int[][] stencil = {
            {0, 0, 20},
            {1, 0, -8},
            {-1, 0, -8},
            {0, 1, -8},
            {0, -1, -8},
            {1, 1, 2},
            {1, -1, 2},
            {-1, 1, 2},
            {-1, -1, 2},
            {2, 0, 1},
            {-2, 0, 1},
            {0, 2, 1},
            {0, -2, 1}
        };
        Assembly entries = new Assembly(side * side);
        for (int r = 0; r < side; r++) {
            for (int c = 0; c < side; c++) {
                for (int[] to : stencil) {
                    int row = r + to[0];
                    int column = c + to[1];
                    if (row >= 0 && row < side && column >= 0 && column < side) {
                        entries.add(r * side + c, row * side + column, to[2]);
                    }
                }
            }
        }
        return entries.matrix();
    }

    private static CsrMatrix general(SplittableRandom random, int n, int perRow, double diagonal) {
        Assembly entries = new Assembly(n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < perRow; k++) {
                entries.add(i, random.nextInt(n), random.nextDouble() - 0.5);
            }
            entries.add(i, i, diagonal * (1 + random.nextDouble()));
        }
        return entries.matrix();
    }
}
