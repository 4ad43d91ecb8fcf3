// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

/// When a run is over.
///
/// @param target on ‖r − A·d‖₂, absolute, ≥ 0
/// @param maxIterations ≥ 0
public record RunGoal(double target, int maxIterations) {}
