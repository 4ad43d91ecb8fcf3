// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.incremental;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.solve.StopReason;
import org.jspecify.annotations.Nullable;

/// A finished repair: x now answers `throughRevision` as well as `stop` says.
///
/// @param afterRevision the revision that x answered before; −1 for the first solve
/// @param method `cold`, `push`, `warm_restart`, `direct`, or `none` where the change was not significant
/// @param relativeResidual recomputed from A, x and b, not from a recurrence
/// @param updatedResidual relative, what the recurrence of the last iteration took it for; NaN where there was none
/// @param changed entries of x that moved by more than the deadband since the repair before
/// @param work matrix entries touched
public record RepairOutcome(
        long afterRevision,
        long throughRevision,
        String method,
        StopReason stop,
        int iterations,
        double relativeResidual,
        double absoluteResidual,
        double updatedResidual,
        @Nullable ErrorBound bound,
        SparseVector x,
        int changed,
        long work) {}
