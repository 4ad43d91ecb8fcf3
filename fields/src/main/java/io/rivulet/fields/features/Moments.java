// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

import io.rivulet.fields.grid.Field;
import io.rivulet.fields.kernels.RowLoops;
import io.rivulet.numerics.kernels.Kernels;
import java.util.Arrays;

/// Least, largest, mean and standard deviation of a field's cells, and the sum of their squares. Rows are taken one by
/// one, each in two passes while it is near, and put together by Chan, Golub, LeVeque 1979: a large mean costs no
/// digits.
///
/// @param deviation divided by the number of cells
public record Moments(double least, double largest, double mean, double deviation, double squareSum) {
    public static Moments of(Field field) {
        return of(field, RowLoops.detect(), Kernels.detect().kernels());
    }

    static Moments of(Field field, RowLoops loops, Kernels sums) {
        int n = field.size();
        double[] v = field.values();
        double[] ones = new double[n];
        double[] off = new double[n];
        double[] extremes = new double[2];
        Arrays.fill(ones, 1);
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squareSum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            loops.extremes(v, i * n, (i + 1) * n, extremes);
            least = Math.min(least, extremes[0]);
            largest = Math.max(largest, extremes[1]);
            squareSum += sums.dot(v, v, i * n, (i + 1) * n);
            System.arraycopy(v, i * n, off, 0, n);
            double rowMean = sums.dot(off, ones, 0, n) / n;
            for (int j = 0; j < n; j++) {
                off[j] -= rowMean;
            }
            double apart = rowMean - mean;
            mean += apart / (i + 1);
            squares += sums.dot(off, off, 0, n) + apart * apart * ((double) i * n / (i + 1));
        }
        return new Moments(least, largest, mean, Math.sqrt(squares / v.length), squareSum);
    }
}
