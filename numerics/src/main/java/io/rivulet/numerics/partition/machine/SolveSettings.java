// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.verify.Tolerance;

/// When a solve in parts ends, and how patient its owner is.
///
/// @param tolerance on the residual of a cut
/// @param maxIterations of the Krylov method, or cuts of relaxation
/// @param patienceTicks ticks after which a round is asked again
/// @param voidTicks ticks after which a cut that is not complete is void, and another one begun
/// @param cutTicks ticks from one cut of relaxation to the next, unless parts say that they are near the target
public record SolveSettings(Tolerance tolerance, int maxIterations, int patienceTicks, int voidTicks, int cutTicks) {
    public SolveSettings {
        if (maxIterations < 1 || patienceTicks < 1 || voidTicks < 1 || cutTicks < 1) {
            throw new IllegalArgumentException("iterations and ticks must be positive");
        }
    }

    /// With the patience that suits a tick of the time a message takes there and back.
    public static SolveSettings of(Tolerance tolerance) {
        return new SolveSettings(tolerance, 5_000, 4, 100, 20);
    }
}
