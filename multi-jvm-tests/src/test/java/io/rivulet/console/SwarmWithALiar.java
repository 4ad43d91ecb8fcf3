// SPDX-License-Identifier: Apache-2.0
package io.rivulet.console;

import java.util.List;

/// A session to which four members report a cost, one of whom lies.
final class SwarmWithALiar {
    private static final List<String> MEMBERS = List.of("sensor-a", "sensor-b", "sensor-c", "liar");
    private static final int ROUNDS = 4;

    private SwarmWithALiar() {}

    static String open(GuardedNode node, String name) throws Exception {
        String session = node.post(
                        "/api/v1/solve-stream",
                        "{\"name\":\"" + name
                                + "\",\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":8,\"ny\":8,\"leak\":0.1}}},"
                                + "\"options\":{\"swarm_enabled\":true},\"flow_nexus\":{\"swarm_topology\":\"ring\"}}")
                .get("session_id")
                .asText();
        for (String member : MEMBERS) {
            node.post(
                    "/api/v1/swarm/join",
                    "{\"session_id\":\"" + session + "\",\"node_id\":\"" + member + "\",\"roles\":[\"reporter\"]}");
        }
        long now = System.currentTimeMillis();
        for (int round = 0; round < ROUNDS; round++) {
            for (String member : MEMBERS) {
                double value = member.equals("liar") ? 5_000 + round : 7;
                node.post(
                        "/api/v1/swarm/costs?wait=applied",
                        "{\"type\":\"cost_report\",\"session_id\":\"" + session + "\",\"node_id\":\"" + member
                                + "\",\"local_costs\":{\"indices\":[2],\"values\":[" + value
                                + "]},\"computation_confidence\":0.9,\"network_latency\":3,\"timestamp\":"
                                + (now + round)
                                + "}");
            }
        }
        return session;
    }
}
