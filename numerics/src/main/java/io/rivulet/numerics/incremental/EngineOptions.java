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
        long seed) {}
