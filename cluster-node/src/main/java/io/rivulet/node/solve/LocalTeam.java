// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import io.rivulet.numerics.kernels.Execution;
import io.rivulet.numerics.kernels.ThreadTeam;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The threads of a command that computes in this process, started at the first use.
public final class LocalTeam {
    /// A process runs one command, so that this holds one team.
    private static final Map<Integer, Execution> TEAMS = new ConcurrentHashMap<>();

    private LocalTeam() {}

    /// One thread for each core.
    public static Execution execution() {
        return execution(Math.min(ThreadTeam.MAX_WIDTH, Runtime.getRuntime().availableProcessors()));
    }

    /// @param threads 1 to [ThreadTeam#MAX_WIDTH]
    public static Execution execution(int threads) {
        return TEAMS.computeIfAbsent(
                threads,
                width -> Execution.on(ThreadTeam.start(
                        width,
                        Thread.ofPlatform()
                                .name("rivulet-team-", 1)
                                .daemon(true)
                                .factory(),
                        () -> false)));
    }
}
