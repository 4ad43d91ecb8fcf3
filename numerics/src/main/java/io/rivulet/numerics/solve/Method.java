// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// The methods by their wire names. DENSE_LU and TRIANGULAR are what HYBRID may choose; they can't be asked for.
public enum Method {
    HYBRID,
    JACOBI,
    CG,
    BICGSTAB,
    GMRES,
    DENSE_LU,
    TRIANGULAR;

    /// Name in requests and lines, e.g. `dense_lu`.
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
