// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.dtw;

import java.util.Arrays;

/// The table row by row, each cell's way noted.
final class AlignmentLoop {
    private AlignmentLoop() {}

    static Alignment run(double[] a, double[] b, Cost cost, int radius) {
        int n = a.length;
        int m = b.length;
        StepTable steps = new StepTable(n, m, radius);
        double[] above = new double[m + 1];
        double[] row = new double[m + 1];
        Arrays.fill(above, Double.POSITIVE_INFINITY);
        above[0] = 0;
        for (int i = 1; i <= n; i++) {
            int from = Math.max(1, i - radius);
            int to = Math.min(m, i + radius);
            row[from - 1] = Double.POSITIVE_INFINITY;
            for (int j = from; j <= to; j++) {
                double diagonal = above[j - 1];
                double up = above[j];
                double left = row[j - 1];
                int step;
                double least;
                if (diagonal <= up && diagonal <= left) {
                    step = StepTable.DIAGONAL;
                    least = diagonal;
                } else if (up <= left) {
                    step = StepTable.UP;
                    least = up;
                } else {
                    step = StepTable.LEFT;
                    least = left;
                }
                row[j] = cost.of(a[i - 1], b[j - 1]) + least;
                steps.put(i, j, step);
            }
            if (to < m) {
                row[to + 1] = Double.POSITIVE_INFINITY;
            }
            double[] swap = above;
            above = row;
            row = swap;
        }
        return steps.alignment(above[m]);
    }
}
