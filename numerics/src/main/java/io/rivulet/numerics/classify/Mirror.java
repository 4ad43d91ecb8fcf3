// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;

/// Compares entries with those on the other side of the diagonal; explicit zeros count as absent.
final class Mirror {
    /// Entries a_ij, a_ji this close relative to the larger one count as equal.
    private static final double SYMMETRY_TOLERANCE = 0x1p-51;

    /// How much A looks like its transpose.
    enum Likeness {
        /// Every entry has the bits of its mirror.
        SAME,
        /// Every entry is as large as its mirror up to the tolerance.
        SYMMETRIC,
        DIFFERENT
    }

    private Mirror() {}

    /// **Cost** a search in a row for each entry above the diagonal, in chunks that `team` shares; no transpose.
    static Likeness of(Team team, CsrMatrix a) {
        Likeness[] found = new Likeness[Chunks.of(a.rows())];
        int[] surplus = new int[found.length];
        team.run(found.length, chunk -> found[chunk] = compare(a, chunk, surplus));
        Likeness all = Likeness.SAME;
        long above = 0;
        for (int chunk = 0; chunk < found.length; chunk++) {
            all = found[chunk].compareTo(all) > 0 ? found[chunk] : all;
            above += surplus[chunk];
        }
        // Every entry above has its mirror; as many below as above means that those have theirs.
        return above == 0 ? all : Likeness.DIFFERENT;
    }

    private static Likeness compare(CsrMatrix a, int chunk, int[] surplus) {
        Likeness worst = Likeness.SAME;
        int above = 0;
        int end = Chunks.to(chunk, a.rows());
        for (int i = Chunks.from(chunk); i < end; i++) {
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                int j = a.column()[k];
                double here = a.value()[k];
                if (here == 0.0 || j == i) {
                    continue;
                }
                above += j > i ? 1 : -1;
                if (j > i) {
                    double there = a.get(j, i);
                    if (!equal(here, there)) {
                        return Likeness.DIFFERENT;
                    }
                    worst = here == there ? worst : Likeness.SYMMETRIC;
                }
            }
        }
        surplus[chunk] = above;
        return worst;
    }

    private static boolean equal(double here, double there) {
        double larger = Math.max(Math.abs(here), Math.abs(there));
        return here == there || Math.abs(here - there) <= SYMMETRY_TOLERANCE * larger;
    }

    /// First row of A that differs from the same row of Aᵀ, −1 if none does.
    static int firstDifferent(CsrMatrix a, CsrMatrix transpose) {
        for (int i = 0; i < a.rows(); i++) {
            if (partner(a, transpose, i) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /// First column j of row i with a_ij ≠ a_ji, −1 if there is none; both rows are sorted.
    static int partner(CsrMatrix a, CsrMatrix transpose, int i) {
        int k = a.rowStart()[i];
        int endK = a.rowStart()[i + 1];
        int t = transpose.rowStart()[i];
        int endT = transpose.rowStart()[i + 1];
        while (k < endK || t < endT) {
            int jk = k < endK ? a.column()[k] : Integer.MAX_VALUE;
            int jt = t < endT ? transpose.column()[t] : Integer.MAX_VALUE;
            double here = jk <= jt ? a.value()[k++] : 0.0;
            double there = jt <= jk ? transpose.value()[t++] : 0.0;
            if (!equal(here, there)) {
                return Math.min(jk, jt);
            }
        }
        return -1;
    }
}
