// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.experience;

import io.rivulet.numerics.classify.Classification;
import io.rivulet.numerics.classify.Dominance;
import io.rivulet.numerics.linalg.CsrMatrix;

/// What a matrix is like, in the few numbers that decide how methods fare on it. Of the values only their proportions
/// count: a matrix and its multiples have one fingerprint.
///
/// @param kind the yes-or-no facts, as bits
/// @param size log₂ n
/// @param density log₂ of the entries a row
/// @param hubs log₂ of the fullest row's entries over those of a row on average
/// @param gap log₁₀ of |1 − α|, α = max Σ|a_ij|/|a_ii|: how far from the edge of dominance, −8 to 2
/// @param spread mean over the rows of log₁₀ of the largest off-diagonal magnitude over the least
public record Fingerprint(int kind, double size, double density, double hubs, double gap, double spread) {
    private static final double LEAST_GAP = -8;
    private static final double LARGEST_GAP = 2;

    /// What makes one of each number: a matrix 8 times as large is 1 apart, one twice as dense 1, one whose gap is ten
    /// times as large 1.
    private static final double SIZE_SCALE = 3;

    /// **Cost** one pass over the entries.
    public static Fingerprint of(CsrMatrix a, Classification c) {
        double perRow = Math.max(1, (double) c.nnz() / c.rows());
        double gap = Math.log10(Math.abs(1 - c.jacobiNorm()));
        return new Fingerprint(
                kind(c),
                log2(c.rows()),
                log2(perRow),
                log2(Math.max(1, c.maxRowEntries() / perRow)),
                Math.clamp(gap, LEAST_GAP, LARGEST_GAP),
                spread(a));
    }

    private static double spread(CsrMatrix a) {
        double sum = 0;
        int rows = 0;
        for (int i = 0; i < a.rows(); i++) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                double magnitude = Math.abs(a.value()[k]);
                if (a.column()[k] != i && magnitude > 0) {
                    least = Math.min(least, magnitude);
                    most = Math.max(most, magnitude);
                }
            }
            if (most > 0) {
                sum += Math.log10(most / least);
                rows++;
            }
        }
        return rows == 0 ? 0 : sum / rows;
    }

    private static int kind(Classification c) {
        int bits = 0;
        boolean[] facts = {
            c.symmetric(),
            c.indefinite(),
            c.positiveDiagonal() || c.negativeDiagonal(),
            c.zeroDiagonal() >= 0,
            c.singularComponents() > 0,
            c.zMatrix(),
            c.weaklyChained(),
            c.rowDominance() == Dominance.STRICT,
            c.columnDominance() == Dominance.STRICT,
            c.lowerTriangular(),
            c.upperTriangular()
        };
        for (boolean fact : facts) {
            bits = bits << 1 | (fact ? 1 : 0);
        }
        return bits;
    }

    private static double log2(double value) {
        return Math.log(value) / Math.log(2);
    }

    /// How unlike two matrices are; +∞ where a fact differs.
    public double apart(Fingerprint other) {
        if (kind != other.kind) {
            return Double.POSITIVE_INFINITY;
        }
        double bySize = (size - other.size) / SIZE_SCALE;
        double byDensity = density - other.density;
        double byHubs = hubs - other.hubs;
        double byGap = gap - other.gap;
        double bySpread = spread - other.spread;
        return Math.sqrt(
                bySize * bySize + byDensity * byDensity + byHubs * byHubs + byGap * byGap + bySpread * bySpread);
    }
}
