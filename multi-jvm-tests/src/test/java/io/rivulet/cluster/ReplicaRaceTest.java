// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Four nodes race for the x of one of them, and one of the others is killed meanwhile.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaRaceTest {
    private static final int SIDE = 300;

    @TempDir
    Path folder;

    /// GMRES takes many iterations with the preconditioner that it has by itself, and a dozen with multigrid.
    private static String request(UUID id) {
        return """
                {"session_id":"%s","matrix":{"data":{"gallery":{"name":"poisson2d","nx":%d,"ny":%d}}},"method":"gmres",
                 "options":{"live":true,"tolerance":1e-8,"stream":{"x":"none"},"swarm_enabled":true,"replicas":4}}""".formatted(id, SIDE, SIDE);
    }

    /// ‖1 − A·x‖₂/‖1‖₂ by the five points of each row.
    private static double residual(double[] x) {
        double sum = 0;
        for (int i = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                double r = 1 - 4 * x[i * SIDE + j];
                r += i > 0 ? x[(i - 1) * SIDE + j] : 0;
                r += i < SIDE - 1 ? x[(i + 1) * SIDE + j] : 0;
                r += j > 0 ? x[i * SIDE + j - 1] : 0;
                r += j < SIDE - 1 ? x[i * SIDE + j + 1] : 0;
                sum += r * r;
            }
        }
        return Math.sqrt(sum) / SIDE;
    }

    @Test
    void aReplicasNodeIsKilledAndTheRaceIsWonWithoutIt() throws Exception {
        UUID id = new UUID(9, 1);
        try (Nodes nodes = Nodes.start(folder, 4, Map.of())) {
            nodes.awaitMembers(1, "node-1 up", "node-2 up", "node-3 up", "node-4 up");
            try (StreamReader reader = new StreamReader(nodes.client(1).open(request(id)), 0)) {
                JsonNode opened = reader.await(StreamReader.type("session_opened"), 30_000);
                assertThat(opened).isNotNull();
                String owner = opened.path("node").asText();
                int victim = owner.equals("node-4") ? 3 : 4;
                nodes.cluster().node(victim).kill();
                JsonNode solution = reader.await(StreamReader.type("solution"), 120_000);
                assertThat(solution).isNotNull();
                JsonNode race = solution.path("race");
                assertThat(race.path("outcome").asText()).as(race.toString()).isEqualTo("won");
                assertThat(race.path("racers")).as(race.toString()).hasSize(4);
                assertThat(race.path("winner").asText()).as(race.toString()).isNotEqualTo("node-" + victim);
                assertThat(solution.path("verified").asBoolean()).isTrue();
                assertThat(nodes.nodeOf(id.toString(), 1)).isEqualTo(owner);
                double[] x = nodes.client(1).x(id.toString(), 0);
                assertThat(residual(x)).isLessThanOrEqualTo(1e-8);
            }
        }
    }
}
