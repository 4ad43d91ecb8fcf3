// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// Loops in which no element depends on another, from `from` to `to`: the compiler makes vectors of them by itself.
final class Elementwise {
    private Elementwise() {}

    /// y ← y + c·x
    static void axpy(double c, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(c, x[i], y[i]);
        }
    }

    /// y ← x + c·y
    static void xpby(double[] x, double c, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(c, y[i], x[i]);
        }
    }

    /// y ← c·x
    static void scale(double c, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = c * x[i];
        }
    }

    /// z_i ← x_i·y_i
    static void product(double[] x, double[] y, double[] z, int from, int to) {
        for (int i = from; i < to; i++) {
            z[i] = x[i] * y[i];
        }
    }

    /// y_i ← y_i + c·p_i·x_i
    static void axpyProduct(double c, double[] p, double[] x, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(c, p[i] * x[i], y[i]);
        }
    }

    /// y_i ← w_i·x_i + c·y_i
    static void productXpby(double[] w, double[] x, double c, double[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(c, y[i], w[i] * x[i]);
        }
    }

    /// r ← b − r
    static void subtractFrom(double[] b, double[] r, int from, int to) {
        for (int i = from; i < to; i++) {
            r[i] = b[i] - r[i];
        }
    }

    /// p ← r + beta·(p − omega·v)
    static void direction(double beta, double omega, double[] r, double[] v, double[] p, int from, int to) {
        for (int i = from; i < to; i++) {
            p[i] = Math.fma(beta, Math.fma(-omega, v[i], p[i]), r[i]);
        }
    }
}
