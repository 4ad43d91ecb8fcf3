// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// The rules of `hybrid`, in the order in which they are tried; the first that fits decides. What they look at is in
/// the classification of the matrix.
public enum Rule {
    ASKED_PRECONDITIONER,
    TRIANGULAR,
    TINY,
    SINGULAR,
    DEFINITE,
    SMALL_INDEFINITE,
    INDEFINITE,
    VERY_DOMINANT,
    DOMINANT,
    CHAINED,
    SMALL_GENERAL,
    NO_DIAGONAL,
    GENERAL,

    /// Not tried in order: what one of those above chose would take more work than sparse factors.
    ELIMINATION,

    /// Not tried in order: what one of those above chose took longer on matrices like this.
    EXPERIENCE;

    /// Its name where decisions are told.
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
