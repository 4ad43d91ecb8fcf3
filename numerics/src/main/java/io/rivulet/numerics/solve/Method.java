// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// The methods by their wire names. Those from DENSE_LU on are what HYBRID may choose; they can't be asked for.
public enum Method {
    HYBRID,
    JACOBI,
    GAUSS_SEIDEL,
    SOR,
    CHEBYSHEV,
    NEUMANN,
    CG,
    MINRES,
    BICGSTAB,
    GMRES,
    PUSH,
    RANDOM_WALK,
    DENSE_LU,
    SPARSE_LDL,
    SPARSE_LU,
    TRIANGULAR;

    /// Whether it needs A = Aᵀ.
    public boolean needsSymmetry() {
        return this == CG || this == MINRES || this == CHEBYSHEV || this == SPARSE_LDL;
    }

    /// Whether a request may name it.
    public boolean askable() {
        return !direct();
    }

    /// Whether it eliminates or substitutes rather than iterates.
    public boolean direct() {
        return this == DENSE_LU || this == SPARSE_LDL || this == SPARSE_LU || this == TRIANGULAR;
    }

    /// Name in requests and lines, e.g. `dense_lu`.
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
