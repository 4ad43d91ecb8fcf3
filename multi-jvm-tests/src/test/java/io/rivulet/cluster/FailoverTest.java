// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `kill -9` of a node whose sessions are being changed and followed, through the others or through itself.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
    private static final int SESSIONS = 12;

    /// It takes about six seconds on a machine that has time for it, which is measured, not tested.
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private static final Pattern LOST =
            Pattern.compile("node_lost node=(\\S+) sessions=(\\d+) left=(\\d+) seconds=(\\S+)");

    @TempDir
    Path folder;

    /// Node 1 is the oldest, which places the shards and has the janitor; clients are connected to it too.
    @ParameterizedTest
    @CsvSource({"tcp, 1", "tls-tcp, 2", "aeron-udp, 2"})
    void nothingAcknowledgedIsLostAndNoStreamHasASilentGap(String transport, int victim) throws Exception {
        int other = victim == 1 ? 2 : 1;
        try (Nodes nodes = Nodes.start(folder, 3, environment(transport));
                LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 3)) {
            assertThat(nodes.client(3)
                            .get("/api/v1/status")
                            .body()
                            .path("transport")
                            .asText())
                    .isEqualTo(transport);
            load.start();
            Map<UUID, String> before = load.places(other);
            assertThat(before.values()).contains("node-1", "node-2", "node-3");
            nodes.cluster().node(victim).kill();
            load.reconnect(victim, other);
            load.awaitUpdates();
            Nodes.await("word of the loss", () -> !nodes.events("node_lost").isEmpty());
            load.stop();
            assertThat(load.longestGapSeconds()).isLessThan(WITHIN.toSeconds());
            load.verifyMoved(before, "node-" + victim, WITHIN);
            load.verify(3);
            nodes.awaitMembers(other, "node-" + other + " up", "node-3 up");
            assertThat(nodes.events("node_lost"))
                    .as("told once")
                    .singleElement()
                    .satisfies(event -> {
                        Matcher told = LOST.matcher(event);
                        assertThat(told.find()).as(event).isTrue();
                        assertThat(told.group(1)).isEqualTo("node-" + victim);
                        assertThat(Long.parseLong(told.group(2))).isEqualTo(LiveLoad.countAt(before, "node-" + victim));
                        assertThat(Long.parseLong(told.group(3))).isZero();
                        assertThat(Double.parseDouble(told.group(4))).isLessThan(WITHIN.toSeconds());
                    });
        }
    }

    private Map<String, String> environment(String transport) throws Exception {
        if (!transport.equals("tls-tcp")) {
            return Map.of("RIVULET_CLUSTER_TRANSPORT", transport);
        }
        TestCertificates certificates = TestCertificates.create(folder.resolve("certificates"));
        certificates.issue("node");
        return certificates.environment("node");
    }
}
