// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one slice did.
///
/// @param busy whether another slice is wanted now
/// @param waiting another slice is of no use before others have been heard, or more updates come
/// @param revision the last update that A and b of the engine include
/// @param solvedRevision the revision that the last finished repair answered; −1 before the first
/// @param iterations over the life of the engine
/// @param samples iterates to be told, in order, at most [#MAX_SAMPLES]
/// @param repairs repairs that ended in this slice, in order
/// @param answered an x that meets its target already, while its repair waits to be told for a bound of the error
/// @param work units used
public record EngineReport(
        boolean busy,
        boolean waiting,
        long revision,
        long solvedRevision,
        long iterations,
        double relativeResidual,
        double absoluteResidual,
        List<IterateSample> samples,
        List<RepairOutcome> repairs,
        @Nullable Answered answered,
        long work) {
    /// A slice ends early rather than hold more samples than this.
    public static final int MAX_SAMPLES = 128;
}
