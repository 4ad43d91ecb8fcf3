// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.kernels;

import io.rivulet.numerics.kernels.Team;
import io.rivulet.numerics.kernels.ThreadTeam;

/// Threads for one benchmark.
final class Teams {
    private Teams() {}

    static Team of(int threads) {
        return threads == 1
                ? Team.serial()
                : ThreadTeam.start(threads, Thread.ofPlatform().daemon(true).factory(), () -> false);
    }

    static void close(Team team) {
        if (team instanceof ThreadTeam started) {
            started.close();
        }
    }
}
