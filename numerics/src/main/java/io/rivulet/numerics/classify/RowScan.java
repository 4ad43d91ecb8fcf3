// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;

/// One pass over the rows of a matrix: how its diagonal compares with the rest of each row. Over the
/// transpose it says the same of columns. A row is STRICT or falls short only beyond γ(k+1)·(|a_ii| +
/// Σ|a_ij|), k its entries: the rounding that building such a sum costs, a few ulps and no more.
final class RowScan {
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /// The standing of each row.
    final Dominance[] standing;

    /// No row falls short at all, sums taken in twice the precision.
    final boolean exactlyDominant;

    final Dominance weakest;
    final double smallestRatio;
    final double largestInverseRatio;
    final double normInf;
    final int firstZeroDiagonal;
    final int firstEmpty;
    final int longest;
    final boolean offDiagonalNeverPositive;
    final boolean positiveDiagonal;
    final boolean negativeDiagonal;
    final boolean lowerTriangular;
    final boolean upperTriangular;

    /// Made in chunks of rows, which `team` shares.
    RowScan(Team team, CsrMatrix a) {
        standing = new Dominance[a.rows()];
        Part[] parts = new Part[Chunks.of(a.rows())];
        team.run(parts.length, chunk -> {
            Part part = new Part();
            int end = Chunks.to(chunk, a.rows());
            part.scan(a.rowStart(), a.column(), a.value(), Chunks.from(chunk), end, standing);
            parts[chunk] = part;
        });
        Part all = new Part();
        for (Part part : parts) {
            all.add(part);
        }
        exactlyDominant = all.exact;
        weakest = all.worst;
        smallestRatio = all.ratio;
        largestInverseRatio = all.alpha;
        normInf = all.norm;
        firstZeroDiagonal = all.zero;
        firstEmpty = all.empty;
        longest = all.most;
        offDiagonalNeverPositive = all.z;
        positiveDiagonal = all.positive;
        negativeDiagonal = all.negative;
        lowerTriangular = all.lower;
        upperTriangular = all.upper;
    }

    /// The least that any of the first `rows` rows reaches, of compressed rows of any number of columns.
    static Dominance weakest(int rows, int[] start, int[] column, double[] value) {
        Part part = new Part();
        part.scan(start, column, value, 0, rows, new Dominance[rows]);
        return part.worst;
    }

    /// What some rows say.
    private static final class Part {
        private Dominance worst = Dominance.STRICT;
        private double ratio = Double.POSITIVE_INFINITY;
        private double alpha;
        private double norm;
        private int zero = -1;
        private int empty = -1;
        private int most;
        private boolean exact = true;
        private boolean z = true;
        private boolean positive = true;
        private boolean negative = true;
        private boolean lower = true;
        private boolean upper = true;

        private void add(Part later) {
            worst = later.worst.compareTo(worst) < 0 ? later.worst : worst;
            ratio = Math.min(ratio, later.ratio);
            alpha = Math.max(alpha, later.alpha);
            norm = Math.max(norm, later.norm);
            zero = zero < 0 ? later.zero : zero;
            empty = empty < 0 ? later.empty : empty;
            most = Math.max(most, later.most);
            exact &= later.exact;
            z &= later.z;
            positive &= later.positive;
            negative &= later.negative;
            lower &= later.lower;
            upper &= later.upper;
        }

        private void scan(int[] start, int[] column, double[] value, int from, int to, Dominance[] standing) {
            for (int i = from; i < to; i++) {
                double diagonal = 0.0;
                double sum = 0.0;
                double lost = 0.0;
                boolean any = false;
                for (int k = start[i]; k < start[i + 1]; k++) {
                    double v = value[k];
                    if (v == 0.0) {
                        continue;
                    }
                    any = true;
                    if (column[k] == i) {
                        diagonal = v;
                        continue;
                    }
                    z &= v < 0.0;
                    lower &= column[k] < i;
                    upper &= column[k] > i;
                    double term = Math.abs(v);
                    double total = sum + term;
                    lost += sum >= term ? (sum - total) + term : (term - total) + sum;
                    sum = total;
                }
                double size = Math.abs(diagonal);
                double gap = (size - sum) - lost;
                double rest = sum + lost;
                int entries = start[i + 1] - start[i];
                double slack = gamma(entries + 1) * (size + rest);
                standing[i] = gap > slack ? Dominance.STRICT : gap >= -slack ? Dominance.WEAK : Dominance.NONE;
                worst = standing[i].compareTo(worst) < 0 ? standing[i] : worst;
                exact &= gap >= 0.0;
                if (rest > 0.0) {
                    ratio = Math.min(ratio, size / rest);
                }
                alpha = Math.max(alpha, size > 0.0 ? rest / size : Double.POSITIVE_INFINITY);
                norm = Math.max(norm, size + rest);
                zero = zero < 0 && diagonal == 0.0 ? i : zero;
                empty = empty < 0 && !any ? i : empty;
                most = Math.max(most, entries);
                positive &= diagonal > 0.0;
                negative &= diagonal < 0.0;
            }
        }
    }

    private static double gamma(int k) {
        return k * UNIT_ROUNDOFF / (1.0 - k * UNIT_ROUNDOFF);
    }
}
