// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import org.jspecify.annotations.Nullable;

/// How the unknowns of A become those of the finest level.
///
/// @param factor the diagonal of S: powers of two
/// @param signs σ, null for all ones
/// @param flat whether c is σ in the scaled unknowns, not in those of A
record Scaling(double[] factor, byte @Nullable [] signs, boolean flat) {
    /// c, what the finest matrix maps to nearly nothing.
    double[] nearNull() {
        double[] c = new double[factor.length];
        for (int i = 0; i < c.length; i++) {
            c[i] = (signs == null ? 1.0 : signs[i]) / (flat ? 1.0 : factor[i]);
        }
        return c;
    }

    long sizeBytes() {
        return 8L * factor.length + (signs == null ? 0 : signs.length);
    }
}
