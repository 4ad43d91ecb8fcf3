// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.linalg.CsrMatrix;

/// Dense P·S·A = L·U with partial pivoting, S a power-of-two row scaling, in panels of [#PANEL] columns. A pivot at
/// rounding level starts again with complete pivoting, which stops at the numerical rank.
/// **Cost** n³/12 units (four multiply-adds count as one entry), 8·n² bytes; complete pivoting about three times that.
/// **Source** Golub, Van Loan, *Matrix Computations*, 4th ed., 3.2 and 3.4.
final class DenseSetup extends SteppedSetup<Preconditioner> {
    static final int PANEL = 32;

    /// Null vectors that are projected out of a solution; with more of them the basic solution is given.
    static final int MAX_NULL_VECTORS = 64;

    /// Pivots below this many ulps of the largest scaled entry do not count in partial pivoting.
    private static final double PIVOT_ULPS = 16;

    private static final double U = 0x1p-53;

    private final CsrMatrix a;
    private final int n;
    private final double[] lu;
    private final double[] scale;
    private final int[] rowAt;
    private final int[] columnAt;
    private boolean loaded;
    private boolean complete;
    private double largest;
    private int panel;
    private int nextRow;
    private boolean panelDone;

    DenseSetup(CsrMatrix a) {
        this.a = a;
        this.n = a.rows();
        this.lu = new double[Math.multiplyExact(n, n)];
        this.scale = new double[n];
        this.rowAt = new int[n];
        this.columnAt = new int[n];
    }

    @Override
    protected long step(long units) {
        if (!loaded) {
            return load();
        }
        if (panel >= n) {
            finish(new DenseFactors(n, n, lu, scale, rowAt, columnAt, new double[0][]));
            return 1;
        }
        if (complete) {
            return eliminateCompletely();
        }
        return panelDone ? updateRow() : factorPanel();
    }

    private long load() {
        loaded = true;
        panel = 0;
        panelDone = false;
        largest = 0.0;
        java.util.Arrays.fill(lu, 0.0);
        for (int i = 0; i < n; i++) {
            rowAt[i] = i;
            columnAt[i] = i;
            double most = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                most = Math.max(most, Math.abs(a.value()[k]));
            }
            scale[i] = most > 0 ? Math.scalb(1.0, -Math.clamp(Math.getExponent(most), -1000, 1000)) : 1.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                lu[i * n + a.column()[k]] = scale[i] * a.value()[k];
            }
            largest = Math.max(largest, scale[i] * most);
        }
        return 1 + (long) n * n / 8;
    }

    private long factorPanel() {
        int end = Math.min(panel + PANEL, n);
        for (int j = panel; j < end; j++) {
            int pivot = j;
            for (int i = j + 1; i < n; i++) {
                if (Math.abs(lu[i * n + j]) > Math.abs(lu[pivot * n + j])) {
                    pivot = i;
                }
            }
            if (!(Math.abs(lu[pivot * n + j]) > PIVOT_ULPS * U * largest)) {
                complete = true;
                loaded = false;
                return (long) (j - panel + 1) * n;
            }
            swapRows(j, pivot);
            double inverse = 1 / lu[j * n + j];
            for (int i = j + 1; i < n; i++) {
                double multiplier = lu[i * n + j] * inverse;
                lu[i * n + j] = multiplier;
                eliminate(i * n, j * n, j + 1, end, multiplier);
            }
        }
        for (int i = panel + 1; i < end; i++) {
            for (int k = panel; k < i; k++) {
                eliminate(i * n, k * n, end, n, lu[i * n + k]);
            }
        }
        nextRow = end;
        panelDone = true;
        return 1 + (long) (end - panel) * (end - panel) * (n - panel) / 8;
    }

    private long updateRow() {
        int end = Math.min(panel + PANEL, n);
        if (nextRow == n) {
            panel = end;
            panelDone = false;
            return 1;
        }
        int i = nextRow++;
        for (int k = panel; k < end; k++) {
            eliminate(i * n, k * n, end, n, lu[i * n + k]);
        }
        return 1 + (long) (end - panel) * (n - end) / 4;
    }

    /// row(to) ← row(to) − multiplier·row(from), columns `first` to `last`.
    private void eliminate(int to, int from, int first, int last, double multiplier) {
        if (multiplier != 0) {
            for (int j = first; j < last; j++) {
                lu[to + j] -= multiplier * lu[from + j];
            }
        }
    }

    private void swapRows(int i, int j) {
        if (i != j) {
            for (int k = 0; k < n; k++) {
                double kept = lu[i * n + k];
                lu[i * n + k] = lu[j * n + k];
                lu[j * n + k] = kept;
            }
            int row = rowAt[i];
            rowAt[i] = rowAt[j];
            rowAt[j] = row;
        }
    }

    private void swapColumns(int i, int j) {
        if (i != j) {
            for (int k = 0; k < n; k++) {
                double kept = lu[k * n + i];
                lu[k * n + i] = lu[k * n + j];
                lu[k * n + j] = kept;
            }
            int column = columnAt[i];
            columnAt[i] = columnAt[j];
            columnAt[j] = column;
        }
    }

    private long eliminateCompletely() {
        int k = panel;
        int pivotRow = k;
        int pivotColumn = k;
        double most = -1.0;
        for (int i = k; i < n; i++) {
            for (int j = k; j < n; j++) {
                double size = Math.abs(lu[i * n + j]);
                if (size > most) {
                    most = size;
                    pivotRow = i;
                    pivotColumn = j;
                }
            }
        }
        long work = 1 + (long) (n - k) * (n - k) / 2;
        if (!(most > 4 * n * U * largest)) {
            finish(new DenseFactors(n, k, lu, scale, rowAt, columnAt, nullVectors(k)));
            return work + (long) k * k * Math.min(n - k, MAX_NULL_VECTORS) / 4;
        }
        swapRows(k, pivotRow);
        swapColumns(k, pivotColumn);
        for (int i = k + 1; i < n; i++) {
            double multiplier = lu[i * n + k] / lu[k * n + k];
            lu[i * n + k] = multiplier;
            eliminate(i * n, k * n, k + 1, n, multiplier);
        }
        panel++;
        return work;
    }

    /// Orthonormal vectors that A (as far as its first `rank` pivots) maps to zero.
    private double[][] nullVectors(int rank) {
        if (n - rank > MAX_NULL_VECTORS) {
            return new double[0][];
        }
        double[][] vectors = new double[n - rank][];
        for (int f = 0; f < vectors.length; f++) {
            double[] v = new double[n];
            v[rank + f] = 1.0;
            for (int i = rank - 1; i >= 0; i--) {
                double sum = -lu[i * n + rank + f];
                for (int j = i + 1; j < rank; j++) {
                    sum -= lu[i * n + j] * v[j];
                }
                v[i] = sum / lu[i * n + i];
            }
            double[] placed = new double[n];
            for (int j = 0; j < n; j++) {
                placed[columnAt[j]] = v[j];
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int g = 0; g < f; g++) {
                    DenseFactors.removeAlong(vectors[g], placed);
                }
            }
            double length = 0.0;
            for (double entry : placed) {
                length = Math.hypot(length, entry);
            }
            for (int j = 0; j < n; j++) {
                placed[j] /= length;
            }
            vectors[f] = placed;
        }
        return vectors;
    }
}
