// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.precondition.Setup;
import org.jspecify.annotations.Nullable;

/// A pass whose chunks may find something that can't be done; of several findings the first chunk's counts.
final class GuardedPass implements Stage {
    private final Pass pass;
    private final Setup.@Nullable Failure[] failures;

    /// `failures` has a place for each chunk.
    GuardedPass(Team team, RowChunks chunks, Setup.@Nullable Failure[] failures, Team.ChunkTask task) {
        this.pass = new Pass(team, chunks, task);
        this.failures = failures;
    }

    @Override
    public long advance(long units) {
        return pass.advance(units);
    }

    @Override
    public boolean done() {
        return pass.done();
    }

    @Override
    public Setup.@Nullable Failure failure() {
        for (Setup.Failure each : failures) {
            if (each != null) {
                return each;
            }
        }
        return null;
    }
}
