// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

/// The greatest and the least value of a series within a radius of each position.
///
/// **Cost** O(n), whatever the radius. **Source** Lemire 2009, "Faster retrieval with a two-pass dynamic-time-warping
/// lower bound".
final class Envelope {
    final float[] upper;
    final float[] lower;

    private Envelope(float[] upper, float[] lower) {
        this.upper = upper;
        this.lower = lower;
    }

    static Envelope of(float[] values, int radius) {
        return new Envelope(extremes(values, radius, 1), extremes(values, radius, -1));
    }

    /// The greatest of sign·value within the radius, times the sign. A queue of positions whose values fall holds at
    /// its head the one that counts.
    private static float[] extremes(float[] values, int radius, int sign) {
        int n = values.length;
        float[] result = new float[n];
        int[] queue = new int[n];
        int head = 0;
        int tail = 0;
        int next = 0;
        for (int i = 0; i < n; i++) {
            for (long to = Math.min(n - 1L, (long) i + radius); next <= to; next++) {
                while (tail > head && sign * values[queue[tail - 1]] <= sign * values[next]) {
                    tail--;
                }
                queue[tail++] = next;
            }
            while (queue[head] < i - radius) {
                head++;
            }
            result[i] = values[queue[head]];
        }
        return result;
    }
}
