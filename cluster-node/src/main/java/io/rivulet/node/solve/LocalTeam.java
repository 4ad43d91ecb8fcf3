// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;

/// The threads of a command that computes in this process: one for each core, started at the first use.
public final class LocalTeam {
    private static final class Holder {
        static final Execution ALL_CORES = Execution.on(ThreadTeam.start(
                Math.min(ThreadTeam.MAX_WIDTH, Runtime.getRuntime().availableProcessors()),
                Thread.ofPlatform().name("rivulet-team-", 1).daemon(true).factory(),
                () -> false));

        private Holder() {}
    }

    private LocalTeam() {}

    public static Execution execution() {
        return Holder.ALL_CORES;
    }
}
