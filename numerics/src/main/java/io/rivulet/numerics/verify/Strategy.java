// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import java.util.Locale;

/// How an x is checked.
public enum Strategy {
    /// Seeded rows, the residual of each recomputed: cheap, blind to a single wrong row it did not draw.
    RANDOM_PROBE,
    /// Every row, and seeded ±1 combinations of all of them that are summed by columns (Freivalds): each shows a
    /// wrong row that the first pass did not, with probability ≥ 1/2.
    PROJECTION,
    /// Every row, in compensated arithmetic.
    FULL_RESIDUAL;

    /// Probes that a check makes which was asked for so many: one look at every row is one.
    public int probes(int asked) {
        return this == FULL_RESIDUAL ? 1 : asked;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
