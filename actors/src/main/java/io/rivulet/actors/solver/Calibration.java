// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.time.Duration;
import java.util.function.LongSupplier;

/// How many units of work (matrix entries touched) this machine does in a given time, measured once at start.
/// **Cost** about a tenth of a second, most of it until the product is compiled.
public final class Calibration {
    private static final int ROWS = 20_000;
    private static final int ENTRIES_PER_ROW = 5;
    private static final long WARM_UP_NANOS = 60_000_000;
    private static final long MEASURE_NANOS = 30_000_000;
    private static final long LEAST_UNITS = 10_000;
    private static final long MOST_UNITS = 100_000_000;

    private Calibration() {}

    public static long unitsIn(Duration time, LongSupplier nanoTime) {
        CsrMatrix a = banded();
        double[] x = new double[ROWS];
        double[] y = new double[ROWS];
        products(a, x, y, WARM_UP_NANOS, nanoTime);
        double unitsPerNano = products(a, x, y, MEASURE_NANOS, nanoTime);
        return Math.clamp((long) (unitsPerNano * time.toNanos()), LEAST_UNITS, MOST_UNITS);
    }

    private static double products(CsrMatrix a, double[] x, double[] y, long nanos, LongSupplier nanoTime) {
        long start = nanoTime.getAsLong();
        long units = 0;
        long elapsed;
        do {
            a.multiply(x, y);
            units += a.nnz();
            elapsed = nanoTime.getAsLong() - start;
        } while (elapsed < nanos);
        return (double) units / elapsed;
    }

    private static CsrMatrix banded() {
        int[] start = new int[ROWS + 1];
        int[] column = new int[ROWS * ENTRIES_PER_ROW];
        double[] value = new double[ROWS * ENTRIES_PER_ROW];
        for (int i = 0; i < ROWS; i++) {
            int first = Math.clamp(i - ENTRIES_PER_ROW / 2, 0, ROWS - ENTRIES_PER_ROW);
            for (int k = 0; k < ENTRIES_PER_ROW; k++) {
                column[start[i] + k] = first + k;
                value[start[i] + k] = 1.0;
            }
            start[i + 1] = start[i] + ENTRIES_PER_ROW;
        }
        return CsrMatrix.adopt(ROWS, start, column, value);
    }
}
