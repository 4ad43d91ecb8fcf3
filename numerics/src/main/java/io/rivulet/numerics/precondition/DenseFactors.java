// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

/// Dense triangular factors of the first `rank` pivots; below full rank the solution has no part along `nullVectors`.
record DenseFactors(int n, int rank, double[] lu, double[] scale, int[] rowAt, int[] columnAt, double[][] nullVectors)
        implements Inverse {
    @Override
    public void apply(double[] r, double[] z) {
        double[] y = new double[n];
        for (int i = 0; i < rank; i++) {
            double sum = scale[rowAt[i]] * r[rowAt[i]];
            for (int j = 0; j < i; j++) {
                sum -= lu[i * n + j] * y[j];
            }
            y[i] = sum;
        }
        for (int i = rank - 1; i >= 0; i--) {
            double sum = y[i];
            for (int j = i + 1; j < rank; j++) {
                sum -= lu[i * n + j] * y[j];
            }
            y[i] = sum / lu[i * n + i];
        }
        for (int j = 0; j < n; j++) {
            z[columnAt[j]] = y[j];
        }
        for (double[] direction : nullVectors) {
            removeAlong(direction, z);
        }
    }

    @Override
    public void applyTransposed(double[] r, double[] z) {
        double[] y = new double[n];
        for (int j = 0; j < rank; j++) {
            y[j] = r[columnAt[j]];
        }
        for (int i = 0; i < rank; i++) {
            y[i] /= lu[i * n + i];
            for (int j = i + 1; j < rank; j++) {
                y[j] -= lu[i * n + j] * y[i];
            }
        }
        for (int i = rank - 1; i >= 0; i--) {
            for (int j = 0; j < i; j++) {
                y[j] -= lu[i * n + j] * y[i];
            }
        }
        for (int i = 0; i < n; i++) {
            z[rowAt[i]] = scale[rowAt[i]] * y[i];
        }
    }

    @Override
    public boolean full() {
        return rank == n;
    }

    /// v ← v − (u·v)·u
    static void removeAlong(double[] u, double[] v) {
        double along = 0.0;
        for (int i = 0; i < u.length; i++) {
            along = Math.fma(u[i], v[i], along);
        }
        for (int i = 0; i < u.length; i++) {
            v[i] = Math.fma(-along, u[i], v[i]);
        }
    }

    @Override
    public long cost() {
        return 1 + (long) n * n / 4;
    }

    @Override
    public long sizeBytes() {
        return 8L * lu.length;
    }
}
