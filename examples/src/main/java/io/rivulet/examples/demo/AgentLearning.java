// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;

/// What agents found as experiences: what followed the best match is predicted, what followed is told, and the node
/// judges. Where predictions come true the thresholds of later signals fall, where they don't these rise.
final class AgentLearning {
    private final JsonCalls calls;

    AgentLearning(JsonCalls calls) {
        this.calls = calls;
    }

    /// `{patterns, experiences, judged, thresholds, types[]}`
    JsonNode survey() throws IOException, InterruptedException {
        return calls.get("/api/v1/patterns");
    }

    /// The id of an experience is its task's: again, it is a repeat.
    void record(Map<String, AgentWork.Match> matches) throws IOException, InterruptedException {
        for (Map.Entry<String, AgentWork.Match> each : matches.entrySet()) {
            AgentWork.Match match = each.getValue();
            JsonNode result = calls.get("/api/v1/tasks/" + each.getKey()).path("result");
            AgentWork.Series best = Objects.requireNonNull(
                    match.known().get(result.path("best_match_id").asText()));
            ObjectNode experience = JsonCalls.JSON.createObjectNode();
            experience.put("experience_id", each.getKey()).put("pattern_type", match.type());
            ArrayNode vector = experience.putArray("pattern_vector");
            for (double value : match.now().values()) {
                vector.add(value);
            }
            double similarity = result.path("similarity").asDouble();
            experience
                    .put("similarity", similarity)
                    .put("confidence", similarity)
                    .put("predicted_outcome", best.outcome())
                    .put("signalled", true);
            calls.post("/api/v1/experiences", experience);
            calls.post(
                    "/api/v1/experiences/" + each.getKey() + "/outcome",
                    JsonCalls.JSON
                            .createObjectNode()
                            .put("actual_outcome", match.now().outcome()));
        }
    }

    static double similarityThreshold(JsonNode thresholds) {
        return thresholds.path("similarity").asDouble();
    }
}
