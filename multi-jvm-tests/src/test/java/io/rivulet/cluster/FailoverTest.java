// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a node whose sessions are being changed and followed through the others.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
    private static final int SESSIONS = 12;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNoStreamHasASilentGap() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of());
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 3)) {
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
}
