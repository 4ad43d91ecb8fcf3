// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// When a run is over.
///
/// @param target on ‖r − A·d‖₂, absolute, ≥ 0
/// @param maxIterations ≥ 0
/// @param seed of what a run draws at random
public record RunGoal(double target, int maxIterations, long seed) {
    /// For a run that draws nothing.
    public RunGoal(double target, int maxIterations) {
        this(target, maxIterations, 0);
    }
}
