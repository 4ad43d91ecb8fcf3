// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is larger than a frame of the transport reaches another node all the same: x, the line that tells it, an
/// update of all of b, a read of many entries. The nodes have one role each, so that everything has to cross.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeMessagesTest {
    private static final int ROWS = 20_000;
    private static final int REBASES = 3;

    @TempDir
    Path folder;

    @Test
    void aGatewayAnswersForSessionsOfASolverWhateverTheirSize() throws Exception {
        try (Nodes nodes = Nodes.start(
                folder,
                List.of(Map.of("RIVULET_CLUSTER_ROLES", "gateway"), Map.of("RIVULET_CLUSTER_ROLES", "solver")))) {
            assertThat(roles(nodes)).containsExactlyInAnyOrder("node-1 [\"gateway\"]", "node-2 [\"solver\"]");
            NodeClient gateway = nodes.client(1);
            Tridiagonal system = new Tridiagonal(new UUID(9, 1), ROWS);
            String session = system.id.toString();
            assertThat(nodes.client(2)
                            .get("/api/v1/status/" + session)
                            .body()
                            .path("code")
                            .asText())
                    .isEqualTo("route_not_found");
            try (StreamReader reader = new StreamReader(gateway.open(system.request()), 0)) {
                JsonNode solution = reader.await(StreamReader.type("solution"), 60_000);
                assertThat(solution).isNotNull();
                assertThat(solution.path("x").size()).isEqualTo(ROWS);
            }
            assertThat(nodes.nodeOf(session, 1)).isEqualTo("node-2");
            assertThat(gateway.x(session, 0)).hasSize(ROWS);
            for (int k = 1; k <= REBASES; k++) {
                Arrays.fill(system.b, 3 + k);
                NodeClient.Reply taken = gateway.post(
                        "/api/v1/swarm/costs?wait=applied",
                        "{\"session_id\":\"" + session + "\",\"source_node\":\"a\",\"sequence\":" + k + ",\"vector\":"
                                + Arrays.toString(system.b) + "}");
                assertThat(taken.status()).as(taken.body().toString()).isEqualTo(200);
                assertThat(system.residual(gateway.x(session, k))).isLessThan(1e-6);
            }
            NodeClient.Reply read = gateway.get("/api/v1/sessions/" + session + "/entries?indices=0-999");
            assertThat(read.status()).as(read.body().toString()).isEqualTo(200);
            assertThat(read.body().path("entries").size()).isEqualTo(1_000);
        }
    }

    private static List<String> roles(Nodes nodes) throws Exception {
        List<String> roles = new ArrayList<>();
        nodes.client(2)
                .get("/api/v1/status")
                .body()
                .path("members")
                .forEach(member -> roles.add(member.path("node").asText() + " " + member.path("roles")));
        return roles;
    }
}
