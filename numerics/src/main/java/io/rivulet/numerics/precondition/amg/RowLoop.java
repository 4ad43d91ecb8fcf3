// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.precondition.amg;

import io.rivulet.numerics.kernels.Team;

/// A loop over rows, in chunks shared by a team where there are enough of them.
interface RowLoop {
    void run(int from, int to);

    /// Up to this many chunks are faster alone than told to others.
    int ALONE = 2;

    static void over(RowChunks chunks, Team team, RowLoop loop) {
        int count = chunks.count();
        if (count <= ALONE) {
            for (int chunk = 0; chunk < count; chunk++) {
                loop.run(chunks.from(chunk), chunks.to(chunk));
            }
        } else {
            team.run(count, chunk -> loop.run(chunks.from(chunk), chunks.to(chunk)));
        }
    }
}
