// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.local.LocalCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The network between the nodes splits, while clients and the database reach all of them: the side with the majority
/// goes on, the other one ends itself, and no session has two voices: what the minority still answers fits the history
/// too.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionTest {
    private static final int SESSIONS = 9;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /// Node 1 is the oldest, which has the coordinator of the shards and the janitor.
    @ParameterizedTest
    @CsvSource({"tcp, 1", "tls-tcp, 3"})
    void theMajorityGoesOnAndTheMinorityEndsItself(String transport, int alone) throws Exception {
        int other = alone % 3 + 1;
        int third = other % 3 + 1;
        try (BehindDoors doors = BehindDoors.start(folder, environment(transport))) {
            Nodes nodes = doors.nodes();
            LocalCluster cluster = nodes.cluster();
            nodes.awaitMembers(other, "node-1 up", "node-2 up", "node-3 up");
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2, 3)) {
                load.start();
                assertThat(load.places(other).values()).contains("node-" + alone);
                doors.cutOff(alone);
                load.reconnect(alone, other);
                assertThat(cluster.node(alone).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
                nodes.awaitMembers(other, "node-" + other + " up", "node-" + third + " up");
                nodes.awaitMembers(third, "node-" + other + " up", "node-" + third + " up");
                load.awaitUpdates();
                load.stop();
                load.verify(other);
            }
        }
    }

    private Map<String, String> environment(String transport) throws Exception {
        if (!transport.equals("tls-tcp")) {
            return Map.of();
        }
        TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
        certificates.issue("node");
        return certificates.environment("node");
    }
}
