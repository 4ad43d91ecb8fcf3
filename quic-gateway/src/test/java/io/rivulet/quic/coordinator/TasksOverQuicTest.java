// SPDX-License-Identifier: Apache-2.0
package io.rivulet.quic.coordinator;

import static io.rivulet.quic.coordinator.TestCoordinator.until;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.task.Tasks;
import io.rivulet.quic.agent.Agent;
import io.rivulet.quic.work.TaskWork;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.task.StoredTask;
import io.rivulet.serialization.task.TaskEvent;
import io.rivulet.serialization.task.TaskKind;
import io.rivulet.serialization.task.TaskState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TasksOverQuicTest {
    private static final String MATCH =
            "{\"current\":[1,2,3,2,1],\"candidates\":[{\"id\":\"same\",\"values\":[2,4,6,4,2]},"
                    + "{\"id\":\"other\",\"values\":[5,1,5,1,5]}],\"min_similarity\":0}";

    @TempDir
    Path folder;

    @Test
    void anAgentDoesATaskAndItsResultIsTheOneComputedHere() throws Exception {
        try (var node = new TestCoordinator(folder)) {
            Agent agent = node.agent("a1");
            until("the agent is welcome", () -> agent.state().connected());
            String id = submit(node.sessions.tasks(), TaskKind.PATTERN_MATCH, MATCH);
            until("the task is done", () -> find(node, id).state() == TaskState.DONE);
            StoredTask task = find(node, id);
            JsonNode expected = TaskWork.run(TaskKind.PATTERN_MATCH, json(MATCH));
            assertThat(AgentJson.parse(task.result())).isEqualTo(AgentJson.parse(AgentJson.bytes(expected)));
            assertThat(expected.path("best_match_id").asText()).isEqualTo("same");
            assertThat(task.agentId()).isEqualTo("a1");
            until("the agent has heard it", () -> agent.state().done() == 1);
            stop(agent);
        }
    }

    @Test
    void dataThatNobodyCanWorkOnFailsTheTaskWithItsReason() throws Exception {
        try (var node = new TestCoordinator(folder)) {
            Agent agent = node.agent("a1");
            String id = submit(node.sessions.tasks(), TaskKind.PATTERN_MATCH, "{\"current\":[]}");
            until("the task has failed", () -> find(node, id).state() == TaskState.FAILED);
            assertThat(find(node, id).error()).contains("/current");
            stop(agent);
        }
    }

    @Test
    void whatAnAgentThatStopsHadLeftIsDoneByAnother() throws Exception {
        try (var node = new TestCoordinator(folder)) {
            Agent first = node.agent("a1");
            until("the first is welcome", () -> first.state().connected());
            List<String> ids = new ArrayList<>();
            for (int k = 0; k < 100; k++) {
                ids.add(submit(node.sessions.tasks(), TaskKind.PATTERN_MATCH, MATCH));
            }
            Agent second = node.agent("a2");
            stop(first);
            for (String id : ids) {
                until("each is done", () -> find(node, id).state() == TaskState.DONE);
            }
            until("both have heard", () -> first.state().done() + second.state().done() == ids.size());
            stop(second);
        }
    }

    @Test
    void tasksSurviveTheNodeAndAgentsComeBack() throws Exception {
        String id;
        Agent agent;
        int port;
        try (var node = new TestCoordinator(folder)) {
            id = submit(node.sessions.tasks(), TaskKind.PATTERN_MATCH, MATCH);
            port = node.coordinator.address().getPort();
            agent = node.agent(node.certificates.issue("a1", Instant.now()), "FeatureEngineer");
            until("the agent is welcome", () -> agent.state().connected());
        }
        try (var node = new TestCoordinator(folder, port)) {
            until("the agent has come back", () -> agent.state().connected());
            assertThat(find(node, id).state()).isEqualTo(TaskState.QUEUED);
            Agent matcher = node.agent("a2");
            until("the task is done", () -> find(node, id).state() == TaskState.DONE);
            stop(agent);
            stop(matcher);
        }
    }

    private static String submit(Tasks tasks, TaskKind kind, String data) throws Exception {
        String id = UUID.randomUUID().toString();
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        tasks.submit(new TaskEvent.Submitted(id, "me", kind, bytes, null, 0, 300, System.currentTimeMillis()))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return id;
    }

    private static StoredTask find(TestCoordinator node, String id) throws Exception {
        return node.sessions.tasks().find("me", id).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private static JsonNode json(String text) {
        return AgentJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void stop(Agent agent) throws Exception {
        agent.drain(10_000).get(30, TimeUnit.SECONDS);
    }
}
