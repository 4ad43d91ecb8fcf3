// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import java.util.Arrays;

/// The columns of the factor in the order of elimination, in segments, so that nothing is copied while they grow.
final class FactorColumns {
    private static final int SEGMENT_BITS = 12;
    private static final int MASK = (1 << SEGMENT_BITS) - 1;

    private final int[] vertex;
    private final int[] start;
    private final double[] pivot;
    private final double[] unit;
    private int[][] row = new int[16][];
    private float[][] value = new float[16][];
    private int entries;
    private int columns;

    FactorColumns(int vertices) {
        vertex = new int[vertices];
        start = new int[vertices + 1];
        pivot = new double[vertices];
        unit = new double[vertices];
    }

    /// An entry of the present column, at the row of this vertex.
    void add(int to, float coefficient) {
        int segment = entries >>> SEGMENT_BITS;
        int offset = entries & MASK;
        if (offset == 0) {
            if (segment == row.length) {
                row = Arrays.copyOf(row, 2 * segment);
                value = Arrays.copyOf(value, 2 * segment);
            }
            row[segment] = new int[1 << SEGMENT_BITS];
            value[segment] = new float[1 << SEGMENT_BITS];
        }
        row[segment][offset] = to;
        value[segment][offset] = coefficient;
        entries++;
    }

    /// Ends the present column: it is that of vertex `v`, has this pivot, and `diagonal` on its diagonal.
    void close(int v, double pivotOfColumn, double diagonal) {
        vertex[columns] = v;
        pivot[columns] = pivotOfColumn;
        unit[columns] = diagonal;
        start[++columns] = entries;
    }

    int columns() {
        return columns;
    }

    int entries() {
        return entries;
    }

    /// The vertex of each column.
    int[] vertex() {
        return vertex;
    }

    /// Where each column starts among the entries.
    int[] start() {
        return start;
    }

    double[] pivot() {
        return pivot;
    }

    double[] diagonal() {
        return unit;
    }

    /// The vertex that entry `k` belongs to.
    int row(int k) {
        return row[k >>> SEGMENT_BITS][k & MASK];
    }

    float value(int k) {
        return value[k >>> SEGMENT_BITS][k & MASK];
    }

    long sizeBytes() {
        return 24L * vertex.length + 8L * (entries + MASK);
    }
}
