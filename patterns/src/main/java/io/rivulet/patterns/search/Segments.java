// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.search;

/// A series as a few numbers: its first and its last value, and the means of the stretches between them.
final class Segments {
    private static final int MOST = 16;

    /// Numbers of a summary.
    final int size;

    private final int length;

    /// @param length of the series, at least 2
    Segments(int length) {
        this.length = length;
        this.size = 2 + Math.min(MOST, length - 2);
    }

    /// The first position of stretch s, which is number s + 1 of a summary; of the one after the last too.
    int start(int s) {
        return 1 + (int) ((long) s * (length - 2) / Math.max(1, size - 2));
    }

    /// Writes the numbers of a series at `at`, `at` + `stride`, …
    void summarise(float[] values, int from, float[] summary, int at, int stride) {
        summary[at] = values[from];
        for (int s = 0; s < size - 2; s++) {
            double sum = 0;
            for (int i = start(s); i < start(s + 1); i++) {
                sum += values[from + i];
            }
            summary[at + (s + 1) * stride] = (float) (sum / (start(s + 1) - start(s)));
        }
        summary[at + (size - 1) * stride] = values[from + length - 1];
    }
}
