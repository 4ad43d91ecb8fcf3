// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// Loops over whole vectors of one length. Sums run over eight logical lanes and a fixed tree, so that every team gives
/// the same bits.
/// **Shapes** every array of length n. **Thread** one at a time. **Cost** allocates nothing after it was made.
public final class Vectors {
    private final int n;

    public Vectors(Execution execution, int n) {
        this.n = n;
    }

    /// x·y
    public double dot(double[] x, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int full = n & ~7;
        for (int i = 0; i < full; i += 8) {
            s0 = Math.fma(x[i], y[i], s0);
            s1 = Math.fma(x[i + 1], y[i + 1], s1);
            s2 = Math.fma(x[i + 2], y[i + 2], s2);
            s3 = Math.fma(x[i + 3], y[i + 3], s3);
            s4 = Math.fma(x[i + 4], y[i + 4], s4);
            s5 = Math.fma(x[i + 5], y[i + 5], s5);
            s6 = Math.fma(x[i + 6], y[i + 6], s6);
            s7 = Math.fma(x[i + 7], y[i + 7], s7);
        }
        double rest = 0;
        for (int i = full; i < n; i++) {
            rest = Math.fma(x[i], y[i], rest);
        }
        return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + rest;
    }

    /// ‖x‖₂
    public double norm2(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    /// y ← y + c·x
    public void axpy(double c, double[] x, double[] y) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(c, x[i], y[i]);
        }
    }

    /// y ← x + c·y
    public void xpby(double[] x, double c, double[] y) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.fma(c, y[i], x[i]);
        }
    }

    /// z_i ← x_i·y_i
    public void product(double[] x, double[] y, double[] z) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }
}
