// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.lcs;

import io.rivulet.patterns.lcs.CommonSubsequence.Pair;
import io.rivulet.patterns.series.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The longest common subsequence of two series: the most pairs of matching values that can be taken in order from
/// both. The table L(i, j) = L(i − 1, j − 1) + 1 where aᵢ matches bⱼ, else the greater of L(i − 1, j) and
/// L(i, j − 1), grows by at most 1 along a row: a bit a cell says where it does not, and a row is made from the one
/// above with a few operations on words. Nothing in that asks matching to be transitive, which it is not here.
/// **Shapes** a of length n, b of length m, from 1 to 10,000.   **Thread** any.
/// **Cost** n·m comparisons, in vectors; n·m/64 steps with words. The pairs take n·m bits more.
/// **Source** Hyyrö 2004, "Bit-parallel LCS-length computation revisited"; Crochemore et al. 2001.
public final class Lcs {
    private Lcs() {}

    /// @throws io.rivulet.patterns.series.SeriesException for series that can't be compared
    public static int length(double[] a, double[] b, Tolerance tolerance) {
        return length(MatchBits.detect(), a, b, tolerance);
    }

    static int length(MatchBits matches, double[] a, double[] b, Tolerance tolerance) {
        Series.check(a);
        Series.check(b);
        Row row = new Row(matches, b, tolerance);
        for (int i = 0; i < a.length; i++) {
            row.next(a[i], i);
        }
        return row.length(b.length);
    }

    /// n + m − 2·L: values that are left over.
    public static int distance(double[] a, double[] b, Tolerance tolerance) {
        return a.length + b.length - 2 * length(a, b, tolerance);
    }

    /// L / min(n, m), between 0 and 1: 1 where the shorter one is found in the longer. Not a Pearson correlation.
    public static double correlation(double[] a, double[] b, Tolerance tolerance) {
        return (double) length(a, b, tolerance) / Math.min(a.length, b.length);
    }

    /// One with its pairs. Of several, the one that ends as late as it can in both, then in b.
    public static CommonSubsequence common(double[] a, double[] b, Tolerance tolerance) {
        Series.check(a);
        Series.check(b);
        Row row = new Row(MatchBits.detect(), b, tolerance);
        long[][] rows = new long[a.length + 1][];
        rows[0] = row.words.clone();
        for (int i = 0; i < a.length; i++) {
            row.next(a[i], i);
            rows[i + 1] = row.words.clone();
        }
        List<Pair> pairs = new ArrayList<>();
        int i = a.length;
        int j = b.length;
        while (i > 0 && j > 0) {
            int here = Row.length(rows[i], j);
            int above = Row.length(rows[i - 1], j);
            int left = Row.length(rows[i], j - 1);
            boolean match =
                    Math.abs(a[i - 1] - b[j - 1]) <= tolerance.epsilon() && Math.abs(i - j) <= tolerance.delta();
            if (match && here == Row.length(rows[i - 1], j - 1) + 1) {
                i--;
                j--;
                pairs.add(new Pair(i, j));
            } else if (above >= left) {
                i--;
            } else {
                j--;
            }
        }
        Collections.reverse(pairs);
        return new CommonSubsequence(pairs);
    }

    /// A row of the table: bit j − 1 is 0 where L(i, j) = L(i, j − 1) + 1.
    private static final class Row {
        final long[] words;
        private final MatchBits matches;
        private final double[] b;
        private final Tolerance tolerance;
        private final long[] found;

        Row(MatchBits matches, double[] b, Tolerance tolerance) {
            this.matches = matches;
            this.b = b;
            this.tolerance = tolerance;
            this.words = new long[(b.length + Long.SIZE - 1) / Long.SIZE];
            this.found = new long[words.length];
            Arrays.fill(words, -1L);
        }

        /// @param i position of x in its series, from 0
        void next(double x, int i) {
            matches.row(x, b, tolerance.epsilon(), found);
            if (tolerance.delta() < Integer.MAX_VALUE) {
                keepNear(i);
            }
            long carry = 0;
            for (int k = 0; k < words.length; k++) {
                long v = words[k];
                long u = v & found[k];
                long partial = v + u;
                long sum = partial + carry;
                // A carry leaves where an addition wrapped around.
                carry = Long.compareUnsigned(partial, v) < 0 || Long.compareUnsigned(sum, partial) < 0 ? 1 : 0;
                words[k] = sum | (v & ~u);
            }
        }

        private void keepNear(int i) {
            long from = Math.max(0L, (long) i - tolerance.delta());
            long to = Math.min(b.length - 1L, (long) i + tolerance.delta());
            for (int k = 0; k < found.length; k++) {
                long first = Math.max(from - (long) k * Long.SIZE, 0);
                long last = Math.min(to - (long) k * Long.SIZE, Long.SIZE - 1);
                found[k] &= first > last ? 0 : (-1L << first) & (-1L >>> (Long.SIZE - 1 - last));
            }
        }

        int length(int columns) {
            return length(words, columns);
        }

        /// Bits that are 0 among the first `columns`.
        static int length(long[] words, int columns) {
            int ones = 0;
            for (int k = 0; k < columns / Long.SIZE; k++) {
                ones += Long.bitCount(words[k]);
            }
            int rest = columns % Long.SIZE;
            if (rest > 0) {
                ones += Long.bitCount(words[columns / Long.SIZE] & (-1L >>> (Long.SIZE - rest)));
            }
            return columns - ones;
        }
    }
}
