// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.peers;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.SplittableRandom;

/// Matrices that the gallery does not make.
/// **Cost** O(nnz) time and memory. Same arguments, same bits.
final class Graphs {
    /// What grounds a graph's Laplacian: added to the diagonal of the first vertex.
    private static final double GROUND = 1.0;

    private Graphs() {}

    /// The grounded Laplacian of a Barabási–Albert graph: each new vertex is tied to `m` earlier ones, drawn in
    /// proportion
    /// to their degree.
    static CsrMatrix barabasiAlbert(int n, int m, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] ends = new int[2 * m * n];
        int used = 0;
        int[] from = new int[m * n];
        int[] to = new int[m * n];
        int edges = 0;
        for (int v = 1; v < n; v++) {
            int before = used;
            for (int k = 0; k < Math.min(m, v); k++) {
                int other = before == 0 ? 0 : ends[random.nextInt(before)];
                from[edges] = v;
                to[edges++] = other;
                ends[used++] = v;
                ends[used++] = other;
            }
        }
        double[] weight = new double[edges];
        java.util.Arrays.fill(weight, 1.0);
        return laplacian(n, from, to, weight, edges);
    }

    /// The grounded Laplacian of a grid whose edges weigh 10^u, u uniform in [−decades, decades].
    static CsrMatrix weightedGrid(int nx, int ny, double decades, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int most = 2 * nx * ny;
        int[] from = new int[most];
        int[] to = new int[most];
        double[] weight = new double[most];
        int edges = 0;
        for (int i = 0; i < nx * ny; i++) {
            if (i % ny < ny - 1) {
                from[edges] = i;
                to[edges] = i + 1;
                weight[edges++] = Math.pow(10, decades * (2 * random.nextDouble() - 1));
            }
            if (i + ny < nx * ny) {
                from[edges] = i;
                to[edges] = i + ny;
                weight[edges++] = Math.pow(10, decades * (2 * random.nextDouble() - 1));
            }
        }
        return laplacian(nx * ny, from, to, weight, edges);
    }

    private static CsrMatrix laplacian(int n, int[] from, int[] to, double[] weight, int edges) {
        double[] degree = new double[n];
        degree[0] = GROUND;
        TripletBuilder entries = new TripletBuilder(n, n + 2 * edges);
        for (int e = 0; e < edges; e++) {
            entries.add(from[e], to[e], -weight[e]);
            entries.add(to[e], from[e], -weight[e]);
            degree[from[e]] += weight[e];
            degree[to[e]] += weight[e];
        }
        for (int i = 0; i < n; i++) {
            entries.add(i, i, degree[i]);
        }
        return entries.build();
    }

    /// Whether a matrix is the pattern of a graph or its singular Laplacian: no diagonal, or every row sums to zero.
    static boolean isGraph(CsrMatrix a) {
        boolean bare = true;
        boolean laplacian = true;
        for (int i = 0; i < a.rows(); i++) {
            double sum = 0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                sum += a.value()[k];
            }
            bare &= a.get(i, i) == 0;
            laplacian &= sum == 0;
        }
        return bare || laplacian;
    }

    /// D − W of the off-diagonal entries, grounded at the first vertex of each component.
    static CsrMatrix groundedLaplacian(CsrMatrix a) {
        int n = a.rows();
        int edges = 0;
        int[] from = new int[a.nnz()];
        int[] to = new int[a.nnz()];
        double[] weight = new double[a.nnz()];
        int[] root = new int[n];
        java.util.Arrays.setAll(root, i -> i);
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                if (j < i && a.value()[k] != 0) {
                    from[edges] = i;
                    to[edges] = j;
                    weight[edges++] = Math.abs(a.value()[k]);
                    root[find(root, i)] = find(root, j);
                }
            }
        }
        boolean[] grounded = new boolean[n];
        TripletBuilder entries = new TripletBuilder(n, n + 2 * edges);
        double[] degree = new double[n];
        for (int e = 0; e < edges; e++) {
            entries.add(from[e], to[e], -weight[e]);
            entries.add(to[e], from[e], -weight[e]);
            degree[from[e]] += weight[e];
            degree[to[e]] += weight[e];
        }
        for (int i = 0; i < n; i++) {
            int component = find(root, i);
            entries.add(i, i, degree[i] + (grounded[component] ? 0 : GROUND));
            grounded[component] = true;
        }
        return entries.build();
    }

    private static int find(int[] root, int i) {
        int at = i;
        while (root[at] != at) {
            root[at] = root[root[at]];
            at = root[at];
        }
        return at;
    }

    /// Upwind convection–diffusion on the unit square with a circular wind: a nonsymmetric M-matrix, weakly row
    /// dominant.
    static CsrMatrix convectionDiffusion(int k, double peclet) {
        double h = 1.0 / (k + 1);
        TripletBuilder entries = new TripletBuilder(k * k, 5 * k * k);
        for (int p = 0; p < k; p++) {
            for (int q = 0; q < k; q++) {
                double x = (q + 1) * h - 0.5;
                double y = (p + 1) * h - 0.5;
                double east = peclet * h * -y;
                double north = peclet * h * x;
                int i = p * k + q;
                double diagonal = 0;
                diagonal += neighbour(entries, i, q > 0, i - 1, 1 + Math.max(east, 0));
                diagonal += neighbour(entries, i, q < k - 1, i + 1, 1 + Math.max(-east, 0));
                diagonal += neighbour(entries, i, p > 0, i - k, 1 + Math.max(north, 0));
                diagonal += neighbour(entries, i, p < k - 1, i + k, 1 + Math.max(-north, 0));
                entries.add(i, i, diagonal);
            }
        }
        return entries.build();
    }

    private static double neighbour(TripletBuilder entries, int i, boolean inside, int j, double strength) {
        if (inside) {
            entries.add(i, j, -strength);
        }
        return strength;
    }
}
