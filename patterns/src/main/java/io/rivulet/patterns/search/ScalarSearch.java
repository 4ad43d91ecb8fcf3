// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import io.rivulet.patterns.dtw.Cost;
import java.util.Arrays;

/// The definition of correct.
enum ScalarSearch implements SearchLoops {
    INSTANCE;

    @Override
    public void summaryBounds(Query query, float[] summaries, int group, float[] bounds, int at) {
        int size = query.segments.size;
        for (int lane = 0; lane < GROUP; lane++) {
            float sum = 0;
            for (int s = 0; s < size; s++) {
                float value = summaries[(group * size + s) * GROUP + lane];
                float outside = Math.max(0, Math.max(value - query.high[s], query.low[s] - value));
                sum += query.weight[s] * (query.cost == Cost.ABS ? outside : outside * outside);
            }
            bounds[at + lane] = sum;
        }
    }

    @Override
    public float envelopeBound(Query query, float[] values, int at, float limit) {
        int n = query.values.length;
        float sum = query.cost.of(query.values[0], values[at]) + query.cost.of(query.values[n - 1], values[at + n - 1]);
        for (int i = 1; i < n - 1 && sum <= limit; i++) {
            float value = values[at + i];
            float outside = Math.max(0, Math.max(value - query.envelope.upper[i], query.envelope.lower[i] - value));
            sum += query.cost == Cost.ABS ? outside : outside * outside;
        }
        return sum;
    }

    @Override
    public void distances(Query query, float[] lanes, float[] row, float limit, float[] distances) {
        int n = query.values.length;
        float[] cells = new float[n + 1];
        for (int lane = 0; lane < BATCH; lane++) {
            Arrays.fill(cells, Float.POSITIVE_INFINITY);
            for (int i = 1; i <= n; i++) {
                int from = Math.max(1, i - query.radius);
                int to = (int) Math.min(n, (long) i + query.radius);
                float diagonal = i == 1 ? 0 : from == 1 ? Float.POSITIVE_INFINITY : cells[from - 1];
                float left = Float.POSITIVE_INFINITY;
                float smallest = left;
                for (int j = from; j <= to; j++) {
                    float up = cells[j];
                    float least = diagonal < up ? diagonal : up;
                    least = left < least ? left : least;
                    left = query.cost.of(query.values[i - 1], lanes[(j - 1) * BATCH + lane]) + least;
                    cells[j] = left;
                    diagonal = up;
                    smallest = left < smallest ? left : smallest;
                }
                if (smallest > limit) {
                    cells[n] = Float.POSITIVE_INFINITY;
                    break;
                }
            }
            distances[lane] = cells[n];
        }
    }
}
