// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.achol;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.precondition.Preconditioner;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Numbers the unknowns in the order of elimination and stores the factor by columns and by rows, so that both solves
/// only gather.
final class Assembly {
    private static final int COLUMNS_PER_STEP = 4096;

    private enum Phase {
        PLACE,
        COUNT,
        TRANSPOSE
    }

    private final Execution execution;
    private final FactorColumns columns;
    private final int n;
    private final int[] roundEnds;
    private final double scale;
    private final int[] position;
    private final int[] columnStart;
    private final int[] columnRow;
    private final float[] columnValue;
    private final int[] rowStart;
    private final int[] rowColumn;
    private final float[] rowValue;
    private int[] next = new int[0];
    private Phase phase = Phase.PLACE;
    private int at;
    private @Nullable Preconditioner result;

    Assembly(Execution execution, FactorColumns columns, int[] roundEnds, double scale) {
        this.execution = execution;
        this.columns = columns;
        this.n = columns.columns();
        this.roundEnds = roundEnds;
        this.scale = scale;
        this.position = new int[n];
        this.columnStart = columns.start();
        this.columnRow = new int[columns.entries()];
        this.columnValue = new float[columns.entries()];
        this.rowStart = new int[n + 1];
        this.rowColumn = new int[columns.entries()];
        this.rowValue = new float[columns.entries()];
    }

    long step() {
        int end = Math.min(n, at + COLUMNS_PER_STEP);
        long used = 1L + end - at;
        switch (phase) {
            case PLACE -> place(end);
            case COUNT -> used += count(end);
            case TRANSPOSE -> used += transpose(end);
        }
        at = end;
        if (at == n) {
            endPhase();
        }
        return used;
    }

    private void endPhase() {
        at = 0;
        switch (phase) {
            case PLACE -> phase = Phase.COUNT;
            case COUNT -> {
                for (int p = 0; p < n; p++) {
                    rowStart[p + 1] += rowStart[p];
                }
                next = Arrays.copyOf(rowStart, n);
                phase = Phase.TRANSPOSE;
            }
            case TRANSPOSE -> finish();
        }
    }

    private void place(int end) {
        for (int p = at; p < end; p++) {
            position[columns.vertex()[p]] = p;
        }
    }

    private long count(int end) {
        int to = columnStart[end];
        for (int k = columnStart[at]; k < to; k++) {
            int row = position[columns.row(k)];
            columnRow[k] = row;
            columnValue[k] = columns.value(k);
            rowStart[row + 1]++;
        }
        return to - columnStart[at];
    }

    private long transpose(int end) {
        for (int p = at; p < end; p++) {
            for (int k = columnStart[p]; k < columnStart[p + 1]; k++) {
                int to = next[columnRow[k]]++;
                rowColumn[to] = p;
                rowValue[to] = columnValue[k];
            }
        }
        return columnStart[end] - columnStart[at];
    }

    private void finish() {
        double[] inverseDiagonal = new double[n];
        double[] inversePivot = new double[n];
        for (int p = 0; p < n; p++) {
            inverseDiagonal[p] = 1.0 / columns.diagonal()[p];
            inversePivot[p] = scale / columns.pivot()[p];
        }
        Triangle lower = new Triangle(rowStart, rowColumn, rowValue);
        Triangle upper = new Triangle(columnStart, columnRow, columnValue);
        result = new AcFactor(execution, columns.vertex(), roundEnds, lower, upper, inverseDiagonal, inversePivot);
    }

    @Nullable
    Preconditioner result() {
        return result;
    }
}
