// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The node that agents are connected to is killed at work: they go on with another one, of which the lost one has told
/// them.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostCoordinatorTest {
    private static final int TASKS = 200;

    @TempDir
    Path folder;

    @Test
    void agentsGoOnWithAnotherNodeAndNothingIsLost() throws Exception {
        List<Integer> ports = FreePorts.several(3);
        try (var agents = new LocalAgents(folder.resolve("quic"));
                Nodes nodes = Nodes.start(
                        folder, ports.stream().map(agents::environment).toList())) {
            NodeClient survivor = nodes.client(2);
            var load = new TaskLoad(new Random(2));
            load.submit(survivor, TASKS);
            agents.launch("a1", ports.getFirst());
            agents.launch("a2", ports.getFirst());
            Nodes.await(
                    "both agents are at work for node-1",
                    () -> working(survivor).equals(Set.of("a1 node-1", "a2 node-1")));
            nodes.cluster().node(1).kill();
            Nodes.await("both agents are with other nodes", () -> {
                Set<String> now = agents(survivor);
                return now.size() == 2 && now.stream().noneMatch(each -> each.endsWith(" node-1"));
            });
            Nodes.await("all are done", () -> load.isDone(survivor));
            load.requireResults(survivor);
            assertThat(agents.agent("a1").said()).contains("connected to node-1", "not connected");
        }
    }

    private static Set<String> agents(NodeClient client) throws IOException, InterruptedException {
        return agents(client, 0);
    }

    private static Set<String> working(NodeClient client) throws IOException, InterruptedException {
        return agents(client, 1);
    }

    private static Set<String> agents(NodeClient client, int least) throws IOException, InterruptedException {
        NodeClient.Reply reply = client.get("/api/v1/agents");
        if (reply.status() != 200) {
            throw new IOException(reply.body().toString());
        }
        Set<String> found = new TreeSet<>();
        for (JsonNode agent : reply.body().path("agents")) {
            if (agent.path("active").asInt() >= least) {
                found.add(agent.path("agent_id").asText() + " "
                        + agent.path("node").asText());
            }
        }
        return found;
    }
}
