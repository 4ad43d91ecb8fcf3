// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Changes b of one session again and again through one of the nodes, as the documentation tells clients to: what
/// nobody answered, or was answered 429 or 503, is sent again under the same number, to the next node if this one is
/// gone.
/// **Thread** [#run] on its own; the rest after it has ended.
final class UpdateSender implements Runnable {
    private static final long PAUSE_NANOS = 100_000_000;

    private final Tridiagonal system;
    private final List<NodeClient> nodes;
    private final String source;
    private final Random random;
    private final List<String> refused = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long acknowledged;
    private long longestNanos;
    private int at;

    UpdateSender(Tridiagonal system, List<NodeClient> nodes, String source, long seed) {
        this.system = system;
        this.nodes = nodes;
        this.source = source;
        this.random = new Random(seed);
        this.at = random.nextInt(nodes.size());
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                int index = random.nextInt(system.b.length);
                double value = random.nextInt(-512, 512) / 256.0;
                long begun = System.nanoTime();
                if (send(index, value)) {
                    system.b[index] += value;
                }
                longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean send(int index, double value) throws InterruptedException {
        String body = "{\"session_id\":\"" + system.id + "\",\"source_node\":\"" + source + "\",\"sequence\":"
                + (acknowledged + 1) + ",\"delta_costs\":{\"indices\":[" + index + "],\"values\":[" + value + "]}}";
        while (true) {
            try {
                NodeClient.Reply reply = nodes.get(at).post("/api/v1/swarm/costs", body);
                if (reply.status() == 202) {
                    acknowledged++;
                    return true;
                }
                if (reply.status() != 429 && reply.status() != 503) {
                    refused.add(reply.status() + ": " + reply.body());
                    stopped = true;
                    return false;
                }
            } catch (IOException gone) {
                at = (at + 1) % nodes.size();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    void stop() {
        stopped = true;
    }

    long acknowledged() {
        return acknowledged;
    }

    /// Answers that no repeat would change.
    List<String> refused() {
        return refused;
    }

    double longestSeconds() {
        return longestNanos / 1e9;
    }
}
