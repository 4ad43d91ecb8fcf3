// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

/// A⁻¹ by factors of the whole of A, as good as one solve with them gives it.
public interface Inverse extends Preconditioner {
    /// z ← A⁻ᵀ·r.
    void applyTransposed(double[] r, double[] z);

    /// False where A has no full rank and the inverse is a generalised one.
    default boolean full() {
        return true;
    }
}
