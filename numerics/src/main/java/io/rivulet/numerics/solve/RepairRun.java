// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.kernels.SparseOperator;
import org.jspecify.annotations.Nullable;

/// One run of a method on A·d = r, on a frozen version of A, from d = 0. It works in turns and can be left between
/// them.
/// **Thread** one at a time, handed over with a happens-before edge; never looks at a clock.
public interface RepairRun {
    /// Works for about `units` (1 unit = one matrix entry touched, set-up included) and returns at an iteration
    /// boundary.
    Progress advance(long units);

    /// d as it stands: owned by the run, valid until the next [#advance].
    double[] correction();

    /// A as the run reads it.
    SparseOperator operator();

    /// Whether it waits for others: to advance it is of no use before they have been heard.
    default boolean waiting() {
        return false;
    }

    /// What the method knows of the energy norm of its error, null where it knows nothing.
    default @Nullable EnergyNorm energy() {
        return null;
    }

    /// What a turn achieved. `updatedResidual` is ‖r − A·d‖₂ from the recurrence, `work` the units used in this turn,
    /// `stopped` is null while the run may go on.
    record Progress(
            int iterations,
            double updatedResidual,
            long work,
            @Nullable StopReason stopped) {}
}
