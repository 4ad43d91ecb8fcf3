// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Reads x of some sessions in turn, again and again, through the nodes in turn. What nobody answers is not in the
/// history.
/// **Thread** [#run] on its own.
final class SolutionReader implements Runnable {
    /// So that readings don't crowd out what they look at.
    private static final long PAUSE_NANOS = 20_000_000;

    private final List<Tridiagonal> systems;
    private final List<History> histories;
    private final List<NodeClient> nodes;
    private volatile boolean stopped;
    private volatile long readings;

    SolutionReader(List<Tridiagonal> systems, List<History> histories, List<NodeClient> nodes) {
        this.systems = List.copyOf(systems);
        this.histories = List.copyOf(histories);
        this.nodes = List.copyOf(nodes);
    }

    @Override
    public void run() {
        try {
            for (int k = 0; !stopped; k++) {
                NodeClient node = nodes.get(k % nodes.size());
                try {
                    int session = k % systems.size();
                    long revision = read(node, systems.get(session), histories.get(session), 0);
                    readings += revision < 0 ? 0 : 1;
                } catch (IOException notNow) {
                    // the next one
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads once, into the history; the revision that was answered. An x that is read in the middle of a repair, or
    /// when a session has just moved, is not said to be verified: it proves nothing, and the answer is −1.
    static long read(NodeClient node, Tridiagonal system, History history, long atLeast)
            throws IOException, InterruptedException {
        long begun = history.now();
        JsonNode solution = node.solution(system.id.toString(), atLeast);
        long revision = solution.path("revision").asLong();
        if (!solution.path("verified").asBoolean()) {
            return -1;
        }
        double[] x = NodeClient.JSON.convertValue(solution.path("x"), double[].class);
        history.reading(begun, revision, x);
        return revision;
    }

    void stop() {
        stopped = true;
    }

    long readings() {
        return readings;
    }
}
