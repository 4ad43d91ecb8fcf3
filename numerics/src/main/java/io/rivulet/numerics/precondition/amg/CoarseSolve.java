// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.precondition.Setup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// L·D·Lᵀ of the last matrix, in doubles. The pivots come from the row sums A·c, kept up to date, and not from the
/// diagonal: for an M-matrix nothing is subtracted then, so that a nearly singular one is factored as exactly as a
/// singular one is recognized. Null vectors are projected out of right-hand sides and solutions.
/// **Shapes** n ≤ [#MAX_ROWS]. **Cost** n³/3 multiplications, n² a solution.
/// **Source** Grassmann, Taksar, Heyman 1985; O'Cinneide 1993.
final class CoarseSolve implements Stage {
    static final int MAX_ROWS = 400;

    /// Pivots below this many roundings of their row, times n, are zero.
    private static final double PIVOT_ULPS = 8;

    /// Pivots below minus this part of their row are not rounding.
    private static final double NEGATIVE_PART = 1e-6;

    private static final double U = 0x1p-53;

    private final int n;
    private final double[] l;
    private final double[] c;
    private final double[] slack;
    private final double[] inversePivot;
    private final double[] work;
    private final List<Integer> zeroPivots = new ArrayList<>();
    private double[][] nullVectors = new double[0][];
    private int next;
    private Setup.@Nullable Failure failure;

    CoarseSolve(Level level, double[] slack) {
        FloatRows a = level.a();
        this.n = a.rows();
        this.l = new double[n * n];
        this.c = level.nearNull();
        this.slack = slack.clone();
        this.inversePivot = new double[n];
        this.work = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = a.start()[i]; k < a.start()[i + 1]; k++) {
                int j = a.column()[k];
                if (j != i) {
                    l[i * n + j] += 0.5 * a.value()[k];
                    l[j * n + i] += 0.5 * a.value()[k];
                }
            }
        }
    }

    @Override
    public long advance(long units) {
        long used = 0;
        while (used < units && next < n && failure == null) {
            eliminate(next++);
            used += 1 + (long) (n - next) * (n - next) / 4;
        }
        if (next == n && failure == null) {
            findNullVectors();
        }
        return Math.max(1, used);
    }

    private void eliminate(int k) {
        double pivot = slack[k];
        double magnitude = Math.abs(pivot);
        for (int j = k + 1; j < n; j++) {
            double relative = l[k * n + j] * (c[j] / c[k]);
            pivot -= relative;
            magnitude += Math.abs(relative);
        }
        if (!(pivot >= -NEGATIVE_PART * magnitude && pivot < Double.POSITIVE_INFINITY)) {
            failure = new Setup.Failure("pivot of the coarsest level", pivot);
            return;
        }
        if (pivot <= PIVOT_ULPS * n * U * magnitude) {
            zeroPivots.add(k);
            for (int i = k + 1; i < n; i++) {
                l[i * n + k] = 0.0;
            }
            return;
        }
        double inverse = 1 / pivot;
        inversePivot[k] = inverse;
        for (int i = k + 1; i < n; i++) {
            double multiplier = l[k * n + i] * inverse;
            l[i * n + k] = multiplier;
            if (multiplier != 0) {
                slack[i] -= multiplier * (slack[k] * (c[k] / c[i]));
                for (int j = k + 1; j < n; j++) {
                    l[i * n + j] -= multiplier * l[k * n + j];
                }
            }
        }
    }

    private void findNullVectors() {
        nullVectors = new double[zeroPivots.size()][];
        for (int f = 0; f < nullVectors.length; f++) {
            double[] v = new double[n];
            int k = zeroPivots.get(f);
            v[k] = 1.0;
            for (int j = k - 1; j >= 0; j--) {
                for (int i = j + 1; i <= k; i++) {
                    v[j] -= l[i * n + j] * v[i];
                }
            }
            for (int pass = 0; pass < 2; pass++) {
                for (int g = 0; g < f; g++) {
                    removeAlong(nullVectors[g], v);
                }
            }
            double length = 0.0;
            for (double entry : v) {
                length = Math.hypot(length, entry);
            }
            for (int i = 0; i < n; i++) {
                v[i] /= length;
            }
            nullVectors[f] = v;
        }
    }

    private static void removeAlong(double[] unit, double[] v) {
        double along = 0.0;
        for (int i = 0; i < v.length; i++) {
            along += unit[i] * v[i];
        }
        for (int i = 0; i < v.length; i++) {
            v[i] -= along * unit[i];
        }
    }

    @Override
    public boolean done() {
        return next == n;
    }

    @Override
    public Setup.@Nullable Failure failure() {
        return failure;
    }

    /// x ← A⁺·b, or a symmetric generalized inverse where there are null vectors.
    void solve(float[] b, float[] x) {
        double[] y = work;
        for (int i = 0; i < n; i++) {
            y[i] = b[i];
        }
        for (double[] direction : nullVectors) {
            removeAlong(direction, y);
        }
        for (int i = 0; i < n; i++) {
            double sum = y[i];
            for (int j = 0; j < i; j++) {
                sum -= l[i * n + j] * y[j];
            }
            y[i] = sum;
        }
        for (int i = 0; i < n; i++) {
            y[i] *= inversePivot[i];
        }
        for (int i = n - 1; i > 0; i--) {
            double known = y[i];
            for (int j = 0; j < i; j++) {
                y[j] -= l[i * n + j] * known;
            }
        }
        for (double[] direction : nullVectors) {
            removeAlong(direction, y);
        }
        for (int i = 0; i < n; i++) {
            x[i] = (float) y[i];
        }
    }

    long cost() {
        return 1 + (long) n * n / 4;
    }

    long sizeBytes() {
        return 8L * l.length;
    }
}
