// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.solver;

import io.rivulet.numerics.incremental.SolverEngine;

/// Handles around engines that a test holds in its own hands.
public final class Handles {
    private static final int INLINE = 10_000;
    private static final long SLICE_NANOS = 5_000_000;

    private Handles() {}

    /// Time stands still, so that slices are as long as they were ordered.
    public static EngineHandle of(SolverEngine engine, long baseRevision) {
        return new EngineHandle(engine, baseRevision, INLINE, SLICE_NANOS, () -> 0L);
    }
}
