// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

import io.rivulet.numerics.linalg.TwoSum;
import java.util.Arrays;

/// Plain loops: the definition of correct. Eight chains at a time let the processor overlap what one chain can't.
enum ScalarKernels implements Kernels {
    INSTANCE;

    @Override
    public String provider() {
        return "scalar";
    }

    @Override
    public double dot(double[] x, double[] y, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int full = from + ((to - from) & -8);
        for (int i = from; i < full; i += 8) {
            s0 = Math.fma(x[i], y[i], s0);
            s1 = Math.fma(x[i + 1], y[i + 1], s1);
            s2 = Math.fma(x[i + 2], y[i + 2], s2);
            s3 = Math.fma(x[i + 3], y[i + 3], s3);
            s4 = Math.fma(x[i + 4], y[i + 4], s4);
            s5 = Math.fma(x[i + 5], y[i + 5], s5);
            s6 = Math.fma(x[i + 6], y[i + 6], s6);
            s7 = Math.fma(x[i + 7], y[i + 7], s7);
        }
        return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + rest(x, y, full, to);
    }

    /// The elements that do not fill eight lanes.
    static double rest(double[] x, double[] y, int from, int to) {
        double rest = 0;
        for (int i = from; i < to; i++) {
            rest = Math.fma(x[i], y[i], rest);
        }
        return rest;
    }

    @Override
    public void dot2(double[] x, double[] y, int from, int to, double[] space, int at) {
        Arrays.fill(space, at, at + DOT2_SPACE, 0.0);
        int full = from + ((to - from) & -8);
        for (int i = from; i < full; i += 8) {
            for (int lane = 0; lane < 8; lane++) {
                double product = x[i + lane] * y[i + lane];
                double sum = space[at + lane];
                double next = sum + product;
                double lost = Math.fma(x[i + lane], y[i + lane], -product);
                space[at + lane] = next;
                space[at + 8 + lane] += TwoSum.error(sum, product, next) + lost;
            }
        }
        Compensated.finish(space, at, 8, x, y, full, to);
    }

    @Override
    public double step(double c, double[] p, double[] q, double[] x, double[] r, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Math.fma(c, p[i], x[i]);
            r[i] = Math.fma(-c, q[i], r[i]);
        }
        return dot(r, r, from, to);
    }

    @Override
    public double weightedSquare(double[] w, double[] x, int from, int to) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int full = from + ((to - from) & -8);
        for (int i = from; i < full; i += 8) {
            s0 = Math.fma(w[i] * x[i], x[i], s0);
            s1 = Math.fma(w[i + 1] * x[i + 1], x[i + 1], s1);
            s2 = Math.fma(w[i + 2] * x[i + 2], x[i + 2], s2);
            s3 = Math.fma(w[i + 3] * x[i + 3], x[i + 3], s3);
            s4 = Math.fma(w[i + 4] * x[i + 4], x[i + 4], s4);
            s5 = Math.fma(w[i + 5] * x[i + 5], x[i + 5], s5);
            s6 = Math.fma(w[i + 6] * x[i + 6], x[i + 6], s6);
            s7 = Math.fma(w[i + 7] * x[i + 7], x[i + 7], s7);
        }
        return (((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))) + weightedRest(w, x, full, to);
    }

    /// The elements that do not fill eight lanes.
    static double weightedRest(double[] w, double[] x, int from, int to) {
        double rest = 0;
        for (int i = from; i < to; i++) {
            rest = Math.fma(w[i] * x[i], x[i], rest);
        }
        return rest;
    }

    @Override
    public void multiply(SellMatrix a, int from, int to, double[] x, double[] y) {
        int[] start = a.pattern().start();
        int[] column = a.pattern().column();
        double[] value = a.value();
        int full = Math.min(to, a.pattern().rows() / SellMatrix.LANES);
        for (int slice = from; slice < full; slice++) {
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            double s4 = 0;
            double s5 = 0;
            double s6 = 0;
            double s7 = 0;
            for (int k = start[slice]; k < start[slice + 1]; k += 8) {
                s0 = Math.fma(value[k], x[column[k]], s0);
                s1 = Math.fma(value[k + 1], x[column[k + 1]], s1);
                s2 = Math.fma(value[k + 2], x[column[k + 2]], s2);
                s3 = Math.fma(value[k + 3], x[column[k + 3]], s3);
                s4 = Math.fma(value[k + 4], x[column[k + 4]], s4);
                s5 = Math.fma(value[k + 5], x[column[k + 5]], s5);
                s6 = Math.fma(value[k + 6], x[column[k + 6]], s6);
                s7 = Math.fma(value[k + 7], x[column[k + 7]], s7);
            }
            int i = 8 * slice;
            y[i] = s0 + 0.0;
            y[i + 1] = s1 + 0.0;
            y[i + 2] = s2 + 0.0;
            y[i + 3] = s3 + 0.0;
            y[i + 4] = s4 + 0.0;
            y[i + 5] = s5 + 0.0;
            y[i + 6] = s6 + 0.0;
            y[i + 7] = s7 + 0.0;
        }
        for (int i = 8 * Math.max(from, full); i < Math.min(8L * to, a.pattern().rows()); i++) {
            double sum = 0;
            for (int k = start[i / 8] + i % 8; k < start[i / 8 + 1]; k += 8) {
                sum = Math.fma(value[k], x[column[k]], sum);
            }
            y[i] = sum + 0.0;
        }
    }

    @Override
    public void residual2(SellMatrix a, int from, int to, double[] b, double[] x, double[] r, double[] size) {
        int[] start = a.pattern().start();
        int[] column = a.pattern().column();
        int[] rowAt = a.pattern().rowAt();
        int end = (int) Math.min(8L * to, a.pattern().rows());
        for (int i = 8 * from; i < end; i++) {
            double rhs = b[rowAt == null ? i : rowAt[i]];
            int first = start[i / 8] + i % 8;
            Compensated.residual(rhs, -a.sign(), column, a.value(), first, start[i / 8 + 1], 8, x, r, size, i);
        }
    }

    @Override
    public void multiply(FloatSell a, int from, int to, float[] x, float[] y) {
        int lanes = FloatSell.LANES;
        int[] start = a.pattern().start();
        int[] column = a.pattern().column();
        float[] value = a.value();
        for (int half = 2 * from; half < 2 * to; half++) {
            int i = lanes / 2 * half;
            if (i + 8 <= a.pattern().rows()) {
                eight(start[half / 2] + 8 * (half % 2), start[half / 2 + 1], column, value, x, y, i);
            } else {
                few(
                        start[half / 2] + 8 * (half % 2),
                        start[half / 2 + 1],
                        column,
                        value,
                        x,
                        y,
                        i,
                        a.pattern().rows());
            }
        }
    }

    /// Eight rows of a slice of sixteen.
    private static void eight(int from, int to, int[] column, float[] value, float[] x, float[] y, int i) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int k = from; k < to; k += 16) {
            s0 = Math.fma(value[k], x[column[k]], s0);
            s1 = Math.fma(value[k + 1], x[column[k + 1]], s1);
            s2 = Math.fma(value[k + 2], x[column[k + 2]], s2);
            s3 = Math.fma(value[k + 3], x[column[k + 3]], s3);
            s4 = Math.fma(value[k + 4], x[column[k + 4]], s4);
            s5 = Math.fma(value[k + 5], x[column[k + 5]], s5);
            s6 = Math.fma(value[k + 6], x[column[k + 6]], s6);
            s7 = Math.fma(value[k + 7], x[column[k + 7]], s7);
        }
        y[i] = s0 + 0.0f;
        y[i + 1] = s1 + 0.0f;
        y[i + 2] = s2 + 0.0f;
        y[i + 3] = s3 + 0.0f;
        y[i + 4] = s4 + 0.0f;
        y[i + 5] = s5 + 0.0f;
        y[i + 6] = s6 + 0.0f;
        y[i + 7] = s7 + 0.0f;
    }

    /// The last rows, fewer than eight.
    private static void few(int from, int to, int[] column, float[] value, float[] x, float[] y, int i, int rows) {
        for (int lane = 0; i + lane < rows; lane++) {
            float sum = 0;
            for (int k = from + lane; k < to; k += 16) {
                sum = Math.fma(value[k], x[column[k]], sum);
            }
            y[i + lane] = sum + 0.0f;
        }
    }
}
