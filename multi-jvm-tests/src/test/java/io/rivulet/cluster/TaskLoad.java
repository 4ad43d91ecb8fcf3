// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.quic.work.TaskWork;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.task.TaskKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Comparisons of random walks as tasks, each of some 20 ms, whose results are worked out here too.
final class TaskLoad {
    private static final int POINTS = 1_200;
    private static final int CANDIDATES = 4;
    private static final double PLACES = 10;

    private final RandomGenerator random;
    private final Map<String, JsonNode> data = new LinkedHashMap<>();

    TaskLoad(RandomGenerator random) {
        this.random = random;
    }

    void submit(NodeClient node, int count) throws IOException, InterruptedException {
        for (int k = 0; k < count; k++) {
            ObjectNode task = NodeClient.JSON.createObjectNode();
            ObjectNode work = task.putObject("task_type").put("kind", "PatternMatch");
            JsonNode match = match();
            work.set("data", match);
            NodeClient.Reply taken = node.post("/api/v1/tasks", task.toString());
            assertThat(taken.status()).as(taken.body().toString()).isBetween(200, 202);
            data.put(taken.body().path("task_id").asText(), match);
        }
    }

    private JsonNode match() {
        ObjectNode match = NodeClient.JSON.createObjectNode();
        walk(match.putArray("current"));
        ArrayNode candidates = match.putArray("candidates");
        for (int k = 0; k < CANDIDATES; k++) {
            walk(candidates.addObject().put("id", "c" + k).putArray("values"));
        }
        return match.putNull("window").put("min_similarity", 0);
    }

    private void walk(ArrayNode values) {
        double at = 0;
        for (int k = 0; k < POINTS; k++) {
            at += random.nextGaussian();
            values.add(Math.round(PLACES * at) / PLACES);
        }
    }

    int size() {
        return data.size();
    }

    /// How many are in each state.
    Map<String, Integer> states(NodeClient node) throws IOException, InterruptedException {
        Map<String, Integer> states = new TreeMap<>();
        for (String id : data.keySet()) {
            states.merge(task(node, id).path("state").asText(), 1, Integer::sum);
        }
        return states;
    }

    boolean isDone(NodeClient node) throws IOException, InterruptedException {
        return states(node).equals(Map.of("done", data.size()));
    }

    /// Each result is the one that is worked out here.
    void requireResults(NodeClient node) throws IOException, InterruptedException {
        for (Map.Entry<String, JsonNode> each : data.entrySet()) {
            JsonNode expected = TaskWork.run(TaskKind.PATTERN_MATCH, each.getValue());
            JsonNode found = task(node, each.getKey());
            assertThat(found.path("result").path("matches").size()).isEqualTo(CANDIDATES);
            assertThat(AgentJson.parse(found.path("result").toString().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(AgentJson.parse(AgentJson.bytes(expected)));
        }
    }

    private JsonNode task(NodeClient node, String id) throws IOException, InterruptedException {
        NodeClient.Reply reply = node.get("/api/v1/tasks/" + id);
        if (reply.status() != 200) {
            throw new IOException(reply.status() + ": " + reply.body());
        }
        return reply.body();
    }
}
