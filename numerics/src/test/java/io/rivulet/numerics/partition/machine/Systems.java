// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.SplittableRandom;

/// Systems for tests of parts.
final class Systems {
    private Systems() {}

    static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    /// With a right-hand side at random.
    static LinearSystem of(CsrMatrix a) {
        SplittableRandom random = new SplittableRandom(5);
        double[] b = new double[a.rows()];
        for (int i = 0; i < b.length; i++) {
            b[i] = random.nextDouble() - 0.5;
        }
        return new LinearSystem(a, DenseVector.adopt(b));
    }

    /// Diffusion with convection along both axes of a grid, upwind: unsymmetric, weakly dominant.
    static CsrMatrix convection(int side, double strength) {
        TripletBuilder entries = new TripletBuilder(side * side);
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side; j++) {
                int v = i * side + j;
                entries.add(v, v, 4 + 2 * strength);
                put(entries, i > 0, v, v - side, -1 - strength);
                put(entries, i < side - 1, v, v + side, -1);
                put(entries, j > 0, v, v - 1, -1 - strength);
                put(entries, j < side - 1, v, v + 1, -1);
            }
        }
        return entries.build();
    }

    private static void put(TripletBuilder entries, boolean there, int row, int column, double value) {
        if (there) {
            entries.add(row, column, value);
        }
    }

    /// A·A: definite, and far from dominant, for a symmetric A.
    static CsrMatrix square(CsrMatrix a) {
        TripletBuilder entries = new TripletBuilder(a.rows());
        for (int i = 0; i < a.rows(); i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                for (int l = a.rowStart()[j]; l < a.rowStart()[j + 1]; l++) {
                    entries.add(i, a.column()[l], a.value()[k] * a.value()[l]);
                }
            }
        }
        return entries.build();
    }

    /// A grid of conductances, in squares of ten by ten by turns 1 and `jump`.
    static CsrMatrix chessboard(int side, double jump) {
        TripletBuilder entries = new TripletBuilder(side * side);
        for (int v = 0; v < side * side; v++) {
            double diagonal = 0.0;
            int[][] neighbours = {
                {v / side - 1, v % side}, {v / side + 1, v % side}, {v / side, v % side - 1}, {v / side, v % side + 1}
            };
            for (int[] w : neighbours) {
                if (w[0] < 0 || w[1] < 0 || w[0] == side || w[1] == side) {
                    diagonal += conductance(v / side, v % side, jump);
                    continue;
                }
                double mean = 2 / (1 / conductance(v / side, v % side, jump) + 1 / conductance(w[0], w[1], jump));
                diagonal += mean;
                entries.add(v, w[0] * side + w[1], -mean);
            }
            entries.add(v, v, diagonal);
        }
        return entries.build();
    }

    private static double conductance(int i, int j, double jump) {
        return (i / 10 + j / 10) % 2 == 0 ? 1.0 : jump;
    }
}
