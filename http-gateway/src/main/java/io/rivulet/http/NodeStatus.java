// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.actors.session.Sessions.NodeFacts;
import io.rivulet.actors.store.SessionIndex;
import io.rivulet.numerics.kernels.Kernels;
import io.rivulet.serialization.view.NodeStatusView;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// What `GET /api/v1/status` tells: this node, its cluster, and how busy both are.
final class NodeStatus {
    private final String version;
    private final LongSupplier nanoTime;
    private final long startedNanos;

    NodeStatus(String version, LongSupplier nanoTime) {
        this.version = version;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    NodeStatusView view(NodeFacts facts) {
        return new NodeStatusView(
                facts.name(),
                version,
                (nanoTime.getAsLong() - startedNanos) / 1_000_000,
                facts.transport(),
                List.of(thisMember(facts)),
                facts.sessionsByState(),
                facts.iterationsPerSecond(),
                facts.updatesPerSecond(),
                facts.probesPerSecond(),
                facts.linesPerSecond(),
                Kernels.detect().kernels().provider(),
                facts.database());
    }

    private NodeStatusView.Member thisMember(NodeFacts facts) {
        Runtime runtime = Runtime.getRuntime();
        String state = facts.draining() ? "leaving" : facts.clusterUp() ? "up" : "joining";
        return new NodeStatusView.Member(
                facts.address(),
                version,
                List.of(),
                state,
                facts.shards(),
                facts.sessionsByState().entrySet().stream()
                        .filter(counted -> !SessionIndex.ended(counted.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .sum(),
                processLoad(),
                (double) (runtime.totalMemory() - runtime.freeMemory()) / runtime.maxMemory());
    }

    /// In [0, 1], NaN where the system does not tell.
    private static double processLoad() {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        double load = system instanceof com.sun.management.OperatingSystemMXBean process
                ? process.getProcessCpuLoad()
                : Double.NaN;
        return load < 0 ? Double.NaN : load;
    }
}
