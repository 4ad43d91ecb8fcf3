// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.swarm.core;

/// What one reporter says of one cost.
///
/// @param confidence in (0, 1]
/// @param trusted whether its word counts where a word alone can move the result
record Observation(String nodeId, double value, double confidence, long timestampMillis, boolean trusted) {}
