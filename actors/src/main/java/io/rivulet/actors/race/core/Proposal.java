// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import org.jspecify.annotations.Nullable;

/// What a racer says of its x at the race's revision. All of it is its word alone, until voters have seen x.
///
/// @param digest names x
/// @param relativeResidual ‖b − A·x‖₂/‖b‖₂ by its own copy of the problem
/// @param bound on ‖x − x*‖∞ where it has one
public record Proposal(
        String digest, double relativeResidual, @Nullable Double bound, long iterations) {}
