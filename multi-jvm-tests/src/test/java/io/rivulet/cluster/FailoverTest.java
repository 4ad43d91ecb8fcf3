// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` of a node whose sessions are being changed and followed through the others.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FailoverTest {
    private static final int SESSIONS = 12;
    private static final int ROWS = 300;
    private static final double TOLERANCE = 1e-6;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNoStreamHasASilentGap() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 3, Map.of())) {
            List<Tridiagonal> systems = new ArrayList<>();
            List<StreamReader> readers = new ArrayList<>();
            List<UpdateSender> senders = new ArrayList<>();
            for (int k = 0; k < SESSIONS; k++) {
                Tridiagonal system = new Tridiagonal(new UUID(7, k), ROWS);
                systems.add(system);
                int gateway = k % 2 == 0 ? 1 : 3;
                readers.add(new StreamReader(nodes.client(gateway).open(system.request()), 0));
                senders.add(new UpdateSender(system, nodes.clients(1, 3), "sender-" + k, k));
            }
            List<Thread> threads = senders.stream()
                    .map(sender -> Thread.ofPlatform().start(sender))
                    .toList();
            Nodes.await("updates", () -> senders.stream().allMatch(each -> each.acknowledged() > 20));
            Map<UUID, String> before = new HashMap<>();
            for (Tridiagonal system : systems) {
                before.put(system.id, nodes.nodeOf(system.id.toString(), 1));
            }
            assertThat(before.values()).contains("node-1", "node-2", "node-3");

            nodes.cluster().node(2).kill();
            long[] at = senders.stream().mapToLong(UpdateSender::acknowledged).toArray();
            Nodes.await("updates of every session after the kill", () -> {
                for (int k = 0; k < SESSIONS; k++) {
                    if (senders.get(k).acknowledged() < at[k] + 20) {
                        return false;
                    }
                }
                return true;
            });
            senders.forEach(UpdateSender::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            for (int k = 0; k < SESSIONS; k++) {
                Tridiagonal system = systems.get(k);
                long revision = senders.get(k).acknowledged();
                assertThat(senders.get(k).refused()).isEmpty();
                NodeClient other = nodes.client(k % 2 == 0 ? 3 : 1);
                assertThat(other.get("/api/v1/status/" + system.id)
                                .body()
                                .path("revision")
                                .asLong())
                        .isEqualTo(revision);
                assertThat(system.residual(other.x(system.id.toString(), revision)))
                        .isLessThan(TOLERANCE);
                if (before.get(system.id).equals("node-2")) {
                    JsonNode told = readers.get(k).await(StreamReader.type("session_migrated"), 20_000);
                    assertThat(told).as("session_migrated of session " + k).isNotNull();
                    assertThat(told.path("from_node").asText()).isEqualTo("node-2");
                    assertThat(told.path("gap_ms").asLong()).isBetween(1_000L, 60_000L);
                } else {
                    assertThat(readers.get(k).all("session_migrated")).isEmpty();
                }
                assertThat(readers.get(k).faults()).isEmpty();
                readers.get(k).close();
            }
        }
    }
}
