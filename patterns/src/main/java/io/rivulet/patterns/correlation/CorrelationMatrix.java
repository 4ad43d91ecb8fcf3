// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.correlation;

import io.rivulet.patterns.lcs.Lcs;
import io.rivulet.patterns.lcs.Tolerance;
import io.rivulet.patterns.series.Series;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/// How much of each series is found in each other one: c(i, j) = L(i, j) / min(nᵢ, nⱼ) with the longest common
/// subsequence L. Symmetric, 1 on the diagonal, between 0 and 1. It is not a Pearson correlation: it is never
/// negative, and a short series inside a long one scores 1.
public final class CorrelationMatrix {
    /// Series that are compared at one time: 124,750 pairs.
    public static final int MOST_SERIES = 500;

    private final double[][] entries;

    private CorrelationMatrix(double[][] entries) {
        this.entries = entries;
    }

    /// On this thread.
    ///
    /// @throws io.rivulet.patterns.series.SeriesException for a series that can't be compared
    public static CorrelationMatrix of(List<double[]> series, Tolerance tolerance) {
        double[][] entries = blank(series);
        for (int i = 0; i < entries.length; i++) {
            row(series, tolerance, entries, i);
        }
        return new CorrelationMatrix(entries);
    }

    /// A row at a time on the executor's threads; which thread does what changes no entry. Faults come as with
    /// [#of(List, Tolerance)], before anything is given to the executor.
    public static CompletableFuture<CorrelationMatrix> of(
            List<double[]> series, Tolerance tolerance, Executor executor) {
        double[][] entries = blank(series);
        CompletableFuture<?>[] rows = new CompletableFuture<?>[entries.length];
        for (int i = 0; i < rows.length; i++) {
            int row = i;
            rows[i] = CompletableFuture.runAsync(() -> row(series, tolerance, entries, row), executor);
        }
        return CompletableFuture.allOf(rows).thenApply(done -> new CorrelationMatrix(entries));
    }

    private static double[][] blank(List<double[]> series) {
        if (series.size() > MOST_SERIES) {
            throw new IllegalArgumentException(
                    "at most " + MOST_SERIES + " series are compared at one time, these are " + series.size());
        }
        series.forEach(Series::check);
        return new double[series.size()][series.size()];
    }

    /// The pairs (i, j) with j ≥ i; nobody else writes their entries.
    private static void row(List<double[]> series, Tolerance tolerance, double[][] entries, int i) {
        entries[i][i] = 1;
        for (int j = i + 1; j < entries.length; j++) {
            entries[i][j] = Lcs.correlation(series.get(i), series.get(j), tolerance);
            entries[j][i] = entries[i][j];
        }
    }

    public int size() {
        return entries.length;
    }

    public double at(int i, int j) {
        return entries[i][j];
    }
}
