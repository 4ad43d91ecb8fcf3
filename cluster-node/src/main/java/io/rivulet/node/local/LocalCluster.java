// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Nodes of one cluster as processes on loopback, on one PostgreSQL. Node k of 1…N is called `node-k` and keeps its
/// files in the folder of that name.
public final class LocalCluster implements AutoCloseable {
    private static final int MAX_SEEDS = 3;

    private final Path folder;
    private final List<Integer> ports;
    private final List<Integer> clusterPorts;
    private final How how;
    private final String database;
    private final List<NodeProcess> nodes = new ArrayList<>();

    private LocalCluster(Path folder, List<Integer> ports, String database, How how) throws IOException {
        this.folder = folder;
        this.ports = List.copyOf(ports);
        this.database = database;
        this.how = how;
        List<Integer> free = new ArrayList<>();
        for (int node = 0; node < ports.size(); node++) {
            free.add(NodeProcess.freePort());
        }
        this.clusterPorts = List.copyOf(free);
    }

    /// Starts all nodes at once; waits for none.
    ///
    /// @param ports for clients, one a node
    /// @param how in addition to what makes them a cluster
    public static LocalCluster launch(Path folder, List<Integer> ports, String database, How how) throws IOException {
        LocalCluster cluster = new LocalCluster(folder, ports, database, how);
        try {
            for (int node = 1; node <= ports.size(); node++) {
                cluster.nodes.add(cluster.launch(node));
            }
        } catch (IOException failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    private NodeProcess launch(int node) throws IOException {
        List<String> options = new ArrayList<>(how.options());
        options.addAll(List.of("--cluster-port", Integer.toString(clusterPorts.get(node - 1))));
        Map<String, String> environment = new TreeMap<>(how.environment());
        environment.put("RIVULET_DATABASE_URL", database);
        environment.put("RIVULET_NODE_NAME", "node-" + node);
        environment.put(
                "RIVULET_SEED_NODES",
                clusterPorts.stream()
                        .limit(MAX_SEEDS)
                        .map(port -> "127.0.0.1:" + port)
                        .collect(Collectors.joining(",")));
        return NodeProcess.launch(
                folder.resolve("node-" + node), ports.get(node - 1), new How(how.flags(), options, environment));
    }

    /// Waits until every node takes requests.
    public void awaitReady() throws IOException, InterruptedException {
        for (NodeProcess node : nodes) {
            node.awaitReady();
        }
    }

    public int size() {
        return nodes.size();
    }

    /// @param number from 1
    public NodeProcess node(int number) {
        return nodes.get(number - 1);
    }

    /// Where the others reach this node.
    /// @param number from 1
    public int clusterPort(int number) {
        return clusterPorts.get(number - 1);
    }

    /// As many ports as wanted that nobody uses.
    public static List<Integer> freePorts(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (int node = 0; node < count; node++) {
            ports.add(NodeProcess.freePort());
        }
        return ports;
    }

    /// `count` ports from `first` on.
    public static List<Integer> portsFrom(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    /// All nodes get SIGTERM, then are waited for.
    @Override
    public void close() {
        nodes.forEach(NodeProcess::terminate);
        nodes.forEach(NodeProcess::close);
    }
}
