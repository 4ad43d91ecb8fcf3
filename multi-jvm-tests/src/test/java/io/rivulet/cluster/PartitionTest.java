// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The network between the nodes splits, while clients and the database reach all of them: the side with the majority
/// goes on, the other one ends itself, and no session has two voices.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionTest {
    private static final int SESSIONS = 9;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void theMajorityGoesOnAndTheMinorityEndsItself() throws Exception {
        try (BehindDoors doors = BehindDoors.start(folder, Map.of())) {
            Nodes nodes = doors.nodes();
            nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up");
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2)) {
                load.start();
                assertThat(load.places(1).values()).contains("node-3");
                doors.cutOff(3);
                awaitDegraded(nodes.client(3));
                assertThat(nodes.cluster().node(3).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
                nodes.awaitMembers(1, "node-1 up", "node-2 up");
                nodes.awaitMembers(2, "node-1 up", "node-2 up");
                load.awaitUpdates();
                load.stop();
                load.verify(2);
            }
        }
    }

    /// While it still runs, it says what is the matter and changes nothing.
    private static void awaitDegraded(NodeClient node) throws Exception {
        NodeClient.Reply health = node.get("/api/v1/health");
        while (health.status() == 200) {
            health = node.get("/api/v1/health");
        }
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.body().path("code").asText()).isEqualTo("no_quorum");
        assertThat(health.body().path("detail").asText()).contains("cluster: degraded");
        NodeClient.Reply opening = node.post(
                "/api/v1/solve-stream",
                "{\"matrix\":{\"rows\":1,\"cols\":1,\"format\":\"dense\",\"data\":{\"dense\":[[2]]}},\"vector\":[1]}");
        assertThat(opening.status()).isEqualTo(503);
        assertThat(opening.body().path("code").asText()).isEqualTo("no_quorum");
    }
}
