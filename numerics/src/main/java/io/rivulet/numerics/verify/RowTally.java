// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.SparseVector;

/// What the rows read so far say: their residuals, the largest ones, the backward error.
final class RowTally {
    /// Residual components that a verdict names.
    static final int NAMED_COMPONENTS = 16;

    private final LinearSystem system;
    private final double[] x;
    private final RowResidual row = new RowResidual();
    private final int[] worstRow = new int[NAMED_COMPONENTS];
    private final double[] worst = new double[NAMED_COMPONENTS];
    private double[] residuals = new double[256];
    private int worstCount;
    private int read;
    private double largest;
    private double sum;
    private double backwardError;

    RowTally(LinearSystem system, DenseVector x) {
        this.system = system;
        this.x = x.values();
    }

    double read(int i) {
        double r = row.of(system.a(), system.b().values(), x, i);
        double size = Double.isFinite(r) ? Math.abs(r) : Double.POSITIVE_INFINITY;
        if (read == residuals.length) {
            residuals = java.util.Arrays.copyOf(residuals, Math.min(system.rows(), 2 * read));
        }
        residuals[read++] = size;
        largest = Math.max(largest, size);
        sum += size;
        if (size > 0) {
            backwardError = Math.max(backwardError, row.magnitude > 0 ? size / row.magnitude : 1.0);
        }
        name(i, r, size);
        return r;
    }

    private void name(int i, double r, double size) {
        int at = worstCount;
        if (at == NAMED_COMPONENTS) {
            if (size <= Math.abs(worst[at - 1])) {
                return;
            }
            at--;
        } else {
            worstCount++;
        }
        for (; at > 0 && Math.abs(worst[at - 1]) < size; at--) {
            worst[at] = worst[at - 1];
            worstRow[at] = worstRow[at - 1];
        }
        worst[at] = Double.isFinite(r) ? r : Double.MAX_VALUE;
        worstRow[at] = i;
    }

    double lastMagnitude() {
        return row.magnitude;
    }

    long rows() {
        return read;
    }

    double backwardError() {
        return Double.isFinite(largest) ? backwardError : Double.POSITIVE_INFINITY;
    }

    double norm2() {
        return TrueResidual.norm2(java.util.Arrays.copyOf(residuals, read));
    }

    Verdict verdict(
            Strategy strategy, boolean verified, double confidence, double relative, double proven, double score) {
        SparseVector components = SparseVector.adopt(
                java.util.Arrays.copyOf(worstRow, worstCount), java.util.Arrays.copyOf(worst, worstCount));
        double mean = read == 0 ? 0.0 : sum / read;
        boolean everyRow = read == system.rows();
        return new Verdict(
                strategy, verified, components, largest, mean, confidence, relative, proven, score, read, everyRow);
    }
}
