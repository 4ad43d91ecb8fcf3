// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.local;

import org.jspecify.annotations.Nullable;

/// Random walks along the rows of A: each is an unbiased sample of (A⁻¹·r)_i / u_i for the row i it starts
/// from.
///
/// Scaled by u, A·diag(u) is strictly dominant: with d_i = |a_ii|·u_i and S_i = Σ|a_ij|·u_j over j ≠ i, α_i =
/// S_i/d_i < 1. A walk in row i goes on to j with probability |a_ij|·u_j/S_i and turns its sign by
/// −sign(a_ij·a_ii). While its weight exceeds [#ROULETTE] it leaves weight·r_i/(a_ii·u_i) behind and multiplies
/// its weight by α_i, so that all it passes counts (implicit capture); below, it stops with probability 1 −
/// α_i, leaving weight·r_i/(a_ii·u_i·(1 − α_i)). Since |r_i| <= η·w_i <= η·d_i·(1 − α_i), a sample is never
/// larger than η, whatever the path.
///
/// **Thread** one. **Cost** a step its row; about (1 + ln(1/ROULETTE))/(1 − α) steps.
/// **Errors** a sample is NaN once the work exceeds its limit: the walks of that batch say nothing, since long
/// ones are missing; so it is in a row with a zero diagonal, which no certificate allows. **Source** Forsythe,
/// Leibler 1950; Spanier, Gelbard 1969 (capture, roulette).
public final class Walks {
    /// Weight below which a walk may stop. At 0.1 the variance of a sum of random signs has fallen by (1 −
    /// α)/(1 + α).
    static final double ROULETTE = 0.1;

    /// Rows longer than this are searched by prefix sums that are kept.
    static final int LONG_ROW = 64;

    private static final double UNIT = 0x1p-53;

    private final Rows rows;
    private final Comparison comparison;
    private final LongRows longRows;
    private double @Nullable [] prefix;
    private double diagonal;
    private double off;
    private long state;
    private long work;
    private int longest;

    public Walks(Rows rows, Comparison comparison) {
        this.rows = rows;
        this.comparison = comparison;
        this.longRows = new LongRows(rows, comparison);
    }

    /// The walk number `number` of the sequence `seed`, from row `start`; `limit` on [#work].
    public double sample(double[] r, int start, long seed, long number, long limit) {
        state = mix(mix(seed + 0x9e3779b97f4a7c15L) ^ number * 0xd1342543de82ef95L);
        double sum = 0.0;
        double weight = 1.0;
        double sign = 1.0;
        int i = start;
        while (true) {
            scan(i);
            double size = Math.abs(diagonal);
            if (work > limit || size == 0) {
                return Double.NaN;
            }
            double point;
            if (weight > ROULETTE) {
                sum += sign * weight * (r[i] / diagonal);
                if (off == 0) {
                    return sum;
                }
                weight *= off / size;
                point = uniform() * off;
            } else {
                point = uniform() * size;
                if (point >= off) {
                    return sum + sign * weight * (r[i] / Math.copySign(size - off, diagonal));
                }
            }
            int k = step(i, point);
            if (rows.values(i)[k] > 0 == diagonal > 0) {
                sign = -sign;
            }
            i = rows.columns(i)[k];
        }
    }

    /// Reads d_i with the sign of a_ii, and S_i.
    private void scan(int i) {
        int from = rows.from(i);
        int to = rows.to(i);
        longest = Math.max(longest, to - from);
        prefix = to - from > LONG_ROW ? longRows.prefix(i) : null;
        double[] sums = prefix;
        if (sums != null) {
            work += longRows.cost();
            diagonal = rows.diagonal(i) * comparison.u(i);
            off = sums[sums.length - 1];
            return;
        }
        work += to - from + 1L;
        int[] column = rows.columns(i);
        double[] value = rows.values(i);
        double onDiagonal = 0.0;
        double sum = 0.0;
        for (int k = from; k < to; k++) {
            double scaled = value[k] * comparison.u(column[k]);
            if (column[k] == i) {
                onDiagonal = scaled;
            } else {
                sum += Math.abs(scaled);
            }
        }
        diagonal = onDiagonal;
        off = sum;
    }

    private int step(int i, double point) {
        double[] sums = prefix;
        return sums == null ? find(i, point) : rows.from(i) + LongRows.find(sums, point);
    }

    /// The entry of row i where the sum of the off-diagonal sizes passes `point`.
    private int find(int i, double point) {
        int[] column = rows.columns(i);
        double[] value = rows.values(i);
        int last = -1;
        double sum = 0.0;
        for (int k = rows.from(i); k < rows.to(i); k++) {
            double size = column[k] == i ? 0.0 : Math.abs(value[k] * comparison.u(column[k]));
            sum += size;
            if (size > 0) {
                last = k;
                if (sum > point) {
                    return k;
                }
            }
        }
        // `point` was rounded up to the whole sum.
        return last;
    }

    /// In [0, 1), the next of this walk (Steele, Lea, Flood 2014).
    private double uniform() {
        state += 0x9e3779b97f4a7c15L;
        return (mix(state) >>> 11) * UNIT;
    }

    static long mix(long z) {
        long first = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }

    /// Matrix entries touched.
    public long work() {
        return work;
    }

    /// Entries of the longest row seen.
    int longest() {
        return longest;
    }
}
