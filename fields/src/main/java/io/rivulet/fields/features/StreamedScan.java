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
            loops.squaredGradient(v, above * n, i * n, below * n, 1.0 / (below - above), squares);
            total += sums.dot(squares, ones, 0, n);
        }
        return total;
    }
}
