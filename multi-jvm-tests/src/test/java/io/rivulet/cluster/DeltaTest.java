// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.cluster.NodeClient.Reply;
import io.rivulet.node.local.NodeProcess;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A cost on its way through a swarm of four nodes and a member: sent to one node, applied at another, told to all
/// along the links, answered by a report from a member's socket, and voted on by every node.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeltaTest {
    private static final int ROWS = 12;
    private static final List<String> NODES = List.of("node-1", "node-2", "node-3", "node-4");

    @TempDir
    Path folder;

    /// A member's connection, whose frames are kept as they come.
    private static final class Member implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<String> arrived = new LinkedBlockingQueue<>();
        private final List<String> seen = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Member(NodeProcess node) {
            URI there = node.uri("/ws/solver");
            socket = node.http()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://" + there.getAuthority() + there.getPath()), this)
                    .join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                arrived.add(text.toString());
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        Member send(String frame) {
            socket.sendText(frame, true).join();
            return this;
        }

        /// The first frame of this type, also one that came before others that were waited for: a delta may be
        /// there before the answer to what caused it.
        String first(String type) throws Exception {
            for (int k = 0; ; k++) {
                if (k == seen.size()) {
                    String frame = arrived.poll(30, TimeUnit.SECONDS);
                    assertThat(frame).as("no %s among %s", type, seen).isNotNull();
                    seen.add(frame);
                }
                if (NodeClient.JSON.readTree(seen.get(k)).path("type").asText().equals(type)) {
                    return seen.get(k);
                }
            }
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    /// What each node has passed on, by its name, as node `asked` gathers it.
    private static Map<String, JsonNode> traffic(Nodes nodes, int asked, String session) throws Exception {
        Map<String, JsonNode> each = new HashMap<>();
        Reply reply = nodes.client(asked).get("/api/v1/swarm/" + session);
        reply.body().path("propagation").forEach(t -> each.put(t.path("node_id").asText(), t));
        return each;
    }

    private static List<Long> of(Map<String, JsonNode> traffic, String field) {
        return NODES.stream()
                .map(node -> traffic.get(node).path(field).asLong())
                .toList();
    }

    private static long sum(Map<String, JsonNode> traffic, String field) {
        return of(traffic, field).stream().mapToLong(Long::longValue).sum();
    }

    /// Waits until node by node so many copies have arrived.
    private static Map<String, JsonNode> awaitReceived(Nodes nodes, int asked, String session, Long... received)
            throws Exception {
        Nodes.await("copies " + List.of(received), () -> {
            Map<String, JsonNode> now = trafficOrNone(nodes, asked, session);
            return now.size() == NODES.size() && of(now, "received_messages").equals(List.of(received));
        });
        return traffic(nodes, asked, session);
    }

    private static Map<String, JsonNode> trafficOrNone(Nodes nodes, int asked, String session) {
        try {
            return traffic(nodes, asked, session);
        } catch (Exception notYet) {
            return Map.of();
        }
    }

    private static Tridiagonal atNodeTwo(Nodes nodes) throws Exception {
        for (int k = 0; ; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(11, k), ROWS);
            String request = system.request()
                    .replace(
                            "\"options\":{",
                            "\"flow_nexus\":{\"swarm_topology\":\"ring\"},\"options\":{\"swarm_enabled\":true,");
            nodes.client(1).open(request).close();
            if (nodes.nodeOf(system.id.toString(), 1).equals("node-2")) {
                return system;
            }
        }
    }

    private static void change(NodeClient client, Tridiagonal system, int sequence, String more) throws Exception {
        system.b[sequence] += 2;
        Reply applied = client.post(
                "/api/v1/swarm/costs?wait=applied",
                "{\"session_id\":\"" + system.id + "\",\"source_node\":\"a\",\"sequence\":" + sequence + more
                        + ",\"delta_costs\":{\"indices\":[" + sequence + "],\"values\":[2]}}");
        assertThat(applied.status()).as(applied.body().toString()).isEqualTo(200);
        assertThat(applied.body().path("revision").asInt()).isEqualTo(sequence);
    }

    @Test
    void aCostIsToldToAllWhoThenReportAndVote() throws Exception {
        try (Nodes nodes = Nodes.start(folder, NODES.size(), Map.of())) {
            for (int asked = 1; asked <= NODES.size(); asked++) {
                nodes.awaitMembers(asked, "node-1 up", "node-2 up", "node-3 up", "node-4 up");
            }
            Tridiagonal system = atNodeTwo(nodes);
            String session = system.id.toString();
            // All relays know each other: each gathers the counts of all.
            for (int asked = 1; asked <= NODES.size(); asked++) {
                awaitReceived(nodes, asked, session, 0L, 0L, 0L, 0L);
            }
            JsonNode edges =
                    nodes.client(3).get("/api/v1/swarm/" + session).body().path("edges");
            assertThat(edges)
                    .hasToString(
                            "[[\"node-2\",\"node-1\"],[\"node-2\",\"node-4\"],[\"node-1\",\"node-3\"],[\"node-3\",\"node-4\"]]");

            // One link: the two neighbours around the ring, and not the node across.
            change(nodes.client(1), system, 1, ",\"propagation_depth\":1");
            Map<String, JsonNode> near = awaitReceived(nodes, 3, session, 1L, 0L, 0L, 1L);
            assertThat(of(near, "sent_messages")).containsExactly(0L, 2L, 0L, 0L);
            assertThat(of(near, "revision")).containsExactly(1L, 1L, 0L, 1L);

            // The usual depth: both ways around, three copies for three nodes.
            change(nodes.client(1), system, 2, "");
            Map<String, JsonNode> far = awaitReceived(nodes, 4, session, 2L, 0L, 1L, 2L);
            assertThat(of(far, "sent_messages")).containsExactly(1L, 4L, 0L, 0L);
            assertThat(of(far, "revision")).containsExactly(2L, 2L, 2L, 2L);
            assertThat(of(far, "delivered")).containsExactly(2L, 0L, 1L, 2L);
            assertThat(sum(far, "sent_bytes")).isPositive().isEqualTo(sum(far, "received_bytes"));

            // A member whose socket is at node 4 is the fifth of the ring, and node 4 acts for it.
            try (Member meter = new Member(nodes.cluster().node(4))) {
                String about = "\"node_id\":\"meter\",\"session_id\":\"" + session + "\"";
                meter.send("{\"type\":\"join\",\"roles\":[\"reporter\"]," + about + "}")
                        .first("joined");
                system.b[3] = 7;
                JsonNode ack = NodeClient.JSON.readTree(
                        meter.send("{\"type\":\"cost_report\",\"computation_confidence\":1,\"network_latency\":1,"
                                        + about + ",\"local_costs\":{\"indices\":[3],\"values\":[7]}}")
                                .first("ack"));
                assertThat(ack.path("revision").asInt()).isEqualTo(3);
                String frame = meter.first("cost_delta");
                JsonNode delta = NodeClient.JSON.readTree(frame);
                assertThat(delta.path("revision").asInt()).isEqualTo(3);
                assertThat(delta.path("origin").asText()).isEqualTo("node-2");
                assertThat(delta.path("source_node").asText()).isEqualTo("cost-aggregator");
                assertThat(delta.path("set_costs").path("values").path(0).asDouble())
                        .isEqualTo(7);
                // node-2 to node-1 to node-3, and node-2 to the meter, at node 4, to node-4.
                Map<String, JsonNode> all = awaitReceived(nodes, 1, session, 3L, 0L, 2L, 4L);
                assertThat(of(all, "sent_messages")).containsExactly(2L, 6L, 0L, 1L);
                int bytes = frame.getBytes(StandardCharsets.UTF_8).length;
                assertThat(sum(all, "sent_bytes") - sum(far, "sent_bytes")).isEqualTo(4L * bytes);
                assertThat(sum(all, "received_bytes") - sum(far, "received_bytes"))
                        .isEqualTo(4L * bytes);
                assertThat(of(all, "told_members")).containsExactly(0L, 0L, 0L, 1L);
                assertThat(of(all, "revision")).containsOnly(3L);
                for (String none : List.of("duplicates", "stale_epoch", "strangers", "lost", "untold_members")) {
                    assertThat(of(all, none)).as(none).containsOnly(0L);
                }
            }

            // A voter that is busy for longer than the time it is given abstains: asked again.
            Nodes.await("all four votes for revision 3", () -> {
                Reply verdict = nodes.client(3)
                        .post("/api/v1/verify", "{\"session_id\":\"" + session + "\",\"strategy\":\"consensus\"}");
                JsonNode votes = verdict.body().path("votes");
                return verdict.status() == 200
                        && verdict.body().path("verified").asBoolean()
                        && verdict.body().path("revision").asInt() == 3
                        && votes.path("for").asInt() == 4
                        && votes.path("voters").asInt() == 4
                        && votes.path("quorum").asInt() == 3
                        && votes.path("tolerated_faults").asInt() == 1;
            });
            assertThat(system.residual(nodes.client(4).x(session, 3))).isLessThan(1e-8);
        }
    }
}
