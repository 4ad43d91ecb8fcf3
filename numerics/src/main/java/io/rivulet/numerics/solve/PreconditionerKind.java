// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// The preconditioners by their wire names. AUTO leaves the choice to the policy.
public enum PreconditionerKind {
    AUTO,
    NONE,
    JACOBI,
    SSOR,
    ILU,
    IC,
    AMG,
    APPROX_CHOLESKY;

    /// Whether it needs A = Aᵀ and a diagonal of one sign.
    public boolean needsSymmetry() {
        return this == IC || this == AMG || this == APPROX_CHOLESKY;
    }

    /// Whether it divides by diagonal entries.
    public boolean needsDiagonal() {
        return this == JACOBI || this == SSOR || this == ILU || this == IC || this == AMG;
    }

    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
