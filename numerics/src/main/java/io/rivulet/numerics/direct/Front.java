// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.direct;

import io.rivulet.numerics.kernels.Team;
import java.util.Arrays;

/// A dense working matrix, one array a column so that the loops over rows of several columns have one index and
/// vectorise. Its storage is used again for each front.
/// **Thread** one at a time.
final class Front {
    /// Rows updated together: a strip of four source columns and two others stays in the first cache.
    private static final int STRIP = 256;

    /// Fewer multiply-adds than this are done before others could join in.
    private static final long SHARED_WORK = 200_000;

    /// Columns of one chunk of shared work.
    private static final int CHUNK = 8;

    private final Team team;
    private double[][] column = new double[0][];
    private int size;
    private long held;

    Front(Team team) {
        this.team = team;
    }

    /// Room for `rows` rows and as many columns; what they hold is undefined.
    void open(int rows) {
        if (rows > column.length) {
            // A little more than asked: delayed pivots make fronts grow by a few rows at a time.
            column = new double[rows + (column.length == 0 ? 0 : rows / 8)][];
            held = 0;
        }
        size = rows;
    }

    int size() {
        return size;
    }

    double[] column(int j) {
        double[] present = column[j];
        if (present == null) {
            present = new double[column.length];
            column[j] = present;
            held += 8L * present.length;
        }
        return present;
    }

    void clear(int j, int from) {
        Arrays.fill(column(j), from, size, 0.0);
    }

    long sizeBytes() {
        return held;
    }

    static long bytes(long rows) {
        return 8 * rows * rows;
    }

    void swapColumns(int j, int k) {
        double[] kept = column[j];
        column[j] = column[k];
        column[k] = kept;
    }

    /// column(j)[i] ← column(j)[i] − Σ_k column(k)[i]·column(j)[k] over `firstSource` ≤ k < `endSource`, for
    /// `firstColumn` ≤ j < `endColumn` and i from `firstRow` on, or from j on where that is more and `lower` holds.
    /// Each entry is one fma chain in the order of k, whatever the grouping.
    void update(int firstSource, int endSource, int firstColumn, int endColumn, int firstRow, boolean lower) {
        long work = (long) (endSource - firstSource) * (endColumn - firstColumn) * (size - firstRow);
        if (work < SHARED_WORK) {
            updateColumns(firstSource, endSource, firstColumn, endColumn, firstRow, lower);
            return;
        }
        int chunks = (endColumn - firstColumn + CHUNK - 1) / CHUNK;
        team.run(chunks, chunk -> {
            int from = firstColumn + chunk * CHUNK;
            updateColumns(firstSource, endSource, from, Math.min(endColumn, from + CHUNK), firstRow, lower);
        });
    }

    private void updateColumns(
            int firstSource, int endSource, int firstColumn, int endColumn, int firstRow, boolean lower) {
        for (int strip = firstRow; strip < size; strip += STRIP) {
            int end = Math.min(size, strip + STRIP);
            int last = lower ? Math.min(endColumn, end) : endColumn;
            int j = firstColumn;
            for (; j + 1 < last; j += 2) {
                updatePair(j, firstSource, endSource, lower ? Math.max(strip, j) : strip, end);
            }
            if (j < last) {
                updateOne(j, firstSource, endSource, lower ? Math.max(strip, j) : strip, end);
            }
        }
    }

    private void updatePair(int j, int firstSource, int endSource, int from, int to) {
        double[] c = column[j];
        double[] d = column[j + 1];
        int k = firstSource;
        for (; k + 3 < endSource; k += 4) {
            fourIntoTwo(c, d, column[k], column[k + 1], column[k + 2], column[k + 3], k, from, to);
        }
        for (; k < endSource; k++) {
            oneIntoOne(c, column[k], -c[k], from, to);
            oneIntoOne(d, column[k], -d[k], from, to);
        }
    }

    private void updateOne(int j, int firstSource, int endSource, int from, int to) {
        double[] c = column[j];
        int k = firstSource;
        for (; k + 3 < endSource; k += 4) {
            fourIntoOne(c, column[k], column[k + 1], column[k + 2], column[k + 3], k, from, to);
        }
        for (; k < endSource; k++) {
            oneIntoOne(c, column[k], -c[k], from, to);
        }
    }

    private static void fourIntoTwo(
            double[] c, double[] d, double[] a0, double[] a1, double[] a2, double[] a3, int k, int from, int to) {
        double c0 = -c[k];
        double c1 = -c[k + 1];
        double c2 = -c[k + 2];
        double c3 = -c[k + 3];
        double d0 = -d[k];
        double d1 = -d[k + 1];
        double d2 = -d[k + 2];
        double d3 = -d[k + 3];
        for (int i = from; i < to; i++) {
            double x0 = a0[i];
            double x1 = a1[i];
            double x2 = a2[i];
            double x3 = a3[i];
            c[i] = Math.fma(x3, c3, Math.fma(x2, c2, Math.fma(x1, c1, Math.fma(x0, c0, c[i]))));
            d[i] = Math.fma(x3, d3, Math.fma(x2, d2, Math.fma(x1, d1, Math.fma(x0, d0, d[i]))));
        }
    }

    private static void fourIntoOne(
            double[] c, double[] a0, double[] a1, double[] a2, double[] a3, int k, int from, int to) {
        double c0 = -c[k];
        double c1 = -c[k + 1];
        double c2 = -c[k + 2];
        double c3 = -c[k + 3];
        for (int i = from; i < to; i++) {
            c[i] = Math.fma(a3[i], c3, Math.fma(a2[i], c2, Math.fma(a1[i], c1, Math.fma(a0[i], c0, c[i]))));
        }
    }

    /// c ← c + s·a over rows `from` to `to` − 1.
    static void oneIntoOne(double[] c, double[] a, double s, int from, int to) {
        for (int i = from; i < to; i++) {
            c[i] = Math.fma(a[i], s, c[i]);
        }
    }

    /// The largest absolute value in rows `from` to `to` − 1.
    static double largest(double[] c, int from, int to) {
        double most = 0.0;
        for (int i = from; i < to; i++) {
            most = Math.max(most, Math.abs(c[i]));
        }
        return most;
    }
}
