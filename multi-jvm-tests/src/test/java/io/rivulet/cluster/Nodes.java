// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A cluster on a database of its own, ready.
///
/// @param database its URL
record Nodes(String database, LocalCluster cluster) implements AutoCloseable {
    /// More that start at the same time take longer than one is waited for.
    private static final int AT_ONCE = 3;

    private static final long WITHIN_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// Nodes that are all alike.
    static Nodes start(Path folder, int count, Map<String, String> environment) throws Exception {
        return start(folder, Collections.nCopies(count, environment));
    }

    /// @param environments one a node
    static Nodes start(Path folder, List<Map<String, String>> environments) throws Exception {
        int count = environments.size();
        String database = SharedPostgres.newDatabase();
        LocalCluster cluster =
                LocalCluster.of(folder, FreePorts.several(count), Collections.nCopies(count, "127.0.0.1"), database);
        Nodes nodes = new Nodes(database, cluster);
        try {
            for (int node = 1; node <= count; node++) {
                cluster.launch(node, new How(List.of(), List.of(), environments.get(node - 1)));
                if (count > AT_ONCE) {
                    cluster.node(node).awaitReady();
                }
            }
            cluster.awaitReady();
            return nodes;
        } catch (IOException | RuntimeException failed) {
            nodes.close();
            throw failed;
        }
    }

    /// @param number from 1
    NodeClient client(int number) {
        return new NodeClient(cluster.node(number));
    }

    List<NodeClient> clients(int... numbers) {
        List<NodeClient> clients = new ArrayList<>();
        for (int number : numbers) {
            clients.add(client(number));
        }
        return clients;
    }

    /// A condition that a test waits for.
    interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    /// **Errors** an [AssertionError] after a minute.
    static void await(String what, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + WITHIN_NANOS;
        while (true) {
            try {
                if (condition.holds()) {
                    return;
                }
            } catch (IOException notYet) {
                // asked again
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited a minute for: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /// Waits until node `asked` sees exactly these members, each as its name and state.
    void awaitMembers(int asked, String... members) throws InterruptedException {
        await("members " + List.of(members), () -> {
            List<String> seen = new ArrayList<>();
            for (JsonNode member : client(asked).get("/api/v1/status").body().path("members")) {
                seen.add(member.path("node").asText() + " "
                        + member.path("state").asText());
            }
            return seen.size() == members.length && seen.containsAll(List.of(members));
        });
    }

    /// Which node has a session, by its status as told at node `asked`.
    String nodeOf(String session, int asked) throws IOException, InterruptedException {
        JsonNode status = client(asked).get("/api/v1/status/" + session).body();
        return status.path("node").asText();
    }

    /// What the nodes have logged of an event, also those that have ended.
    List<String> events(String name) throws IOException {
        List<String> found = new ArrayList<>();
        for (int node = 1; node <= cluster.size(); node++) {
            try (Stream<String> lines = Files.lines(cluster.node(node).log())) {
                lines.filter(line -> line.contains(" event " + name + " ")).forEach(found::add);
            }
        }
        return found;
    }

    /// A test that looks at how nodes stop does so itself; else their stopping would only take time.
    @Override
    public void close() throws InterruptedException {
        cluster.kill();
    }
}
