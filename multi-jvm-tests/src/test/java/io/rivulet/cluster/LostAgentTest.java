// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.AgentProcess;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent stops in the midst of its work, without a word: what it had is done by another, and counts once.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LostAgentTest {
    private static final int TASKS = 200;

    private interface Loss {
        void of(AgentProcess agent) throws IOException, InterruptedException;
    }

    @TempDir
    Path folder;

    @Test
    void aKilledAgentsTasksAreDoneByAnotherAndCountOnce() throws Exception {
        lose(AgentProcess::kill, 1);
    }

    /// Its late results are repeats, and it is given tasks again when it answers again.
    @Test
    void anAgentThatStandsStillLosesItsTasksAndComesBack() throws Exception {
        lose(AgentProcess::pause, 2);
    }

    /// @param agentsInTheEnd once one that only stood still goes on
    private void lose(Loss loss, int agentsInTheEnd) throws Exception {
        int port = FreePorts.one();
        try (var agents = new LocalAgents(folder.resolve("quic"));
                NodeProcess node = NodeProcess.launch(
                        folder.resolve("node"),
                        FreePorts.one(),
                        new How(List.of(), List.of(), agents.environment(port)))) {
            node.awaitReady();
            var client = new NodeClient(node);
            var load = new TaskLoad(new Random(1));
            load.submit(client, TASKS);
            AgentProcess lost = agents.launch("lost", port);
            agents.launch("other", port);
            Nodes.await("the agent is at work", () -> active(client, "lost") > 0);
            loss.of(lost);
            Nodes.await("its tasks are given to others", () -> total(node, "rivulet_task_redeliveries_total") > 0);
            Nodes.await("all are done", () -> load.isDone(client));
            if (lost.isAlive()) {
                lost.wake();
            }
            Nodes.await("the agents that are left", () -> agents(client) == agentsInTheEnd);
            load.requireResults(client);
            assertThat(total(node, "rivulet_tasks_finished_total")).isEqualTo(TASKS);
            assertThat(total(node, "rivulet_tasks_dead_letter_total")).isZero();
        }
    }

    private static int agents(NodeClient client) throws IOException, InterruptedException {
        return client.get("/api/v1/agents").body().path("agents").size();
    }

    private static int active(NodeClient client, String name) throws IOException, InterruptedException {
        for (JsonNode agent : client.get("/api/v1/agents").body().path("agents")) {
            if (agent.path("agent_id").asText().equals(name)) {
                return agent.path("active").asInt();
            }
        }
        return 0;
    }

    private static long total(NodeProcess node, String name) throws IOException, InterruptedException {
        String figures = node.http()
                .send(HttpRequest.newBuilder(node.uri("/metrics")).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        return figures.lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
