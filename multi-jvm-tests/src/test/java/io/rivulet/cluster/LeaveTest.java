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
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final int SESSIONS = 12;

    @TempDir
    Path folder;

    @Test
    void aNodeThatIsAskedToLeaveHandsItsSessionsOverAndEnds() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 3)) {
            load.start();
            Map<UUID, String> before = load.places(1);
            assertThat(before.values()).contains("node-2");
            NodeClient.Reply asked = nodes.client(1).post("/api/v1/cluster/members/node-2/leave", "");
            assertThat(asked.status()).isEqualTo(202);
            assertThat(nodes.cluster().node(2).awaitEnd(DRAIN)).isZero();
            load.awaitUpdates();
            load.stop();
            load.verifyMoved(before, "node-2");
            load.verify(1);
            nodes.awaitMembers(3, "node-1 up", "node-3 up");
            assertThat(nodes.client(1)
                            .post("/api/v1/cluster/members/node-2/leave", "")
                            .status())
                    .isEqualTo(422);
        }
    }

    /// Each in turn, the oldest first, which has the coordinator of the shards and the janitor.
    @Test
    void allNodesAreRestartedOneAfterTheOther() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 3)) {
            load.start();
            for (int number = 1; number <= 2; number++) {
                nodes.cluster().node(number).terminate();
                assertThat(nodes.cluster().node(number).awaitEnd(DRAIN)).isZero();
                load.awaitUpdates();
                nodes.cluster().node(number).startAgain();
                nodes.awaitMembers(3, "node-1 up", "node-2 up", "node-3 up");
                load.awaitUpdates();
            }
            load.stop();
            load.verify(3);
        }
    }
}
