// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;
import java.util.function.IntToLongFunction;

/// One loop over all chunks, shared by a team, a few chunks a step. What a chunk does must not depend on which chunks
/// went before.
final class Pass implements Stage {
    private final Team team;
    private final int chunks;
    private final IntToLongFunction units;
    private final Team.ChunkTask task;
    private int next;

    Pass(Team team, int chunks, IntToLongFunction units, Team.ChunkTask task) {
        this.team = team;
        this.chunks = chunks;
        this.units = units;
        this.task = task;
    }

    Pass(Team team, RowChunks chunks, Team.ChunkTask task) {
        this(team, chunks.count(), chunks::units, task);
    }

    @Override
    public long advance(long wanted) {
        int first = next;
        long work = 0;
        while (next < chunks && work < wanted) {
            work += units.applyAsLong(next++);
        }
        team.run(next - first, k -> task.run(first + k));
        return Math.max(1, work);
    }

    @Override
    public boolean done() {
        return next == chunks;
    }
}
