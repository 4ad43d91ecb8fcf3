// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two clusters on one database would each give every session an owner.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FoundingTest {
    @TempDir
    Path folder;

    /// Its other seed node never answers, as one on a machine too busy to. By its seeds alone it would found a cluster.
    @Test
    void aFirstSeedNodeJoinsWhoIsUpThoughNoSeedAnswersIt() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 1, Map.of())) {
            int own = FreePorts.one();
            String seeds = "127.0.0.1:" + own + ",127.0.0.1:" + FreePorts.one();
            Map<String, String> environment = Map.of(
                    "RIVULET_DATABASE_URL", nodes.database(), "RIVULET_NODE_NAME", "late", "RIVULET_SEED_NODES", seeds);
            List<String> options = List.of("--cluster-port", Integer.toString(own));
            try (NodeProcess late = NodeProcess.launch(
                    folder.resolve("late"), FreePorts.one(), new How(List.of(), options, environment))) {
                late.awaitReady();
                nodes.awaitMembers(1, "node-1 up", "late up");
            }
        }
    }
}
