// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.gallery;

import io.rivulet.numerics.gallery.GalleryRecipe.RandomDominant;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.Arrays;

/// Strictly dominant matrices of random pattern. Each row draws its columns by Floyd's method, so that they are
/// distinct whatever their number; with hubs half of the draws of a row go to the first `hubs` columns.
/// **Source** Bentley, Floyd 1987 (sampling); Steele, Lea, Flood 2014 (SplitMix64).
final class RandomMatrix {
    private final RandomDominant recipe;
    private final int n;
    private final int perRow;
    private final int[] stamp;
    private long state;

    private RandomMatrix(RandomDominant recipe) {
        this.recipe = recipe;
        this.n = recipe.n();
        this.perRow = Math.min(recipe.nnzPerRow(), n - 1);
        this.stamp = new int[n];
        Arrays.fill(stamp, -1);
        this.state = recipe.seed();
    }

    static CsrMatrix generate(RandomDominant recipe) {
        return new RandomMatrix(recipe).build();
    }

    private CsrMatrix build() {
        int estimate = (int) Math.min(Integer.MAX_VALUE - 64, recipe.nnzEstimate());
        TripletBuilder triplets = new TripletBuilder(n, estimate);
        int[] drawn = new int[perRow];
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 0.0);
            draw(i, drawn);
            for (int j : drawn) {
                double v = signedUnit();
                triplets.add(i, j, v);
                if (recipe.symmetric()) {
                    triplets.add(j, i, v);
                }
            }
        }
        return withDiagonal(triplets.build());
    }

    /// Columns other than i, in the order drawn.
    private void draw(int i, int[] drawn) {
        int size = 0;
        int hubs = Math.min(recipe.hubs(), n);
        int fromHubs = Math.min(perRow / 2, i < hubs ? hubs - 1 : hubs);
        // Floyd over the n − 1 columns that are left when i is taken out: column t stands for t or t + 1.
        int others = i < hubs ? hubs - 1 : hubs;
        for (int limit = others - fromHubs; limit < others; limit++) {
            drawn[size++] = take(i, below(limit + 1), limit);
        }
        // The rest over all columns; those already drawn from the hubs are skipped by drawing again.
        while (size < perRow && 2L * perRow < n) {
            int j = shifted(i, below(n - 1));
            if (stamp[j] != i) {
                stamp[j] = i;
                drawn[size++] = j;
            }
        }
        if (size < perRow) {
            fillDense(i, drawn, size);
        }
    }

    private int take(int i, int candidate, int limit) {
        int j = shifted(i, candidate);
        if (stamp[j] == i) {
            j = shifted(i, limit);
        }
        stamp[j] = i;
        return j;
    }

    private static int shifted(int i, int t) {
        return t < i ? t : t + 1;
    }

    /// Chooses the missing columns among all that are left, each with the right probability (Knuth's
    /// algorithm S).
    private void fillDense(int i, int[] drawn, int from) {
        int size = from;
        int left = n - 1 - from;
        for (int j = 0; j < n && size < perRow; j++) {
            if (j == i || stamp[j] == i) {
                continue;
            }
            if (below(left) < perRow - size) {
                drawn[size++] = j;
            }
            left--;
        }
    }

    /// a_ii = Σ|a_ij| / alpha, 1 in a row without other entries.
    private CsrMatrix withDiagonal(CsrMatrix a) {
        double[] value = a.value();
        for (int i = 0; i < n; i++) {
            double sum = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                sum += Math.abs(value[k]);
            }
            value[a.find(i, i)] = sum == 0.0 ? 1.0 : sum / recipe.alpha();
        }
        return a;
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /// 0..bound−1; the high half of a product, biased by less than 2⁻³².
    private int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /// In (−1, 1), never 0.
    private double signedUnit() {
        long bits = next();
        double size = ((bits >>> 11) + 0.5) * 0x1p-53;
        return (bits & 1) == 0 ? size : -size;
    }
}
