// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The network between the nodes splits, while clients and the database reach all of them: the side with the majority
/// goes on, the other one ends itself, and no session has two voices.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionTest {
    private static final int SESSIONS = 9;
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void theMajorityGoesOnAndTheMinorityEndsItself() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
                Cuttable network = new Cuttable();
                LocalCluster cluster = launch(postgres, network)) {
            cluster.awaitReady();
            Nodes nodes = new Nodes(postgres, cluster);
            nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up");
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2)) {
                load.start();
                assertThat(load.places(1).values()).contains("node-3");
                network.cut(host(3), host(1));
                network.cut(host(3), host(2));
                assertThat(cluster.node(3).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
                nodes.awaitMembers(1, "node-1 up", "node-2 up");
                nodes.awaitMembers(2, "node-1 up", "node-2 up");
                load.awaitUpdates();
                load.stop();
                load.verify(2);
            }
        }
    }

    private static String host(int node) {
        return "127.0.0." + (10 + node);
    }

    /// Each node listens behind a door: its transport's port is the door's, what it binds is another.
    private LocalCluster launch(LocalPostgres postgres, Cuttable network) throws Exception {
        LocalCluster cluster =
                LocalCluster.of(folder, LocalCluster.freePorts(3), List.of(host(1), host(2), host(3)), postgres.url());
        List<Integer> inner = new ArrayList<>();
        for (int node = 1; node <= 3; node++) {
            inner.add(NodeProcess.freePort());
            cluster.launch(
                    node,
                    new How(
                            List.of(),
                            List.of(
                                    "-Dpekko.remote.artery.bind.port=" + inner.getLast(),
                                    "-Dpekko.remote.artery.bind.hostname=" + host(node),
                                    "-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + host(node)),
                            Map.of()));
        }
        for (int node = 1; node <= 3; node++) {
            int port = inner.get(node - 1);
            int number = node;
            // The node looks first whether the port that the others know is free.
            Nodes.await("node " + node + " listens", () -> listens(host(number), port));
            network.door(host(node), cluster.clusterPort(node), port);
        }
        return cluster;
    }

    private static boolean listens(String host, int port) throws IOException {
        try (Socket _ = new Socket(host, port)) {
            return true;
        }
    }
}
