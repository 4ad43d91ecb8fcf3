// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.linalg.CsrMatrix;

/// A preconditioner that stays one, though a worse one, when its matrix changes, and can follow it for less than a new
/// one costs.
public interface Ageing extends Preconditioner {
    /// What brings a preconditioner to a changed matrix, from the cheapest on.
    enum Renewal {
        /// What costs about as much as reading the matrix.
        FOLLOW,
        /// All values, where the pattern is still the same.
        REFRESH,
        /// Everything.
        REBUILD
    }

    /// One for `sign`·A with at least `least` done; more is done where this one would be too old otherwise. This one
    /// may be used until the set-up has a result, not after it.
    Setup renewed(CsrMatrix a, double sign, Renewal least);

    /// How this one was made.
    Renewal madeBy();
}
