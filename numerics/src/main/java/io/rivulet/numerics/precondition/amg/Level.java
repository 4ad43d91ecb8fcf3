// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import org.jspecify.annotations.Nullable;

/// One level of a hierarchy: its matrix, what smooths its errors, the way to the next level, and the vectors of a
/// cycle.
final class Level {
    private final FloatRows a;
    private final float[] diagonal;
    private final double[] nearNull;
    private final double spectralBound;
    private @Nullable FloatRows prolongator;
    private @Nullable FloatRows restriction;

    /// `spectralBound` is λ̂ ≥ λ_max(D⁻¹·A), or nearly.
    Level(FloatRows a, float[] diagonal, double[] nearNull, double spectralBound) {
        this.a = a;
        this.diagonal = diagonal;
        this.nearNull = nearNull;
        this.spectralBound = spectralBound;
    }

    void coarsen(FloatRows p, FloatRows r) {
        prolongator = p;
        restriction = r;
    }

    int rows() {
        return a.rows();
    }

    FloatRows a() {
        return a;
    }

    float[] diagonal() {
        return diagonal;
    }

    /// c, what A maps to nearly nothing.
    double[] nearNull() {
        return nearNull;
    }

    double spectralBound() {
        return spectralBound;
    }

    @Nullable
    FloatRows prolongator() {
        return prolongator;
    }

    @Nullable
    FloatRows restriction() {
        return restriction;
    }
}
