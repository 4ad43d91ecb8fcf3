// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.kernels.Vectors;

/// z ← M⁻¹·r for some M near A. **Thread** one at a time.
public interface Preconditioner {
    /// `r` and `z` of length n, not the same array; `r` is left as it is.
    void apply(double[] r, double[] z);

    /// As [#apply]; answers r·z, summed as `vectors` does and in the same pass where that is possible.
    default double applyDot(double[] r, double[] z, Vectors vectors) {
        apply(r, z);
        return vectors.dot(r, z);
    }

    /// d ← d + c·M⁻¹·r, to the bits of [#apply] and an axpy; `z` is space for M⁻¹·r.
    default void add(double c, double[] r, double[] z, double[] d, Vectors vectors) {
        apply(r, z);
        vectors.axpy(c, z, d);
    }

    /// Whether [#apply] is not one linear map, because it iterates inside or depends on what came before. Of the
    /// methods only gmres takes such a one.
    default boolean varies() {
        return false;
    }

    /// Units of one [#apply].
    long cost();

    long sizeBytes();
}
