// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.numerics.kernels.Kernels;
import java.util.Arrays;

/// Takes the streamed figures of one potential.
final class StreamedScan {
    private final RowLoops loops;
    private final Kernels sums;

    StreamedScan(RowLoops loops, Kernels sums) {
        this.loops = loops;
        this.sums = sums;
    }

    StreamedFeatures of(Field potential, Activity activity) {
        Moments moments = Moments.of(potential, loops, sums);
        ActiveCells cells = ActiveCells.of(potential, activity, loops);
        double count = (double) potential.size() * potential.size();
        return new StreamedFeatures(
                1000 * moments.mean(),
                1000 * moments.deviation(),
                1000 * moments.least(),
                1000 * moments.largest(),
                cells.active(),
                cells.active() / count,
                cells.endpointDimension(),
                moments.squareSum(),
                squaredGradient(potential) / count);
    }

    /// The sum over all cells: central differences inside, one-sided ones at the ends.
    private double squaredGradient(Field potential) {
        int n = potential.size();
        double[] v = potential.values();
        double[] squares = new double[n];
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double total = 0;
        for (int i = 0; i < n; i++) {
            int above = Math.max(i - 1, 0);
            int below = Math.min(i + 1, n - 1);
            row(v, above * n, i * n, below * n, 1.0 / (below - above), squares);
            total += sums.dot(squares, ones, 0, n);
        }
        return total;
    }

    private static void row(double[] v, int above, int at, int below, double perRow, double[] squares) {
        int last = squares.length - 1;
        for (int j = 1; j < last; j++) {
            double down = (v[below + j] - v[above + j]) * perRow;
            double across = (v[at + j + 1] - v[at + j - 1]) * 0.5;
            squares[j] = down * down + across * across;
        }
        double downFirst = (v[below] - v[above]) * perRow;
        double acrossFirst = v[at + 1] - v[at];
        squares[0] = downFirst * downFirst + acrossFirst * acrossFirst;
        double downLast = (v[below + last] - v[above + last]) * perRow;
        double acrossLast = v[at + last] - v[at + last - 1];
        squares[last] = downLast * downLast + acrossLast * acrossLast;
    }
}
