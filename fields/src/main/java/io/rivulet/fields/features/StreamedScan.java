// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.grid.Moments;

/// One pass over a potential for the streamed figures.
final class StreamedScan {
    private final Field potential;
    private final int n;
    private final double[] v;
    private final Activity activity;
    private double energy;
    private double gradient;

    StreamedScan(Field potential, Activity activity) {
        this.potential = potential;
        this.n = potential.size();
        this.v = potential.values();
        this.activity = activity;
    }

    StreamedFeatures features() {
        ActiveCells cells = new ActiveCells(n);
        long active = 0;
        for (int i = 0; i < n; i++) {
            energy(i);
            gradient(i);
            active += cells.mark(v, i, activity);
        }
        double count = (double) n * n;
        Moments moments = Moments.of(potential);
        return new StreamedFeatures(
                1000 * moments.mean(),
                1000 * moments.deviation(),
                1000 * moments.least(),
                1000 * moments.largest(),
                active,
                active / count,
                cells.dimension(),
                energy,
                gradient / count);
    }

    private void energy(int i) {
        double sum = 0;
        for (int k = i * n; k < (i + 1) * n; k++) {
            sum = Math.fma(v[k], v[k], sum);
        }
        energy += sum;
    }

    private void gradient(int i) {
        int above = Math.max(i - 1, 0);
        int below = Math.min(i + 1, n - 1);
        double perRow = 1.0 / (below - above);
        for (int j = 0; j < n; j++) {
            int left = Math.max(j - 1, 0);
            int right = Math.min(j + 1, n - 1);
            double down = (v[below * n + j] - v[above * n + j]) * perRow;
            double across = (v[i * n + right] - v[i * n + left]) / (right - left);
            gradient += down * down + across * across;
        }
    }
}
