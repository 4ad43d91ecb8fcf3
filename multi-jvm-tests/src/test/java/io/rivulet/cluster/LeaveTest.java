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

    /// The oldest by SIGTERM, which has the coordinator of the shards and the janitor; the next is asked to leave.
    @Test
    void nodesAreRestartedOneAfterTheOther() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 3)) {
            load.start();
            Map<UUID, String> before = load.places(3);
            assertThat(before.values()).contains("node-1");
            nodes.cluster().node(1).terminate();
            endsAndComesBack(nodes, load, before, 1);

            Nodes.await("sessions at node 2", () -> load.places(3).containsValue("node-2"));
            before = load.places(3);
            NodeClient client = nodes.client(3);
            assertThat(client.post("/api/v1/cluster/members/node-2/leave", "").status())
                    .isEqualTo(202);
            endsAndComesBack(nodes, load, before, 2);
            load.stop();
            load.verify(3);
        }
    }

    private static void endsAndComesBack(Nodes nodes, LiveLoad load, Map<UUID, String> before, int number)
            throws Exception {
        String name = "node-" + number;
        assertThat(nodes.cluster().node(number).awaitEnd(DRAIN)).isZero();
        load.awaitUpdates();
        load.verifyMoved(before, name);
        assertThat(nodes.client(3)
                        .post("/api/v1/cluster/members/" + name + "/leave", "")
                        .status())
                .isEqualTo(422);
        nodes.cluster().node(number).startAgain();
        nodes.awaitMembers(3, "node-1 up", "node-2 up", "node-3 up");
        load.awaitUpdates();
    }
}
