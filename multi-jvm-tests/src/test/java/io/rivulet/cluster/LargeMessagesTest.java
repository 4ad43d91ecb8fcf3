// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is larger than a frame of the transport reaches another node all the same: x, the line that tells it, an
/// update of all of b, a read of many entries. Which node has a session is not asked: some of them are elsewhere.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeMessagesTest {
    private static final int ROWS = 20_000;
    private static final int SESSIONS = 6;

    @TempDir
    Path folder;

    @Test
    void anyNodeAnswersForAnySessionWhateverItsSize() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 2, Map.of())) {
            int elsewhere = 0;
            for (int k = 0; k < SESSIONS; k++) {
                Tridiagonal system = new Tridiagonal(new UUID(9, k), ROWS);
                String session = system.id.toString();
                NodeClient first = nodes.client(1);
                NodeClient second = nodes.client(2);
                try (StreamReader reader = new StreamReader(first.open(system.request()), 0)) {
                    JsonNode solution = reader.await(StreamReader.type("solution"), 60_000);
                    assertThat(solution).isNotNull();
                    assertThat(solution.path("x").size()).isEqualTo(ROWS);
                }
                for (NodeClient client : nodes.clients(1, 2)) {
                    assertThat(client.x(session, 0)).hasSize(ROWS);
                }
                Arrays.fill(system.b, 3 + k);
                NodeClient.Reply taken = second.post(
                        "/api/v1/swarm/costs?wait=applied",
                        "{\"session_id\":\"" + session + "\",\"source_node\":\"a\",\"sequence\":1,\"vector\":"
                                + Arrays.toString(system.b) + "}");
                assertThat(taken.status()).as(taken.body().toString()).isEqualTo(200);
                for (NodeClient client : nodes.clients(1, 2)) {
                    assertThat(system.residual(client.x(session, 1))).isLessThan(1e-6);
                }
                for (NodeClient client : nodes.clients(1, 2)) {
                    NodeClient.Reply read = client.get("/api/v1/sessions/" + session + "/entries?indices=0-999");
                    assertThat(read.status()).as(read.body().toString()).isEqualTo(200);
                    assertThat(read.body().path("entries").size()).isEqualTo(1_000);
                }
                elsewhere += nodes.nodeOf(session, 1).equals("node-1") ? 0 : 1;
            }
            assertThat(elsewhere).isBetween(1, SESSIONS - 1);
        }
    }
}
