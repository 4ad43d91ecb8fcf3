// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import org.jspecify.annotations.Nullable;

/// What a change would make of x.
///
/// @param revision the b and A that the change was tried on
/// @param method as [RepairOutcome] names it
/// @param relativeResidual of that x for the changed A and b, recomputed in compensated arithmetic
/// @param x the entries that were asked for, in their order, or all of them; null where none were
/// @param top the entries that would move most, by index
/// @param changed entries that would move by more than the deadband
/// @param work matrix entries touched
public record TrialOutcome(
        long revision,
        String method,
        StopReason stop,
        int iterations,
        double relativeResidual,
        double absoluteResidual,
        @Nullable ErrorBound bound,
        @Nullable DenseVector x,
        SparseVector top,
        int changed,
        long work) {}
