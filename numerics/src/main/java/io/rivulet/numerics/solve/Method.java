// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// The methods by their wire names. DENSE_LU and TRIANGULAR are what HYBRID may choose; they can't be asked for.
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
    DENSE_LU,
    TRIANGULAR;

    /// Whether it needs A = Aᵀ.
    public boolean needsSymmetry() {
        return this == CG || this == MINRES || this == CHEBYSHEV;
    }

    /// Whether a request may name it.
    public boolean askable() {
        return this != DENSE_LU && this != TRIANGULAR;
    }

    /// Name in requests and lines, e.g. `dense_lu`.
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
