// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.SparseVector;

/// What a member observed: absolute estimates of entries of b, each index once.
///
/// @param timestampMillis of the observation, by the member's clock; [#NO_TIME] where it gave none
/// @param confidence in (0, 1], the member's own
/// @param latencyMs the network latency that it measured, at least 0
public record CostReport(String nodeId, long timestampMillis, double confidence, double latencyMs, SparseVector costs) {
    public static final long NO_TIME = -1;

    /// Entries of one report.
    public static final int ENTRIES = 4_096;

    /// The same, observed at `millis`.
    public CostReport at(long millis) {
        return new CostReport(nodeId, millis, confidence, latencyMs, costs);
    }
}
