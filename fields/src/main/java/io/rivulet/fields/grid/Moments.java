// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.grid;

/// Least, largest, mean and standard deviation of a field's cells. Rows are taken one by one, each in two passes while
/// it is near, and put together by Chan, Golub, LeVeque 1979: a large mean costs no digits.
///
/// @param deviation divided by the number of cells
public record Moments(double least, double largest, double mean, double deviation) {
    public static Moments of(Field field) {
        int n = field.size();
        double[] v = field.values();
        double least = Double.POSITIVE_INFINITY;
        double largest = Double.NEGATIVE_INFINITY;
        double mean = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int k = i * n; k < (i + 1) * n; k++) {
                sum += v[k];
                least = Math.min(least, v[k]);
                largest = Math.max(largest, v[k]);
            }
            double rowMean = sum / n;
            double rowSquares = 0;
            for (int k = i * n; k < (i + 1) * n; k++) {
                double off = v[k] - rowMean;
                rowSquares = Math.fma(off, off, rowSquares);
            }
            double apart = rowMean - mean;
            mean += apart / (i + 1);
            squares += rowSquares + apart * apart * ((double) i * n / (i + 1));
        }
        return new Moments(least, largest, mean, Math.sqrt(squares / ((double) n * n)));
    }
}
