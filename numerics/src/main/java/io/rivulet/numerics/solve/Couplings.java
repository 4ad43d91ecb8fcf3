// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.linalg.CsrMatrix;

/// What the graph and the weights of a matrix say of how fast an iteration may be, beside its class.
///
/// @param near every row is within [#STEPS] steps of the first one: an iteration that passes news on to neighbours
/// only needs few of them, as on random graphs and unlike on meshes
/// @param uneven most rows have off-diagonal entries of very different size: what belongs together lies along the
/// large ones, and coarsening by whole neighbourhoods does not follow them
record Couplings(boolean near, boolean uneven) {
    static final int STEPS = 16;

    /// Largest over smallest off-diagonal magnitude in a row from which it counts as uneven.
    static final double SPREAD = 100;

    static final double MODERATE = 2;

    /// **Cost** at most two passes over A; of the search for near rows no more than what lies within reach.
    static Couplings of(CsrMatrix a) {
        return new Couplings(near(a), uneven(a));
    }

    private static boolean near(CsrMatrix a) {
        int n = a.rows();
        if (n == 0) {
            return true;
        }
        boolean[] seen = new boolean[n];
        int[] queue = new int[n];
        int reached = 1;
        seen[0] = true;
        int from = 0;
        for (int step = 0; step < STEPS && from < reached; step++) {
            int end = reached;
            for (; from < end; from++) {
                int i = queue[from];
                for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                    int j = a.column()[k];
                    if (!seen[j] && a.value()[k] != 0) {
                        seen[j] = true;
                        queue[reached++] = j;
                    }
                }
            }
        }
        return reached == n;
    }

    private static boolean uneven(CsrMatrix a) {
        int rows = 0;
        for (int i = 0; i < a.rows(); i++) {
            double least = Double.POSITIVE_INFINITY;
            double most = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                double size = Math.abs(a.value()[k]);
                if (a.column()[k] != i && size > 0) {
                    least = Math.min(least, size);
                    most = Math.max(most, size);
                }
            }
            rows += most > SPREAD * least ? 1 : 0;
        }
        return rows > a.rows() / 2;
    }

    /// Whether the mean over rows of Σ|a_ij|/|a_ii|, j ≠ i, is at most [#MODERATE], whatever single rows are like, so
    /// that incomplete factors are likely to be good; false with a zero on the diagonal of a row with other
    /// entries.
    static boolean diagonalCounts(CsrMatrix a) {
        double sum = 0.0;
        for (int i = 0; i < a.rows(); i++) {
            double off = 0.0;
            double diagonal = 0.0;
            for (int k = a.rowStart()[i]; k < a.rowStart()[i + 1]; k++) {
                double size = Math.abs(a.value()[k]);
                diagonal += a.column()[k] == i ? size : 0.0;
                off += a.column()[k] == i ? 0.0 : size;
            }
            sum += off == 0 ? 0.0 : off / diagonal;
        }
        return sum <= MODERATE * a.rows();
    }
}
