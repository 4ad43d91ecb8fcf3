// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// Changes b of one session again and again through one of the nodes, as the documentation tells clients to: what
/// nobody answered, or was answered 429 or 503, is sent again under the same number, to the next node if this one
/// is gone. Now and then it gives up on one that nobody answered, and goes on with the next number. The history has
/// it all.
/// **Thread** [#run] on its own; the rest after it has ended.
final class UpdateSender implements Runnable {
    private static final long PAUSE_NANOS = 100_000_000;
    /// Of so many times that nobody knows what became of an update, it is left at that once.
    private static final int PATIENCE = 8;

    private final Tridiagonal system;
    private final History history;
    private final List<NodeClient> nodes;
    private final String source;
    private final Random random;
    private final List<String> refused = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long acknowledged;
    private volatile long unavailable;
    private volatile long lastNanos;
    private volatile long longestGapNanos;
    private long sent;
    private int at;

    UpdateSender(Tridiagonal system, History history, List<NodeClient> nodes, String source, long seed) {
        this.system = system;
        this.history = history;
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
                long begun = history.now();
                History.Outcome outcome = send(index, value);
                history.update(source + "-" + sent, begun, b -> b[index] += value, outcome);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private History.Outcome send(int index, double value) throws InterruptedException {
        sent++;
        String body = "{\"session_id\":\"" + system.id + "\",\"source_node\":\"" + source + "\",\"sequence\":" + sent
                + ",\"delta_costs\":{\"indices\":[" + index + "],\"values\":[" + value + "]}}";
        while (true) {
            try {
                NodeClient.Reply reply = nodes.get(at).post("/api/v1/swarm/costs", body);
                if (reply.status() == 202) {
                    noteAcknowledged();
                    long revision = reply.body().path("revision").asLong();
                    return reply.body().path("duplicate").asBoolean()
                            ? new History.Outcome.AppliedBefore(revision)
                            : new History.Outcome.Applied(revision);
                }
                if (reply.status() == 503) {
                    unavailable++;
                } else if (reply.status() != 429) {
                    refused.add(reply.status() + ": " + reply.body());
                    stopped = true;
                    return new History.Outcome.Refused();
                }
            } catch (IOException gone) {
                at = (at + 1) % nodes.size();
            }
            if (random.nextInt(PATIENCE) == 0) {
                return new History.Outcome.Unknown();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void noteAcknowledged() {
        long now = history.now();
        if (acknowledged > 0) {
            longestGapNanos = Math.max(longestGapNanos, now - lastNanos);
        }
        lastNanos = now;
        acknowledged++;
    }

    void stop() {
        stopped = true;
    }

    long acknowledged() {
        return acknowledged;
    }

    /// Answers 503.
    long unavailable() {
        return unavailable;
    }

    /// Answers that no repeat would change.
    List<String> refused() {
        return refused;
    }

    /// The longest time between two acknowledgements.
    double longestGapSeconds() {
        return longestGapNanos / 1e9;
    }
}
