// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import java.util.Map;
import java.util.TreeMap;

/// How unevenly a field is spread: for each side of box 2, 4, 8, … below its size, the variance of a box's mass over
/// the square of its mean, plus 1, over all boxes that lie inside. The mass of a cell is what it is above the least.
/// **Source** Allain, Cloitre 1991 (gliding box).
public final class Lacunarity {
    /// So that a constant field has a mass.
    private static final double FLOOR = 1e-12;

    private Lacunarity() {}

    /// By side of box. **Cost** a pass over the field for each.
    public static Map<Integer, Double> of(Field field) {
        int n = field.size();
        double least = Moments.of(field).least();
        int width = n + 1;
        double[] sums = new double[width * width];
        for (int i = 0; i < n; i++) {
            double row = 0;
            for (int j = 0; j < n; j++) {
                row += field.at(i, j) - least + FLOOR;
                sums[(i + 1) * width + j + 1] = sums[i * width + j + 1] + row;
            }
        }
        Map<Integer, Double> bySide = new TreeMap<>();
        for (int side = 2; side < n; side *= 2) {
            bySide.put(side, of(sums, n, side));
        }
        return bySide;
    }

    private static double of(double[] sums, int n, int side) {
        int width = n + 1;
        int places = n - side + 1;
        double[] mass = new double[places * places];
        double total = 0;
        for (int i = 0; i < places; i++) {
            for (int j = 0; j < places; j++) {
                double box = sums[(i + side) * width + j + side]
                        - sums[i * width + j + side]
                        - sums[(i + side) * width + j]
                        + sums[i * width + j];
                mass[i * places + j] = box;
                total += box;
            }
        }
        double mean = total / mass.length;
        double squares = 0;
        for (double box : mass) {
            squares += (box - mean) * (box - mean);
        }
        return squares / mass.length / (mean * mean) + 1;
    }
}
