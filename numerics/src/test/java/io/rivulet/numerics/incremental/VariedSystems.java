// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.solve.MatrixClass;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/// Seeded matrices of classes and sizes that no rule was made for one by one.
final class VariedSystems {
    private VariedSystems() {}

    /// One of each class, by a name that says class and size, of at most about `rows` rows; sizes, weights and shifts
    /// are drawn from `seed`.
    static Map<String, Supplier<CsrMatrix>> of(long seed, int rows) {
        Map<String, Supplier<CsrMatrix>> made = new LinkedHashMap<>();
        Random random = new Random(seed);
        int side = (int) Math.sqrt(rows);
        int edge = (int) Math.cbrt(rows);
        definite(made, random, side, edge);
        dominant(made, random, rows);
        indefinite(made, random, side, edge);
        general(made, random, side, edge);
        return made;
    }

    private static void definite(Map<String, Supplier<CsrMatrix>> made, Random random, int side, int edge) {
        int rows = side * side;
        int k = random.nextInt(side / 5, side);
        made.put("grid " + k + "²", gallery("poisson2d,nx=" + k + ",ny=" + k));
        int e = random.nextInt(edge * 2 / 5, edge);
        made.put("grid " + e + "³", gallery("poisson3d,nx=" + e + ",ny=" + e + ",nz=" + e));
        double epsilon = tenTo(random, -4, 0);
        int s = random.nextInt(side / 5, side);
        made.put(
                "stretched " + s + "² " + epsilon,
                gallery("anisotropic2d,nx=" + s + ",ny=" + s + ",epsilon=" + epsilon));
        int n = random.nextInt(rows / 30, rows);
        int degree = random.nextInt(2, 9);
        double decades = random.nextDouble(0, 7);
        double leak = tenTo(random, -6, 0);
        Random weights = new Random(random.nextLong());
        made.put(
                "graph " + n + " degree " + degree + " decades " + decades,
                () -> graph(n, degree, decades, leak, weights));
        int length = random.nextInt(rows / 30, rows);
        made.put("path " + length, gallery("path_laplacian,n=" + length));
        int g = random.nextInt(50, 250);
        made.put("gram " + g, () -> MatrixClass.DEFINITE_NOT_DOMINANT.matrix(g, weights));
        int p = random.nextInt(side / 5, side);
        made.put("plate " + p + "²", () -> plate(p));
        int j = random.nextInt(side / 5, side);
        made.put("jumps " + j + "²", () -> jumps(j, weights));
    }

    private static void dominant(Map<String, Supplier<CsrMatrix>> made, Random random, int rows) {
        for (boolean symmetric : new boolean[] {false, true}) {
            for (int k = 0; k < 2; k++) {
                int n = random.nextInt(rows / 30, rows);
                double alpha = 1 - tenTo(random, -5, -0.3);
                int entries = random.nextInt(2, 9);
                made.put(
                        (symmetric ? "symmetric " : "") + "dominant " + n + " " + alpha,
                        gallery("random_dd,n=" + n + ",nnz_per_row=" + entries + ",alpha=" + alpha + ",symmetric="
                                + symmetric + ",seed=" + n));
            }
        }
    }

    private static void indefinite(Map<String, Supplier<CsrMatrix>> made, Random random, int side, int edge) {
        int rows = side * side;
        Random weights = new Random(random.nextLong());
        for (int m = 0; m < 2; m++) {
            double shift = -tenTo(random, -2, 0.6);
            int k = random.nextInt(side / 5, side);
            made.put("grid " + k + "² " + shift, () -> RandomSystems.grid(k, shift));
        }
        double shift = -tenTo(random, -1, 0.5);
        int e = random.nextInt(edge * 2 / 5, edge);
        made.put("grid " + e + "³ " + shift, () -> shifted(e, shift));
        int n = random.nextInt(rows / 30, rows);
        made.put("saddle " + n, () -> MatrixClass.SADDLE.matrix(n, weights));
        made.put("tridiagonal indefinite " + n, () -> MatrixClass.INDEFINITE.matrix(n, weights));
        made.put("both signs " + n, () -> bothSigns(n, weights));
        int s = random.nextInt(side / 5, side);
        made.put("grid saddle " + s + "²", () -> gridSaddle(s, weights));
    }

    private static void general(Map<String, Supplier<CsrMatrix>> made, Random random, int side, int edge) {
        int rows = side * side;
        Random weights = new Random(random.nextLong());
        for (boolean upwind : new boolean[] {false, true}) {
            for (int m = 0; m < 2; m++) {
                int k = random.nextInt(side / 5, side);
                double peclet = tenTo(random, -1.5, 2);
                made.put((upwind ? "upwind " : "convection ") + k + "² " + peclet, () -> convection(k, peclet, upwind));
            }
        }
        int k = random.nextInt(side / 5, side);
        double peclet = tenTo(random, -1.5, 1);
        int decades = random.nextInt(1, 7);
        made.put(
                "convection " + k + "² " + peclet + " rows scaled " + decades,
                () -> rowsScaled(convection(k, peclet, false), decades, weights));
        int g = random.nextInt(side / 5, side);
        made.put(
                "grid " + g + "² rows scaled " + decades, () -> rowsScaled(RandomSystems.grid(g, 0), decades, weights));
        int e = random.nextInt(edge * 2 / 5, edge);
        made.put("grid " + e + "³ rows scaled", () -> rowsScaled(shifted(e, 0.0), decades, weights));
        int n = random.nextInt(rows / 30, rows);
        made.put("skew " + n, () -> MatrixClass.SKEW_DOMINANT.matrix(n, weights));
        made.put("no diagonal " + n, () -> MatrixClass.ZERO_DIAGONAL.matrix(n, weights));
        made.put("banded " + n, () -> banded(n, weights));
        double diagonal = random.nextDouble(1.2, 3.0);
        made.put("random " + n + " diagonal " + diagonal, () -> random(n, 4, diagonal, weights));
        int h = random.nextInt(100, 900);
        made.put("random " + h + " small diagonal", () -> random(h, 4, 0.7, weights));
    }

    private static double tenTo(Random random, double least, double most) {
        return Math.pow(10, random.nextDouble(least, most));
    }

    /// The 7-point Laplacian of e³ cells plus `shift`.
    private static CsrMatrix shifted(int e, double shift) {
        CsrMatrix grid = Gallery.generate(Gallery.parse("poisson3d,nx=" + e + ",ny=" + e + ",nz=" + e));
        double[] value = grid.value().clone();
        for (int i = 0; i < grid.rows(); i++) {
            value[grid.find(i, i)] += shift;
        }
        return grid.withValues(value);
    }

    private static Supplier<CsrMatrix> gallery(String recipe) {
        return () -> Gallery.generate(Gallery.parse(recipe));
    }

    /// The Laplacian of a random graph of `degree` edges a vertex with weights over 10^±`decades`, plus `leak`.
    static CsrMatrix graph(int n, int degree, double decades, double leak, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        double[] sum = new double[n];
        for (int e = 0; e < degree * n / 2 + n; e++) {
            int i = e < n - 1 ? e : random.nextInt(n);
            int j = e < n - 1 ? i + 1 : Math.floorMod(i + 1 + random.nextInt(Math.max(2, n / 20)), n);
            if (i != j) {
                double weight = Math.pow(10, decades * (random.nextDouble() - 0.5));
                triplets.add(i, j, -weight);
                triplets.add(j, i, -weight);
                sum[i] += weight;
                sum[j] += weight;
            }
        }
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, sum[i] + leak);
        }
        return triplets.build();
    }

    /// The square of the grid Laplacian: definite, not dominant, condition k⁴.
    static CsrMatrix plate(int k) {
        CsrMatrix grid = RandomSystems.grid(k, 0);
        int n = grid.rows();
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            for (int p = grid.rowStart()[i]; p < grid.rowStart()[i + 1]; p++) {
                int j = grid.column()[p];
                for (int q = grid.rowStart()[j]; q < grid.rowStart()[j + 1]; q++) {
                    triplets.add(i, grid.column()[q], grid.value()[p] * grid.value()[q]);
                }
            }
        }
        return triplets.build();
    }

    private static CsrMatrix bothSigns(int n, Random random) {
        CsrMatrix a = graph(n, 3, 1, 0.5, random);
        double[] value = a.value().clone();
        for (int i = 0; i < n; i++) {
            value[a.find(i, i)] *= random.nextInt(3) == 0 ? -1 : 1;
        }
        return a.withValues(value);
    }

    /// [G Bᵀ; B −δI] with the grid Laplacian G, and differences of neighbours as constraints.
    private static CsrMatrix gridSaddle(int k, Random random) {
        CsrMatrix grid = RandomSystems.grid(k, 0.01);
        int n = grid.rows();
        int m = n / 3;
        TripletBuilder triplets = new TripletBuilder(n + m);
        for (int i = 0; i < n; i++) {
            for (int p = grid.rowStart()[i]; p < grid.rowStart()[i + 1]; p++) {
                triplets.add(i, grid.column()[p], grid.value()[p]);
            }
        }
        for (int c = 0; c < m; c++) {
            double weight = 0.5 + random.nextDouble();
            int i = 3 * c;
            triplets.add(n + c, i, weight);
            triplets.add(i, n + c, weight);
            triplets.add(n + c, i + 1, -weight);
            triplets.add(i + 1, n + c, -weight);
            triplets.add(n + c, n + c, -1e-3);
        }
        return triplets.build();
    }

    static CsrMatrix convection(int k, double peclet, boolean upwind) {
        TripletBuilder triplets = new TripletBuilder(k * k);
        double flow = 2 * peclet;
        for (int r = 0; r < k; r++) {
            for (int c = 0; c < k; c++) {
                int i = r * k + c;
                double before = upwind ? -1 - flow : -1 - flow / 2;
                double after = upwind ? -1 : -1 + flow / 2;
                triplets.add(i, i, upwind ? 4 + 2 * flow : 4);
                add(triplets, k, i, r - 1, c, before);
                add(triplets, k, i, r + 1, c, after);
                add(triplets, k, i, r, c - 1, before);
                add(triplets, k, i, r, c + 1, after);
            }
        }
        return triplets.build();
    }

    private static void add(TripletBuilder triplets, int k, int i, int r, int c, double value) {
        if (r >= 0 && r < k && c >= 0 && c < k) {
            triplets.add(i, r * k + c, value);
        }
    }

    private static CsrMatrix banded(int n, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, i, 1 + random.nextDouble());
            for (int e = 0; e < 4; e++) {
                int j = Math.clamp(i + random.nextInt(-8, 9), 0, n - 1);
                triplets.add(i, j, j == i ? 0.0 : random.nextGaussian());
            }
        }
        return triplets.build();
    }

    private static CsrMatrix random(int n, int entries, double diagonal, Random random) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            double sum = 0.0;
            for (int e = 0; e < entries; e++) {
                int j = random.nextInt(n);
                double value = random.nextGaussian();
                if (j != i) {
                    triplets.add(i, j, value);
                    sum += value * value;
                }
            }
            triplets.add(i, i, diagonal * Math.sqrt(sum));
        }
        return triplets.build();
    }

    private static CsrMatrix rowsScaled(CsrMatrix a, int decades, Random random) {
        double[] value = a.value().clone();
        for (int i = 0; i < a.rows(); i++) {
            double by = Math.pow(10, random.nextInt(-decades / 2, decades / 2 + 1));
            for (int p = a.rowStart()[i]; p < a.rowStart()[i + 1]; p++) {
                value[p] *= by;
            }
        }
        return a.withValues(value);
    }

    /// A grid whose conductivity jumps by six decades from patch to patch.
    private static CsrMatrix jumps(int k, Random random) {
        double[] conductivity = new double[k * k];
        double[] patch = random.doubles(100, -3, 3).toArray();
        Arrays.setAll(conductivity, i -> Math.pow(10, patch[i / k * 10 / k * 10 + i % k * 10 / k]));
        TripletBuilder triplets = new TripletBuilder(k * k);
        for (int i = 0; i < k * k; i++) {
            int[] next = {i % k < k - 1 ? i + 1 : -1, i / k < k - 1 ? i + k : -1};
            for (int j : next) {
                if (j >= 0) {
                    double weight = 2 / (1 / conductivity[i] + 1 / conductivity[j]);
                    triplets.add(i, j, -weight)
                            .add(j, i, -weight)
                            .add(i, i, weight)
                            .add(j, j, weight);
                }
            }
            triplets.add(i, i, i < k ? conductivity[i] : 0.0);
        }
        return triplets.build();
    }
}
