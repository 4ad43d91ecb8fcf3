// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;

/// The definition of correct: two rows, cell by cell.
enum ScalarLoops implements DtwLoops {
    INSTANCE;

    @Override
    public String provider() {
        return "scalar";
    }

    @Override
    public double distance(double[] a, double[] b, Cost cost, int radius, double limit) {
        int m = b.length;
        double[] above = new double[m + 2];
        double[] row = new double[m + 2];
        Arrays.fill(above, Double.POSITIVE_INFINITY);
        above[0] = 0;
        for (int i = 1; i <= a.length; i++) {
            int from = Math.max(1, i - radius);
            int to = Math.min(m, i + radius);
            double x = a[i - 1];
            double left = Double.POSITIVE_INFINITY;
            double diagonal = above[from - 1];
            double least = Double.POSITIVE_INFINITY;
            row[from - 1] = left;
            for (int j = from; j <= to; j++) {
                double up = above[j];
                double best = diagonal < up ? diagonal : up;
                best = left < best ? left : best;
                left = cost.of(x, b[j - 1]) + best;
                row[j] = left;
                diagonal = up;
                least = left < least ? left : least;
            }
            row[to + 1] = Double.POSITIVE_INFINITY;
            if (least > limit) {
                return Double.POSITIVE_INFINITY;
            }
            double[] swap = above;
            above = row;
            row = swap;
        }
        return above[m] > limit ? Double.POSITIVE_INFINITY : above[m];
    }

    @Override
    public float distance(float[] a, float[] b, Cost cost, int radius, float limit) {
        int m = b.length;
        float[] above = new float[m + 2];
        float[] row = new float[m + 2];
        Arrays.fill(above, Float.POSITIVE_INFINITY);
        above[0] = 0;
        for (int i = 1; i <= a.length; i++) {
            int from = Math.max(1, i - radius);
            int to = Math.min(m, i + radius);
            float x = a[i - 1];
            float left = Float.POSITIVE_INFINITY;
            float diagonal = above[from - 1];
            float least = Float.POSITIVE_INFINITY;
            row[from - 1] = left;
            for (int j = from; j <= to; j++) {
                float up = above[j];
                float best = diagonal < up ? diagonal : up;
                best = left < best ? left : best;
                left = cost.of(x, b[j - 1]) + best;
                row[j] = left;
                diagonal = up;
                least = left < least ? left : least;
            }
            row[to + 1] = Float.POSITIVE_INFINITY;
            if (least > limit) {
                return Float.POSITIVE_INFINITY;
            }
            float[] swap = above;
            above = row;
            row = swap;
        }
        return above[m] > limit ? Float.POSITIVE_INFINITY : above[m];
    }
}
