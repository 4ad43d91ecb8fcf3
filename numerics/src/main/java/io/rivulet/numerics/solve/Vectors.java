// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// Loops over whole vectors. Sums run over eight logical lanes and a fixed tree, so that any later kernel can give the
/// same bits.
final class Vectors {
    private Vectors() {}

    static double dot(double[] x, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int full = x.length & ~7;
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
        for (int i = full; i < x.length; i++) {
            rest = Math.fma(x[i], y[i], rest);
        }
        return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + rest;
    }

    static double norm2(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    /// y ← y + c·x
    static void axpy(double c, double[] x, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.fma(c, x[i], y[i]);
        }
    }

    /// y ← x + c·y
    static void xpby(double[] x, double c, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = Math.fma(c, y[i], x[i]);
        }
    }
}
