// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.linalg.CsrMatrix;

/// ±A, ready for many products.
/// **Thread** one at a time. **Cost** allocates nothing after it was made.
public final class SparseOperator {
    private final Execution execution;
    private final CsrMatrix matrix;
    private final double sign;
    private final Vectors vectors;

    /// `sign`·A; the sign is 1 or −1.
    public SparseOperator(Execution execution, CsrMatrix matrix, double sign) {
        this.execution = execution;
        this.matrix = matrix;
        this.sign = sign;
        this.vectors = new Vectors(execution, matrix.rows());
    }

    public Execution execution() {
        return execution;
    }

    /// A, without the sign.
    public CsrMatrix matrix() {
        return matrix;
    }

    public double sign() {
        return sign;
    }

    public int rows() {
        return matrix.rows();
    }

    public int nnz() {
        return matrix.nnz();
    }

    /// Loops over vectors of length [#rows].
    public Vectors vectors() {
        return vectors;
    }

    /// y ← ±A·x
    public void multiply(double[] x, double[] y) {
        matrix.multiply(x, y);
        if (sign < 0) {
            for (int i = 0; i < y.length; i++) {
                y[i] = -y[i];
            }
        }
    }

    /// y ← ±A·x; answers x·y.
    public double multiplyDot(double[] x, double[] y) {
        multiply(x, y);
        return vectors.dot(x, y);
    }

    /// r ← b ∓ A·x; answers ‖r‖₂.
    public double residual(double[] b, double[] x, double[] r) {
        multiply(x, r);
        for (int i = 0; i < r.length; i++) {
            r[i] = b[i] - r[i];
        }
        return vectors.norm2(r);
    }
}
