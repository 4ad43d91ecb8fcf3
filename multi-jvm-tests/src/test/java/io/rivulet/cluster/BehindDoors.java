// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Three nodes that reach each other by doors that can be shut: each has a loopback address of its own, the port that
/// the others know is the door's, and what it binds is another. Clients and the database go by no door.
record BehindDoors(Nodes nodes, Cuttable network) implements AutoCloseable {
    private static final int COUNT = 3;

    /// @param flags more of them for each node
    static BehindDoors start(Path folder, Map<String, String> environment, String... flags) throws Exception {
        String database = SharedPostgres.newDatabase();
        LocalCluster cluster =
                LocalCluster.of(folder, FreePorts.several(COUNT), List.of(host(1), host(2), host(3)), database);
        var doors = new BehindDoors(new Nodes(database, cluster), new Cuttable());
        try {
            doors.launch(environment, List.of(flags));
            cluster.awaitReady();
            return doors;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            doors.close();
            throw failed;
        }
    }

    private void launch(Map<String, String> environment, List<String> flags) throws IOException, InterruptedException {
        List<Integer> inner = new ArrayList<>();
        for (int node = 1; node <= COUNT; node++) {
            inner.add(FreePorts.one());
            List<String> all = new ArrayList<>(flags);
            all.add("-Dpekko.remote.artery.bind.port=" + inner.getLast());
            all.add("-Dpekko.remote.artery.bind.hostname=" + host(node));
            all.add("-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + host(node));
            nodes.cluster().launch(node, new How(List.of(), all, environment));
        }
        for (int node = 1; node <= COUNT; node++) {
            int port = inner.get(node - 1);
            int number = node;
            // The node looks first whether the port that the others know is free.
            Nodes.await("node " + node + " listens", () -> listens(host(number), port));
            network.door(host(node), nodes.cluster().clusterPort(node), port);
        }
    }

    private static boolean listens(String host, int port) throws IOException {
        try (Socket _ = new Socket(host, port)) {
            return true;
        }
    }

    private static String host(int node) {
        return "127.0.0." + (10 + node);
    }

    void cutOff(int alone) throws IOException {
        for (int node = 1; node <= COUNT; node++) {
            if (node != alone) {
                network.cut(host(alone), host(node));
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        nodes.close();
        network.close();
    }
}
