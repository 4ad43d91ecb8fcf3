// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

import io.rivulet.patterns.dtw.Cost;

/// A series that is searched for, with all that lower bounds need of it.
final class Query {
    final float[] values;
    final Cost cost;
    final int radius;
    final Envelope envelope;
    final Segments segments;

    /// For number s of a summary: what its value must leave, above or below, to cost anything, and how many values it
    /// stands for.
    final float[] high;

    final float[] low;
    final float[] weight;

    /// A distance or a bound in single precision is at most this share of it off.
    final float margin;

    Query(float[] values, Cost cost, int radius, Segments segments) {
        this.values = values;
        this.cost = cost;
        this.radius = radius;
        this.envelope = Envelope.of(values, radius);
        this.segments = segments;
        int n = values.length;
        this.margin = (2 * n + 16) * 0x1p-23f;
        this.high = new float[segments.size];
        this.low = new float[segments.size];
        this.weight = new float[segments.size];
        // The ends of two series are always aligned with each other.
        high[0] = values[0];
        low[0] = values[0];
        weight[0] = 1;
        int last = segments.size - 1;
        high[last] = values[n - 1];
        low[last] = values[n - 1];
        weight[last] = 1;
        for (int s = 0; s < last - 1; s++) {
            float most = Float.NEGATIVE_INFINITY;
            float least = Float.POSITIVE_INFINITY;
            for (int i = segments.start(s); i < segments.start(s + 1); i++) {
                most = Math.max(most, envelope.upper[i]);
                least = Math.min(least, envelope.lower[i]);
            }
            high[s + 1] = most;
            low[s + 1] = least;
            weight[s + 1] = segments.start(s + 1) - segments.start(s);
        }
    }
}
