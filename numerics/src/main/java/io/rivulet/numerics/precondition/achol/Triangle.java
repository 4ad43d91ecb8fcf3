// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

/// The off-diagonal entries of −C, or of −Cᵀ, in compressed rows.
record Triangle(int[] start, int[] column, float[] value) {
    /// Σ over row p of value·y.
    double gather(int p, double[] y) {
        double sum = 0.0;
        int end = start[p + 1];
        for (int k = start[p]; k < end; k++) {
            sum = Math.fma(value[k], y[column[k]], sum);
        }
        return sum;
    }

    int entries() {
        return column.length;
    }

    long sizeBytes() {
        return 4L * start.length + 8L * column.length;
    }
}
