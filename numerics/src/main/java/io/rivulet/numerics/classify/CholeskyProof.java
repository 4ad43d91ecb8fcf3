// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.graph.CuthillMckee;
import io.rivulet.numerics.linalg.CsrMatrix;

/// Proves that a symmetric matrix is positive definite: if the floating-point Cholesky factorization of A −
/// c·I runs to its end, with c above all rounding errors it can make, then A is. The matrix is scaled by
/// powers of two, which is exact and keeps definiteness, and reordered by reverse Cuthill–McKee so that its
/// envelope is small.
/// **Cost** O(nnz) to find out that it would be too much work; else at most [#MAX_WORK] multiplications and
/// [#MAX_ENVELOPE] doubles.
/// **Source** Rump, *Verification of positive definiteness*, BIT 46 (2006), corollary 2.4; George, Liu 1981
/// (envelope, ordering).
final class CholeskyProof {
    /// About 0.2 s.
    static final long MAX_WORK = 200_000_000L;

    static final long MAX_ENVELOPE = 4_000_000L;

    private static final double UNIT_ROUNDOFF = 0x1p-53;

    private CholeskyProof() {}

    /// Whether sign·A was proved positive definite. False says nothing. The diagonal of sign·A must be
    /// positive.
    static boolean succeeds(CsrMatrix a, int sign) {
        int n = a.rows();
        int[] position = CuthillMckee.positions(a);
        int[] first = new int[n];
        for (int i = 0; i < n; i++) {
            first[i] = i;
        }
        for (int i = 0; i < n; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int p = position[i];
                int q = position[a.column()[k]];
                if (a.value()[k] != 0.0) {
                    first[Math.max(p, q)] = Math.min(first[Math.max(p, q)], Math.min(p, q));
                }
            }
        }
        long envelope = 0;
        long work = 0;
        int widest = 0;
        int[] offset = new int[n + 1];
        for (int i = 0; i < n; i++) {
            int width = i - first[i] + 1;
            envelope += width;
            work += (long) width * width / 2;
            widest = Math.max(widest, width);
            if (envelope > MAX_ENVELOPE || work > MAX_WORK) {
                return false;
            }
            offset[i + 1] = (int) envelope;
        }
        double[] factor = new double[(int) envelope];
        return fill(a, sign, position, first, offset, widest, factor) && factorize(n, first, offset, factor);
    }

    /// Puts 2^(e_i + e_j)·a_ij − c·δ_ij into the envelope; the scaled diagonal lies in [1, 4).
    private static boolean fill(
            CsrMatrix a, int sign, int[] position, int[] first, int[] offset, int widest, double[] factor) {
        int n = a.rows();
        int[] exponent = new int[n];
        double trace = 0.0;
        for (int i = 0; i < n; i++) {
            double diagonal = sign * a.get(i, i);
            exponent[i] = -Math.floorDiv(Math.getExponent(diagonal), 2);
            trace += scaled(diagonal, 2 * exponent[i]);
        }
        double gamma = (widest + 2) * UNIT_ROUNDOFF / (1.0 - (widest + 2) * UNIT_ROUNDOFF);
        double shift = Math.nextUp(2.0 * gamma * trace) + Double.MIN_NORMAL;
        for (int i = 0; i < n; i++) {
            int p = position[i];
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int q = position[a.column()[k]];
                if (q > p || a.value()[k] == 0.0) {
                    continue;
                }
                double v = scaled(sign * a.value()[k], exponent[i] + exponent[a.column()[k]]);
                if (!Double.isFinite(v) || Math.abs(v) < Double.MIN_NORMAL) {
                    return false;
                }
                factor[offset[p] + q - first[p]] = p == q ? Math.nextDown(v - shift) : v;
            }
        }
        return true;
    }

    private static double scaled(double v, int exponent) {
        return Math.scalb(v, exponent);
    }

    /// Row by row, inner products over what two rows share.
    private static boolean factorize(int n, int[] first, int[] offset, double[] factor) {
        for (int i = 0; i < n; i++) {
            int baseI = offset[i] - first[i];
            for (int j = first[i]; j <= i; j++) {
                int baseJ = offset[j] - first[j];
                double sum = factor[baseI + j];
                for (int k = Math.max(first[i], first[j]); k < j; k++) {
                    sum -= factor[baseI + k] * factor[baseJ + k];
                }
                if (j < i) {
                    factor[baseI + j] = sum / factor[baseJ + j];
                } else if (sum > 0.0 && Double.isFinite(sum)) {
                    factor[baseI + i] = Math.sqrt(sum);
                } else {
                    return false;
                }
            }
        }
        return true;
    }
}
