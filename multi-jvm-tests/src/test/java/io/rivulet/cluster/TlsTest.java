// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Who may join over `tls-tcp`, and that certificates can be renewed while nodes run.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsTest {
    private static final Duration REFUSED_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void onlyNodesOfTheSameAuthorityJoinAlsoAfterItHasChanged() throws Exception {
        TestCertificates ours = TestCertificates.create(folder.resolve("ours"));
        ours.issue("node");
        TestCertificates others = TestCertificates.create(folder.resolve("others"));
        others.issue("node");
        try (Nodes nodes = Nodes.start(folder, 2, ours.environment("node"))) {
            assertThat(nodes.client(1)
                            .get("/api/v1/status")
                            .body()
                            .path("transport")
                            .asText())
                    .isEqualTo("tls-tcp");
            nodes.awaitMembers(1, "node-1 up", "node-2 up");
            try (NodeProcess stranger = join(nodes, "stranger", others.environment("node"));
                    NodeProcess plain = join(nodes, "plain", Map.of())) {
                assertThat(stranger.awaitEnd(REFUSED_WITHIN)).isNotZero();
                assertThat(plain.awaitEnd(REFUSED_WITHIN)).isNotZero();
            }
            nodes.awaitMembers(2, "node-1 up", "node-2 up");

            for (String file : List.of("node.pem", "node.key", "ca.pem")) {
                Files.copy(
                        others.folder().resolve(file),
                        ours.folder().resolve(file),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            try (NodeProcess third = join(nodes, "node-3", ours.environment("node"))) {
                third.awaitReady();
                nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up");
            }
        }
    }

    private NodeProcess join(Nodes nodes, String name, Map<String, String> environment) throws Exception {
        Map<String, String> all = new TreeMap<>(environment);
        all.put("RIVULET_NODE_NAME", name);
        all.put("RIVULET_DATABASE_URL", nodes.database());
        all.put("RIVULET_CLUSTER_JOIN_TIMEOUT", "10s");
        List<String> options = new ArrayList<>(List.of("--cluster-port", Integer.toString(FreePorts.one())));
        options.addAll(List.of("--seed", "127.0.0.1:" + nodes.cluster().clusterPort(1)));
        return NodeProcess.launch(folder.resolve(name), FreePorts.one(), new How(List.of(), options, all));
    }
}
