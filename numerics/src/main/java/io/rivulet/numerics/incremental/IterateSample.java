// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.SparseVector;
import org.jspecify.annotations.Nullable;

/// One iterate as it was at the end of an iteration; `x` as the session's [XSelection] asks.
/// `convergenceRate` is the geometric mean of residual ratios over the last iterations (< 1 is progress).
/// `relativeResidual` is recomputed for just this x, `updatedResidual` is what the method's recurrence takes it for.
public record IterateSample(
        long revision,
        int iteration,
        SparseVector x,
        double relativeResidual,
        double absoluteResidual,
        double updatedResidual,
        double convergenceRate,
        @Nullable ErrorBound bound,
        long work) {}
