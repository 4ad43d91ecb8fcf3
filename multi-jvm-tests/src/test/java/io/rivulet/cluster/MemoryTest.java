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

/// A node is killed whose session fits none of the others: it waits there, says so, and dies of nothing.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MemoryTest {
    private static final int SOLVERS = 3;

    /// It takes the requests in, which needs more than the session does then.
    private static final Map<String, String> GATEWAY = Map.of("RIVULET_CLUSTER_ROLES", "gateway");

    /// Three quarters are for engines: room for one session, not for two.
    private static final Map<String, String> SMALL =
            Map.of("RIVULET_CLUSTER_ROLES", "solver", "RIVULET_NODE_MEMORY_MB", "40");

    private static final int ROWS = 26_000;
    private static final int UPDATES = 5;
    private static final double TOLERANCE = 1e-6;

    @TempDir
    Path folder;

    private record Placed(Tridiagonal system, String node) {
        String id() {
            return system.id.toString();
        }
    }

    @Test
    void aSessionWithoutRoomWaitsAndGoesOnWhenThereIsSome() throws Exception {
        try (Nodes nodes = Nodes.start(folder, List.of(GATEWAY, SMALL, SMALL, SMALL))) {
            List<Placed> placed = oneANode(nodes);
            NodeClient client = nodes.client(1);
            Placed homeless = placed.getFirst();
            List<Placed> others =
                    placed.stream().filter(each -> each != homeless).toList();
            try (StreamReader reader = new StreamReader(client.follow(homeless.id(), 0), 0)) {
                nodes.cluster().node(numberOf(homeless.node())).kill();
                Nodes.await(
                        "the session waits",
                        () -> status(client, homeless).path("state").asText().equals("waiting_for_memory"));
                JsonNode told = reader.await(
                        line -> StreamReader.type("error").test(line)
                                && line.path("problem").path("code").asText().equals("capacity_exceeded"),
                        20_000);
                assertThat(told).as("what the stream says").isNotNull();
                assertThat(told.path("fatal").asBoolean(true)).isFalse();
                for (int sequence = 1; sequence <= UPDATES; sequence++) {
                    change(client, homeless, sequence);
                }
                for (Placed other : others) {
                    change(client, other, 1);
                    assertThat(other.system().residual(client.x(other.id(), 1))).isLessThan(TOLERANCE);
                }
                JsonNode still = status(client, homeless);
                assertThat(still.path("state").asText()).isEqualTo("waiting_for_memory");
                assertThat(still.path("revision").asLong()).isEqualTo(UPDATES);
                // It runs, if without its engine: nothing is left at the node that was lost.
                Nodes.await("word of the loss", () -> !nodes.events("node_lost").isEmpty());
                assertThat(nodes.events("node_lost")).singleElement().asString().contains("sessions=1 left=0");

                String at = still.path("node").asText();
                Placed neighbour = others.stream()
                        .filter(each -> each.node().equals(at))
                        .findFirst()
                        .orElseThrow();
                assertThat(client.delete("/api/v1/sessions/" + neighbour.id())).isEqualTo(204);
                assertThat(homeless.system().residual(client.x(homeless.id(), UPDATES)))
                        .isLessThan(TOLERANCE);
                assertThat(status(client, homeless).path("node").asText()).isEqualTo(at);
                assertThat(reader.faults()).isEmpty();
                assertThat(reader.ended()).isFalse();
            }
        }
    }

    private static int numberOf(String node) {
        return Integer.parseInt(node.substring("node-".length()));
    }

    private static JsonNode status(NodeClient client, Placed session) throws IOException, InterruptedException {
        return client.get("/api/v1/status/" + session.id()).body();
    }

    private static void change(NodeClient client, Placed session, int sequence) throws Exception {
        session.system().b[sequence] += 2;
        NodeClient.Reply taken = client.post(
                "/api/v1/swarm/costs",
                "{\"session_id\":\"" + session.id() + "\",\"source_node\":\"a\",\"sequence\":" + sequence
                        + ",\"delta_costs\":{\"indices\":[" + sequence + "],\"values\":[2]}}");
        assertThat(taken.status()).as(taken.body().toString()).isEqualTo(202);
    }

    /// The next one when all know what the others have.
    private static List<Placed> oneANode(Nodes nodes) throws Exception {
        List<Placed> placed = new ArrayList<>();
        for (int k = 0; k < SOLVERS; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(12, k), ROWS);
            nodes.client(1).open(system.request()).close();
            assertThat(nodes.client(1).x(system.id.toString(), 0)).hasSize(ROWS);
            placed.add(new Placed(system, nodes.nodeOf(system.id.toString(), 1)));
            for (int asked = 1; asked <= 1 + SOLVERS; asked++) {
                int node = asked;
                int count = placed.size();
                Nodes.await("node " + asked + " knows of " + count, () -> told(nodes, node) == count);
            }
        }
        assertThat(placed.stream().map(Placed::node)).containsExactlyInAnyOrder("node-2", "node-3", "node-4");
        return placed;
    }

    private static int told(Nodes nodes, int asked) throws IOException, InterruptedException {
        int sessions = 0;
        for (JsonNode member : nodes.client(asked).get("/api/v1/status").body().path("members")) {
            sessions += member.path("sessions").asInt();
        }
        return sessions;
    }
}
