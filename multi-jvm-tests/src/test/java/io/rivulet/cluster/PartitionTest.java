// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.LocalCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The network between the nodes splits, while clients and the database reach all of them: the side with the majority
/// goes on, the other one ends itself, and no session has two voices: what the minority still answers fits the history
/// too. A split that heals before that changes nothing.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartitionTest {
    private static final int SESSIONS = 9;
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    /// Node 1 is the oldest, which has the coordinator of the shards and the janitor.
    @ParameterizedTest
    @CsvSource({"tcp, 1", "tls-tcp, 3"})
    void theMajorityGoesOnAndTheMinorityEndsItself(String transport, int alone) throws Exception {
        int other = alone % 3 + 1;
        int third = other % 3 + 1;
        // Longer than it takes to be heard again once the network has healed.
        String stable = "-Dpekko.cluster.split-brain-resolver.stable-after=5s";
        try (BehindDoors doors = BehindDoors.start(folder, environment(transport), stable)) {
            Nodes nodes = doors.nodes();
            LocalCluster cluster = nodes.cluster();
            nodes.awaitMembers(other, "node-1 up", "node-2 up", "node-3 up");
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2, 3)) {
                load.start();
                Map<UUID, String> before = load.places(other);
                assertThat(before.values()).contains("node-1", "node-2", "node-3");
                healsInTime(doors, load, alone);

                before = load.places(other);
                doors.cutOff(alone);
                long asked = load.askedOf(alone);
                load.reconnect(alone, other);
                assertThat(cluster.node(alone).awaitEnd(ENDS_WITHIN)).isEqualTo(1);
                assertThat(load.askedOf(alone)).as("readings of the minority").isGreaterThan(asked);
                nodes.awaitMembers(other, "node-" + other + " up", "node-" + third + " up");
                nodes.awaitMembers(third, "node-" + other + " up", "node-" + third + " up");
                load.awaitUpdates();
                load.stop();
                load.verifyMoved(before, "node-" + alone, WITHIN);
                load.verify(other);
            }
        }
    }

    /// A split that ends before anybody has been removed moves nothing.
    private static void healsInTime(BehindDoors doors, LiveLoad load, int alone) throws Exception {
        Nodes nodes = doors.nodes();
        int other = alone % 3 + 1;
        Map<UUID, String> before = load.places(other);
        doors.cutOff(alone);
        Nodes.await(
                "nothing heard of node " + alone,
                () -> state(nodes, other, alone).equals("unreachable"));
        doors.heal();
        nodes.awaitMembers(other, "node-1 up", "node-2 up", "node-3 up");
        nodes.awaitMembers(alone, "node-1 up", "node-2 up", "node-3 up");
        load.awaitUpdates();
        load.verifyStayed(before, other);
    }

    private static String state(Nodes nodes, int asked, int wanted) throws IOException, InterruptedException {
        for (JsonNode member : nodes.client(asked).get("/api/v1/status").body().path("members")) {
            if (member.path("node").asText().equals("node-" + wanted)) {
                return member.path("state").asText();
            }
        }
        return "gone";
    }

    private Map<String, String> environment(String transport) throws Exception {
        if (!transport.equals("tls-tcp")) {
            return Map.of();
        }
        TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
        certificates.issue("node");
        return certificates.environment("node");
    }
}
