// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.quic.work.TaskWork;
import io.rivulet.serialization.agent.AgentJson;
import io.rivulet.serialization.task.TaskKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Tasks of all four kinds on made series, and whether their results are the ones that are worked out here. What
/// follows a series of type `swing` depends on its form, what follows one of type `noise` on nothing.
final class AgentWork {
    static final String SWING = "swing";
    static final String NOISE = "noise";
    private static final int POINTS = 1_000;
    private static final int KNOWN = 8;
    private static final int MATCHES = 48;
    private static final int OTHERS = 6;
    private static final int STRATEGIES = 4;
    private static final int SHORT = 400;
    private static final int WEIGHTS = 3;
    private static final double PLACES = 1_000;
    private static final double GAIN = 0.02;
    private static final double NOISE_SIZE = 0.15;

    /// @param outcome what followed it
    record Series(String id, double[] values, double outcome) {}

    /// @param known the series that `now` is compared with, by id
    record Match(String type, Series now, Map<String, Series> known) {}

    private record Work(TaskKind kind, JsonNode data) {}

    private final RandomGenerator random;
    private final Map<String, Work> work = new LinkedHashMap<>();
    private final Map<String, Match> matches = new LinkedHashMap<>();

    AgentWork(RandomGenerator random) {
        this.random = random;
    }

    /// All at once, so that agents have them to choose from.
    void submit(JsonCalls calls) throws IOException, InterruptedException {
        Map<String, Series> swings = known(SWING);
        Map<String, Series> noises = known(NOISE);
        for (int k = 0; k < MATCHES; k++) {
            String type = k % 2 == 0 ? SWING : NOISE;
            var match = new Match(type, series(type, "now", random.nextBoolean()), k % 2 == 0 ? swings : noises);
            matches.put(add(TaskKind.PATTERN_MATCH, json(match)), match);
        }
        for (int k = 0; k < OTHERS; k++) {
            add(TaskKind.STRATEGY_CORRELATION, strategies());
            add(TaskKind.FEATURE_ENGINEERING, features());
            add(TaskKind.NEURAL_TRAINING, training());
        }
        List<ObjectNode> tasks = new ArrayList<>();
        work.forEach((id, each) -> {
            ObjectNode task = JsonCalls.JSON.createObjectNode().put("task_id", id);
            task.putObject("task_type").put("kind", each.kind().wireName()).set("data", each.data());
            tasks.add(task);
        });
        calls.postAll("/api/v1/tasks", tasks);
    }

    private Map<String, Series> known(String type) {
        Map<String, Series> known = new LinkedHashMap<>();
        for (int k = 0; k < KNOWN; k++) {
            Series series = series(type, type + "-" + k, k % 2 == 0);
            known.put(series.id(), series);
        }
        return known;
    }

    private String add(TaskKind kind, ObjectNode data) {
        String id = new UUID(random.nextLong(), random.nextLong()).toString();
        work.put(id, new Work(kind, data));
        return id;
    }

    int size() {
        return work.size();
    }

    Map<String, Match> matches() {
        return matches;
    }

    /// How many results differ from what is computed here.
    int wrong(JsonCalls calls) throws IOException, InterruptedException {
        int wrong = 0;
        for (Map.Entry<String, Work> each : work.entrySet()) {
            JsonNode expected =
                    TaskWork.run(each.getValue().kind(), each.getValue().data());
            JsonNode found = calls.get("/api/v1/tasks/" + each.getKey()).path("result");
            boolean same = AgentJson.parse(found.toString().getBytes(StandardCharsets.UTF_8))
                    .equals(AgentJson.parse(AgentJson.bytes(expected)));
            wrong += same ? 0 : 1;
        }
        return wrong;
    }

    private Series series(String type, String id, boolean rises) {
        double[] values = new double[POINTS];
        double at = 0;
        double phase = random.nextDouble();
        for (int k = 0; k < POINTS; k++) {
            double turns = 3.0 * k / POINTS + phase;
            double form = rises ? Math.sin(2 * Math.PI * turns) : 2 * (turns - Math.floor(turns)) - 1;
            at += random.nextGaussian();
            values[k] = type.equals(SWING) ? form + NOISE_SIZE * random.nextGaussian() : at;
        }
        double follows = (type.equals(SWING) ? rises : random.nextBoolean()) ? GAIN : -GAIN;
        return new Series(id, values, follows * (1 + random.nextDouble()));
    }

    private static ObjectNode json(Match match) {
        ObjectNode data = JsonCalls.JSON.createObjectNode();
        numbers(data.putArray("current"), match.now().values());
        ArrayNode candidates = data.putArray("candidates");
        for (Series each : match.known().values()) {
            numbers(candidates.addObject().put("id", each.id()).putArray("values"), each.values());
        }
        return data.putNull("window").put("min_similarity", 0);
    }

    private ObjectNode strategies() {
        ObjectNode data = JsonCalls.JSON.createObjectNode();
        ArrayNode all = data.putArray("strategies");
        for (int k = 0; k < STRATEGIES; k++) {
            numbers(all.addObject().put("id", "s" + k).putArray("values"), gaussians(SHORT));
        }
        return data.put("epsilon", 0.5);
    }

    private ObjectNode features() {
        ObjectNode data = JsonCalls.JSON.createObjectNode();
        numbers(data.putArray("series"), gaussians(SHORT));
        data.put("window", 10).putArray("features").add("mean_w").add("std_w").add("slope_w");
        return data;
    }

    private ObjectNode training() {
        ObjectNode data = JsonCalls.JSON.createObjectNode();
        ArrayNode batch = data.putArray("batch");
        for (int k = 0; k < SHORT; k++) {
            numbers(batch.addArray(), gaussians(WEIGHTS));
        }
        numbers(data.putArray("labels"), gaussians(SHORT));
        numbers(data.putArray("weights"), gaussians(WEIGHTS));
        return data.put("loss", "mse").put("model_id", "demo").put("round", 1);
    }

    private double[] gaussians(int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private static void numbers(ArrayNode array, double[] values) {
        for (double value : values) {
            array.add(Math.round(PLACES * value) / PLACES);
        }
    }
}
