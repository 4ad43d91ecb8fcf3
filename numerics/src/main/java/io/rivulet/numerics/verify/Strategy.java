// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.verify;

import java.util.Locale;

/// How an x is checked.
public enum Strategy {
    /// Seeded rows, the residual of each recomputed: cheap, blind to a single wrong row it did not draw.
    RANDOM_PROBE,
    /// Seeded ±1 combinations of all rows (Freivalds): sees any wrong row with probability ≥ 1/2 each.
    PROJECTION,
    /// Every row, in compensated arithmetic.
    FULL_RESIDUAL;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
