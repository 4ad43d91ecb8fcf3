// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.classify;

import io.rivulet.numerics.kernels.Chunks;
import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.concurrent.atomic.AtomicInteger;

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

    /// First row of A that differs from the same row of Aᵀ, −1 if none does. **Cost** at most a search in a row for
    /// each
    /// entry, in chunks that `team` shares; what can't be the first any more is not looked at.
    static int firstDifferent(Team team, CsrMatrix a) {
        AtomicInteger first = new AtomicInteger(a.rows());
        team.run(Chunks.of(a.rows()), chunk -> {
            int end = Chunks.to(chunk, a.rows());
            for (int i = Chunks.from(chunk); i < end; i++) {
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    int j = a.column()[k];
                    int row = Math.min(i, j);
                    if (row >= first.get()) {
                        break;
                    }
                    if (!equal(a.value()[k], a.get(j, i))) {
                        first.accumulateAndGet(row, Math::min);
                    }
                }
            }
        });
        return first.get() < a.rows() ? first.get() : -1;
    }

    /// First column j of row i with a_ij ≠ a_ji, −1 if there is none. **Cost** at most a search in each row before j,
    /// in
    /// chunks that `team` shares.
    static int partner(Team team, CsrMatrix a, int i) {
        AtomicInteger first = new AtomicInteger(a.rows());
        for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1] && first.get() == a.rows(); k++) {
            if (!equal(a.value()[k], a.get(a.column()[k], i))) {
                first.set(a.column()[k]);
            }
        }
        // Before that, what differs is stored in column i alone.
        team.run(Chunks.of(first.get()), chunk -> {
            for (int j = Chunks.from(chunk); j < Chunks.to(chunk, first.get()); j++) {
                if (!equal(a.get(j, i), a.get(i, j))) {
                    first.accumulateAndGet(j, Math::min);
                }
            }
        });
        return first.get() < a.rows() ? first.get() : -1;
    }
}
