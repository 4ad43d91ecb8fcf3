// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `kill -9` of a node whose sessions are being changed and followed through the others.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
    private static final int SESSIONS = 12;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls-tcp", "aeron-udp"})
    void nothingAcknowledgedIsLostAndNoStreamHasASilentGap(String transport) throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, environment(transport));
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 3)) {
            assertThat(nodes.client(3)
                            .get("/api/v1/status")
                            .body()
                            .path("transport")
                            .asText())
                    .isEqualTo(transport);
            load.start();
            Map<UUID, String> before = load.places(1);
            assertThat(before.values()).contains("node-1", "node-2", "node-3");
            nodes.cluster().node(2).kill();
            load.awaitUpdates();
            load.stop();
            load.verifyMoved(before, "node-2");
            load.verify(3);
            nodes.awaitMembers(1, "node-1 up", "node-3 up");
        }
    }

    /// The oldest node places the shards and has the janitor; here clients are connected to it too.
    @Test
    void clientsOfTheLostNodeGoOnAtAnother() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 3)) {
            load.start();
            Map<UUID, String> before = load.places(3);
            assertThat(before.values()).contains("node-1", "node-2", "node-3");
            nodes.cluster().node(1).kill();
            load.reconnect(1, 2);
            load.awaitUpdates();
            load.stop();
            load.verifyMoved(before, "node-1");
            load.verify(2);
            nodes.awaitMembers(2, "node-2 up", "node-3 up");
        }
    }

    private Map<String, String> environment(String transport) throws Exception {
        if (!transport.equals("tls-tcp")) {
            return Map.of("RIVULET_CLUSTER_TRANSPORT", transport);
        }
        TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
        certificates.issue("node");
        return certificates.environment("node");
    }
}
