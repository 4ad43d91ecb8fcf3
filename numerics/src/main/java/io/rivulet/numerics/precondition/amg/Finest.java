// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.precondition.Setup;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The finest level Â = S·(sign·A)·S in floats, S powers of two that bring the diagonal to [½, 2]: exact up to the
/// rounding of each entry, whatever the range of A. The near-null vector 1 (or σ of [SignBalance]) of A becomes
/// c = S⁻¹·σ, and what A does to it is kept apart from Â, whose floats could not show it: g_i = (Â·c)_i / c_i; entries
/// that no float can hold are left out of both. Where some row is so far from dominance that 1 can't be a near-null
/// vector, c is σ in the scaled unknowns.
/// **Errors** a diagonal entry that is not positive and a 2×2 minor below zero, which no definite matrix has, are
/// failures. **Source** numerics specification §1.5, §1.7.
final class Finest {
    /// Minors that miss zero by no more than this part are left to rounding.
    private static final double MINOR_ROUNDING = 1e-12;

    /// A square of a float entry up to this part of the diagonal entries is clearly no larger than they are.
    private static final float CLEAR_PART = 0.99f;

    /// Row sums Σ|a_ij|/a_ii beyond this come from unknowns of different units.
    private static final double FAR_FROM_DOMINANCE = 1e4;

    private static final double U = 0x1p-53;

    private final CsrMatrix a;
    private final double sign;
    private final Team team;
    private final @Nullable Scaling known;
    private final RowChunks chunks;
    private final double[] factor;
    private final float[] diagonal;
    private final float[] value;
    private final double[] slack;
    private final boolean[] positive;
    private final double[] largestRowSum;
    private final Setup.@Nullable Failure[] failures;
    private @Nullable Scaling scaling;

    /// Scaled like a matrix before, or anew.
    Finest(CsrMatrix a, double sign, @Nullable Scaling known, Team team) {
        this.a = a;
        this.sign = sign;
        this.team = team;
        this.known = known;
        int n = a.rows();
        chunks = RowChunks.of(n, a.rowStart());
        factor = known == null ? new double[n] : known.factor();
        diagonal = new float[n];
        value = new float[a.nnz()];
        slack = new double[n];
        positive = new boolean[chunks.count()];
        largestRowSum = new double[chunks.count()];
        failures = new Setup.Failure[chunks.count()];
    }

    /// First stage: the diagonal.
    Stage diagonals() {
        return new GuardedPass(team, chunks, failures, this::diagonals);
    }

    private void diagonals(int chunk) {
        int[] start = a.rowStart();
        int[] column = a.column();
        double[] entry = a.value();
        for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
            double d = 0.0;
            double magnitude = 0.0;
            boolean above = false;
            for (int k = start[i]; k < start[i + 1]; k++) {
                double v = sign * entry[k];
                magnitude += Math.abs(v);
                if (column[k] == i) {
                    d = v;
                } else {
                    above |= v > 0;
                }
            }
            positive[chunk] |= above;
            if (!(d > 0 && d < Double.POSITIVE_INFINITY)) {
                failures[chunk] = new Setup.Failure("diagonal of row " + i, sign * d);
                return;
            }
            if (known == null) {
                factor[i] = Math.scalb(1.0, -Math.floorDiv(exponent(d) + 1, 2));
            }
            diagonal[i] = (float) (d * factor[i] * factor[i]);
            largestRowSum[chunk] = Math.max(largestRowSum[chunk], magnitude / d);
        }
    }

    /// e with 2^e ≤ d < 2^(e+1).
    private static int exponent(double d) {
        return d < Double.MIN_NORMAL ? Math.getExponent(d * 0x1p54) - 54 : Math.getExponent(d);
    }

    /// How far the diagonal is from another one in the same scaling: the largest quotient, at least 1.
    double age(float[] other) {
        float largest = 1;
        for (int i = 0; i < other.length; i++) {
            float quotient = diagonal[i] / other[i];
            largest = Math.max(largest, Math.max(quotient, 1 / quotient));
        }
        return largest;
    }

    /// Whether signs have to be looked for, after [#diagonals].
    boolean signsMatter() {
        boolean some = false;
        for (boolean each : positive) {
            some |= each;
        }
        return some && known == null;
    }

    /// Last stage, with the signs found, if any.
    Stage entries(byte @Nullable [] signs) {
        scaling = known != null ? known : new Scaling(factor, signs, !(spectralBound() <= FAR_FROM_DOMINANCE));
        Arrays.fill(largestRowSum, 0.0);
        return new GuardedPass(team, chunks, failures, this::entries);
    }

    private void entries(int chunk) {
        int[] start = a.rowStart();
        int[] column = a.column();
        double[] entry = a.value();
        boolean flat = scaling().flat();
        byte[] sigma = scaling().signs();
        double largest = 0.0;
        for (int i = chunks.from(chunk); i < chunks.to(chunk); i++) {
            double own = sign * factor[i];
            double d = 0.0;
            double sum = 0.0;
            double magnitude = 0.0;
            for (int k = start[i]; k < start[i + 1]; k++) {
                int j = column[k];
                double left = entry[k] * own;
                double scaled = left * factor[j];
                double relative = flat ? scaled : left * factor[i];
                magnitude += Math.abs(relative);
                boolean held = !(Math.abs(scaled) < Float.MIN_NORMAL);
                value[k] = held ? (float) scaled : 0;
                if (held) {
                    d = j == i ? scaled : d;
                    sum += sigma == null ? relative : relative * (sigma[i] * sigma[j]);
                }
            }
            double rounding = (start[i + 1] - start[i] + 2) * U * magnitude;
            slack[i] = Math.abs(sum) <= rounding ? 0.0 : sum;
            largest = Math.max(largest, magnitude / d);
            checkMinors(chunk, i, d);
        }
        largestRowSum[chunk] = largest;
    }

    private void checkMinors(int chunk, int i, double d) {
        float harmless = CLEAR_PART * diagonal[i];
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
            int j = a.column()[k];
            if (j != i && !(value[k] * value[k] <= harmless * diagonal[j])) {
                double exact = sign * a.value()[k] * factor[i] * factor[j];
                double other = sign * a.get(j, j) * factor[j] * factor[j];
                double minor = d * other - exact * exact;
                if (!(minor >= -MINOR_ROUNDING * d * other) && failures[chunk] == null) {
                    failures[chunk] = new Setup.Failure("scaled minor of rows " + i + " and " + j, minor);
                }
            }
        }
    }

    /// λ_max(D⁻¹·A) from above (Gershgorin 1931), after [#entries].
    double spectralBound() {
        double largest = 0.0;
        for (double each : largestRowSum) {
            largest = Math.max(largest, each);
        }
        return largest;
    }

    Scaling scaling() {
        return Objects.requireNonNull(scaling);
    }

    /// Â; shares the pattern of A.
    FloatRows rows() {
        return new FloatRows(a.rows(), a.rows(), a.rowStart(), a.column(), value);
    }

    float[] diagonal() {
        return diagonal;
    }

    double[] slack() {
        return slack;
    }
}
