// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The network between the nodes splits, while clients and the database reach all of them: the side with the majority
/// goes on, the other one ends itself, and no session has two voices: what the minority still answers fits the history
/// too. A split that heals before that changes nothing.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionTest {
    private static final int SESSIONS = 9;
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /// Node 1 is the oldest, which has the coordinator of the shards and the janitor.
    @ParameterizedTest
    @CsvSource({"tcp, 1", "tls-tcp, 3"})
    void theMajorityGoesOnAndTheMinorityEndsItself(String transport, int alone) throws Exception {
        int other = alone % 3 + 1;
        int third = other % 3 + 1;
        String database = SharedPostgres.newDatabase();
        try (Cuttable network = new Cuttable();
                Nodes nodes = new Nodes(database, launch(database, network, environment(transport)))) {
            LocalCluster cluster = nodes.cluster();
            cluster.awaitReady();
            nodes.awaitMembers(other, "node-1 up", "node-2 up", "node-3 up");
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2, 3)) {
                load.start();
                Map<UUID, String> before = load.places(other);
                assertThat(before.values()).contains("node-1", "node-2", "node-3");
                healsInTime(nodes, load, network, alone);

                before = load.places(other);
                cutOff(network, alone);
                long asked = load.askedOf(alone);
                load.reconnect(alone, other);
                assertThat(cluster.node(alone).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
                assertThat(load.askedOf(alone)).as("readings of the minority").isGreaterThan(asked);
                nodes.awaitMembers(other, "node-" + other + " up", "node-" + third + " up");
                nodes.awaitMembers(third, "node-" + other + " up", "node-" + third + " up");
                load.awaitUpdates();
                load.stop();
                load.verifyMoved(before, "node-" + alone, WITHIN);
                load.verify(other);
            }
        }
    }

    /// A split that ends before anybody has been removed moves nothing.
    private static void healsInTime(Nodes nodes, LiveLoad load, Cuttable network, int alone) throws Exception {
        int other = alone % 3 + 1;
        Map<UUID, String> before = load.places(other);
        cutOff(network, alone);
        Nodes.await(
                "nothing heard of node " + alone,
                () -> state(nodes, other, alone).equals("unreachable"));
        network.heal();
        nodes.awaitMembers(other, "node-1 up", "node-2 up", "node-3 up");
        nodes.awaitMembers(alone, "node-1 up", "node-2 up", "node-3 up");
        load.awaitUpdates();
        load.verifyStayed(before, other);
    }

    private static String state(Nodes nodes, int asked, int wanted) throws IOException, InterruptedException {
        for (JsonNode member : nodes.client(asked).get("/api/v1/status").body().path("members")) {
            if (member.path("node").asText().equals("node-" + wanted)) {
                return member.path("state").asText();
            }
        }
        return "gone";
    }

    private static void cutOff(Cuttable network, int alone) throws IOException {
        for (int node = 1; node <= 3; node++) {
            if (node != alone) {
                network.cut(host(alone), host(node));
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

    private static String host(int node) {
        return "127.0.0." + (10 + node);
    }

    /// Each node listens behind a door: its transport's port is the door's, what it binds is another.
    private LocalCluster launch(String database, Cuttable network, Map<String, String> environment) throws Exception {
        LocalCluster cluster =
                LocalCluster.of(folder, LocalCluster.freePorts(3), List.of(host(1), host(2), host(3)), database);
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
                                    "-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + host(node),
                                    // Longer than it takes to be heard again once the network has healed.
                                    "-Dpekko.cluster.split-brain-resolver.stable-after=5s"),
                            environment));
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
