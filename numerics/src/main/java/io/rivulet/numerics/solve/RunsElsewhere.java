// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import io.rivulet.numerics.linalg.CsrMatrix;
import org.jspecify.annotations.Nullable;

/// Runs whose work others do. What can't be done there is done here by the plan, and [#refusal] says why.
/// **Thread** one at a time, handed over with a happens-before edge.
public interface RunsElsewhere {
    /// A run on A·d = r, or null where there is none for this system; at most one is under way, an earlier one is
    /// void. `a` must not change while the run goes on; `r` is taken over.
    @Nullable
    RepairRun start(CsrMatrix a, double[] r, RunGoal goal, long matrixVersion);

    /// A run did not get where it should: there is no other for this version of the matrix.
    void gaveUp(StopReason reason, long matrixVersion);

    /// Whether the last repair that had the choice ran elsewhere.
    boolean active();

    /// Method of these runs by its wire name.
    String method();

    /// Preconditioner of these runs by its wire name.
    String preconditioner();

    /// Why the last repair ran here, for people; null while it did not, or none has run.
    @Nullable
    String refusal();

    long sizeBytes();
}
