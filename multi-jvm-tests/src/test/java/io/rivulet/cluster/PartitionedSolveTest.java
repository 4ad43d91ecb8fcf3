// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One system solved by three nodes, one of which is killed while it is.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionedSolveTest {
    private static final int SIDE = 400;

    @TempDir
    Path folder;

    private static String request(UUID id, String options) {
        return """
                {"session_id":"%s","matrix":{"data":{"gallery":{"name":"poisson2d","nx":%d,"ny":%d}}},"options":{"live":true,
                 "tolerance":1e-8,"stream":{"x":"none"}%s},"flow_nexus":{"swarm_topology":"%s"}}""".formatted(id, SIDE, SIDE, options, options.isEmpty() ? "mesh" : "ring");
    }

    private static JsonNode parts(NodeClient client, UUID id) throws IOException, InterruptedException {
        return client.get("/api/v1/status/" + id).body().path("partitions");
    }

    @Test
    void aNodeThatHoldsAPartIsKilledAndTheAnswerIsThatOfOneNode() throws Exception {
        UUID whole = new UUID(7, 1);
        UUID id = new UUID(7, 2);
        try (Nodes nodes = Nodes.start(folder, 3, Map.of())) {
            double[] expected;
            try (StreamReader reader = new StreamReader(nodes.client(1).open(request(whole, "")), 0)) {
                assertThat(reader.await(StreamReader.type("solution"), 60_000)).isNotNull();
                expected = nodes.client(1).x(whole.toString(), 0);
            }
            // Both do not fit one node, and members tell what they hold each second only.
            assertThat(nodes.client(1).delete("/api/v1/sessions/" + whole)).isEqualTo(204);
            StreamReader[] opened = new StreamReader[1];
            Nodes.await("room for the next session", () -> {
                opened[0] = new StreamReader(
                        nodes.client(1).open(request(id, ",\"swarm_enabled\":true,\"partitions\":3")), 0);
                return true;
            });
            try (StreamReader reader = opened[0]) {
                Nodes.await("parts at three nodes", () -> {
                    List<String> at = new ArrayList<>();
                    for (JsonNode part : parts(nodes.client(1), id).path("parts")) {
                        at.add(part.path("node").asText());
                    }
                    at.sort(null);
                    return at.equals(List.of("node-1", "node-2", "node-3"));
                });
                JsonNode before = nodes.client(1).get("/api/v1/status/" + id).body();
                assertThat(before.path("solved_revision").asLong()).isEqualTo(-1);
                assertThat(before.path("method").asText()).isEqualTo("partitioned_cg");
                String owner = before.path("node").asText();
                int victim = owner.equals("node-3") ? 2 : 3;
                nodes.cluster().node(victim).kill();
                JsonNode solution = reader.await(StreamReader.type("solution"), 120_000);
                assertThat(solution).isNotNull();
                assertThat(solution.path("verified").asBoolean()).isTrue();
                assertThat(solution.path("residual_norm").asDouble()).isLessThanOrEqualTo(1e-8);
                assertThat(nodes.nodeOf(id.toString(), 1)).isEqualTo(owner);
                JsonNode after = parts(nodes.client(1), id);
                assertThat(after.path("active").asBoolean())
                        .as(after.toString())
                        .isTrue();
                int placements = 0;
                for (JsonNode part : after.path("parts")) {
                    assertThat(part.path("node").asText()).isNotEqualTo("node-" + victim);
                    placements += part.path("placements").asInt();
                }
                assertThat(placements).isGreaterThan(3);
                double[] x = nodes.client(1).x(id.toString(), 0);
                double most = 0;
                double scale = 0;
                for (int i = 0; i < x.length; i++) {
                    most = Math.max(most, Math.abs(x[i] - expected[i]));
                    scale = Math.max(scale, Math.abs(expected[i]));
                }
                assertThat(most).isLessThan(1e-4 * scale);
            }
        }
    }
}
