// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition;

/// z ← M⁻¹·r for some M near A. **Thread** one at a time.
public interface Preconditioner {
    /// `r` and `z` of length n, not the same array; `r` is left as it is.
    void apply(double[] r, double[] z);

    /// Units of one [#apply].
    long cost();

    long sizeBytes();
}
