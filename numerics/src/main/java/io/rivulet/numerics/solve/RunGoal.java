// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// When a run is over.
///
/// @param target on ‖r − A·d‖₂, absolute, ≥ 0
/// @param maxIterations ≥ 0
/// @param seed of what a run draws at random
/// @param step part of its own step that a relaxation takes, in (0, 1]; methods without one don't mind
public record RunGoal(double target, int maxIterations, long seed, double step) {
    /// With whole steps.
    public RunGoal(double target, int maxIterations, long seed) {
        this(target, maxIterations, seed, 1.0);
    }

    /// For a run that draws nothing.
    public RunGoal(double target, int maxIterations) {
        this(target, maxIterations, 0);
    }
}
