// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Nodes of one cluster as processes on loopback, on one PostgreSQL. Node k of 1…N is called `node-k` and keeps its
/// files in the folder of that name.
public final class LocalCluster implements AutoCloseable {
    private static final int MAX_SEEDS = 3;

    private final Path folder;
    private final List<Integer> ports;
    private final List<String> hosts;
    private final List<Integer> clusterPorts;
    private final String database;
    private final Map<Integer, NodeProcess> nodes = new TreeMap<>();

    private LocalCluster(Path folder, List<Integer> ports, List<String> hosts, String database) throws IOException {
        this.folder = folder;
        this.ports = List.copyOf(ports);
        this.hosts = List.copyOf(hosts);
        this.database = database;
        this.clusterPorts = List.copyOf(FreePorts.several(ports.size()));
    }

    /// A cluster of which no node runs yet.
    ///
    /// @param ports for clients, one a node
    /// @param hosts where the nodes' transports listen, one a node
    public static LocalCluster of(Path folder, List<Integer> ports, List<String> hosts, String database)
            throws IOException {
        return new LocalCluster(folder, ports, hosts, database);
    }

    /// Starts all nodes at once, on 127.0.0.1; waits for none.
    ///
    /// @param how in addition to what makes them a cluster
    public static LocalCluster launch(Path folder, List<Integer> ports, String database, How how) throws IOException {
        LocalCluster cluster = of(folder, ports, Collections.nCopies(ports.size(), "127.0.0.1"), database);
        try {
            for (int node = 1; node <= ports.size(); node++) {
                cluster.launch(node, how);
            }
        } catch (IOException failed) {
            cluster.close();
            throw failed;
        }
        return cluster;
    }

    /// Starts one node; does not wait for it.
    ///
    /// @param number from 1
    public void launch(int number, How how) throws IOException {
        List<String> options = new ArrayList<>(how.options());
        options.addAll(List.of("--cluster-port", Integer.toString(clusterPort(number))));
        Map<String, String> environment = new TreeMap<>(how.environment());
        environment.put("RIVULET_DATABASE_URL", database);
        environment.put("RIVULET_NODE_NAME", "node-" + number);
        environment.put("RIVULET_CLUSTER_HOST", hosts.get(number - 1));
        environment.put(
                "RIVULET_SEED_NODES",
                IntStream.range(0, Math.min(MAX_SEEDS, ports.size()))
                        .mapToObj(node -> hosts.get(node) + ":" + clusterPorts.get(node))
                        .collect(Collectors.joining(",")));
        nodes.put(
                number,
                NodeProcess.launch(
                        folder.resolve("node-" + number),
                        ports.get(number - 1),
                        new How(how.flags(), options, environment)));
    }

    /// Waits until every node takes requests and has heard how each of the others fares: before, sessions go to those
    /// that have told.
    public void awaitReady() throws IOException, InterruptedException {
        for (NodeProcess node : nodes.values()) {
            node.awaitReady();
        }
        for (NodeProcess node : nodes.values()) {
            node.awaitMembers(nodes.size());
        }
    }

    public int size() {
        return nodes.size();
    }

    /// @param number from 1
    public NodeProcess node(int number) {
        return Objects.requireNonNull(nodes.get(number), () -> "node " + number + " has not been started");
    }

    /// Where the others reach this node.
    /// @param number from 1
    public int clusterPort(int number) {
        return clusterPorts.get(number - 1);
    }

    /// `count` ports from `first` on.
    public static List<Integer> portsFrom(int first, int count) {
        return IntStream.range(first, first + count).boxed().toList();
    }

    /// `kill -9` of all nodes: for whoever has seen what was to be seen.
    public void kill() throws InterruptedException {
        for (NodeProcess node : nodes.values()) {
            node.kill();
        }
    }

    /// All nodes get SIGTERM, then are waited for.
    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::terminate);
        nodes.values().forEach(NodeProcess::close);
    }
}
