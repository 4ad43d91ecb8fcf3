// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.cluster.NodeClient.Reply;
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
import java.util.UUID;
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

    /// What a poll came to: who voted how, as the answer to a poll or its refusal says.
    private static String poll(Nodes nodes, int asked, Tridiagonal system) throws IOException, InterruptedException {
        Reply reply = nodes.client(asked)
                .post("/api/v1/verify", "{\"session_id\":\"" + system.id + "\",\"strategy\":\"consensus\"}");
        JsonNode votes = reply.body().path("votes");
        return reply.status() == 200
                ? (reply.body().path("verified").asBoolean() ? "verified: " : "refuted: ") + votes
                : reply.body().path("code").asText() + ": "
                        + reply.body().path("detail").asText();
    }

    private static String verified(int voters, int quorum) {
        return "verified: {\"for\":" + voters + ",\"against\":0,\"abstained\":0,\"voters\":" + voters + ",\"quorum\":"
                + quorum + ",\"tolerated_faults\":0}";
    }

    /// A voter that is busy for longer than the time it is given abstains: asked again.
    private static void awaitPoll(Nodes nodes, int asked, Tridiagonal system, String wanted) throws Exception {
        Nodes.await(wanted, () -> poll(nodes, asked, system).equals(wanted));
    }

    private static Tridiagonal session(Nodes nodes, String home) throws Exception {
        for (int k = 0; ; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(12, k), 12);
            nodes.client(1).open(system.request()).close();
            if (nodes.nodeOf(system.id.toString(), 1).equals(home)) {
                return system;
            }
            nodes.client(1).delete("/api/v1/sessions/" + system.id);
        }
    }

    @Test
    void aPollCountsTheVotersOnTheOtherSideOfACutUntilTheClusterHasRemovedThem() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
                Cuttable network = new Cuttable();
                LocalCluster cluster = launch(postgres, network)) {
            cluster.awaitReady();
            Nodes nodes = new Nodes(postgres, cluster);
            Tridiagonal here = session(nodes, "node-1");
            Tridiagonal there = session(nodes, "node-3");
            awaitPoll(nodes, 1, here, verified(3, 3));
            awaitPoll(nodes, 3, there, verified(3, 3));

            network.cut(host(3), host(1));
            network.cut(host(3), host(2));
            // Two of three are a majority and no quorum, as long as it is three that are asked.
            assertThat(poll(nodes, 3, there))
                    .isEqualTo("no_quorum: 1 voters for, 0 against, 2 abstained: of 3, 3 have to agree");
            awaitPoll(nodes, 1, here, "no_quorum: 2 voters for, 0 against, 1 abstained: of 3, 3 have to agree");

            assertThat(cluster.node(3).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
            nodes.awaitMembers(1, "node-1 up", "node-2 up");
            awaitPoll(nodes, 1, here, verified(2, 2));
            awaitPoll(nodes, 1, there, verified(2, 2));
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
                                    // So many nodes on one machine keep each other from saying a word in time.
                                    "-Drivulet.actors.verifier.vote-timeout=2s",
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
