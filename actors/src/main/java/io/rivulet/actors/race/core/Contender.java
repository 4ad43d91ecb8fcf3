// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.race.core;

import io.rivulet.numerics.solve.Plan;

/// What one racer runs.
///
/// @param seed of what its plan draws at random
public record Contender(Plan plan, long seed) {}
