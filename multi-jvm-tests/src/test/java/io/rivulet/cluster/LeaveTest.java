// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that leave and come because an operator says so, while their sessions are being changed and followed.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeaveTest {
    /// `rivulet.node.drain`.
    private static final Duration DRAIN = Duration.ofSeconds(30);

    /// Nothing waits longer than a drain may take. How long a session really pauses is measured, not tested: the
    /// node that starts again takes the processors from those that run.
    private static final Duration WITHIN = DRAIN;

    private static final int SESSIONS = 12;

    @TempDir
    Path folder;

    /// Clients are at every node. Each one that leaves is the oldest then, which has the coordinator of the shards and
    /// the janitor; the first and the last by SIGTERM, the other one is asked to.
    @Test
    void allNodesAreRestartedOneAfterTheOther() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2, 3)) {
            load.start();
            restart(nodes, load, 1, () -> nodes.cluster().node(1).terminate());
            restart(
                    nodes,
                    load,
                    2,
                    () -> assertThat(nodes.client(3)
                                    .post("/api/v1/cluster/members/node-2/leave", "")
                                    .status())
                            .isEqualTo(202));
            restart(nodes, load, 3, () -> nodes.cluster().node(3).terminate());
            load.stop();
            assertThat(load.longestGapSeconds()).isLessThan(WITHIN.toSeconds());
            load.verify(3);
            assertThat(nodes.events("node_lost")).isEmpty();
        }
    }

    private interface Order {
        void give() throws Exception;
    }

    private static void restart(Nodes nodes, LiveLoad load, int number, Order leave) throws Exception {
        String name = "node-" + number;
        int other = number % 3 + 1;
        Map<UUID, String> before = load.places(other);
        assertThat(before.values()).contains(name);
        try (DrainWatch watch = DrainWatch.start(nodes.client(number))) {
            leave.give();
            assertThat(nodes.cluster().node(number).awaitEnd(DRAIN)).isZero();
            watch.verify();
        }
        load.verifyDrained(number);
        load.reconnect(number, other);
        load.awaitUpdates();
        load.verifyMoved(before, name, WITHIN);
        assertThat(nodes.client(other)
                        .post("/api/v1/cluster/members/" + name + "/leave", "")
                        .status())
                .isEqualTo(422);
        nodes.cluster().node(number).startAgain();
        nodes.awaitMembers(other, "node-1 up", "node-2 up", "node-3 up");
        load.awaitUpdates();
    }
}
