// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import org.jspecify.annotations.Nullable;

/// What a session asks of its engine.
///
/// @param tolerance target on ‖b − A·x‖₂ / ‖b‖₂ (absolute where b = 0)
/// @param absoluteTolerance target on ‖b − A·x‖₂; either one met is enough; 0 = off
/// @param errorBound asked bound on ‖x − x*‖∞ instead of a residual, or null
/// @param maxIterations of one run
/// @param sampleEvery iterations between two iterate samples; 0 = one sample at the end of each slice
/// @param x which entries of x samples and repairs carry
/// @param deadband an entry counts as changed when it moved by more than this
/// @param seed of every random choice
public record EngineOptions(
        double tolerance,
        double absoluteTolerance,
        @Nullable Double errorBound,
        int maxIterations,
        int sampleEvery,
        XSelection x,
        double deadband,
        long seed) {
    private static final int MAX_ITERATIONS = 10_000;

    /// To a relative residual, all else as usual: at most 10,000 iterations a run, samples and repairs without x,
    /// seed 1.
    public static EngineOptions relative(double tolerance) {
        return new EngineOptions(tolerance, 0.0, null, MAX_ITERATIONS, 0, new XSelection.None(), 0.0, 1);
    }
}
