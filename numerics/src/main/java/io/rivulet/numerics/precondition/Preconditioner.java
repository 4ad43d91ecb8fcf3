// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

import io.rivulet.numerics.kernels.Vectors;
import org.jspecify.annotations.Nullable;

/// z ← M⁻¹·r for some M near A. **Thread** one at a time.
public interface Preconditioner {
    /// `r` and `z` of length n, not the same array; `r` is left as it is.
    void apply(double[] r, double[] z);

    /// The entries of M⁻¹ where it is diagonal, not to be written to: whoever has them needs no z.
    default double @Nullable [] scaling() {
        return null;
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
