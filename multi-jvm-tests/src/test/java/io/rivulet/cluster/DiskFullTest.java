// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The disk of a node on the embedded database has no room left: updates are refused and none is lost; with room again
/// all goes on by itself, through a `kill -9` too.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DiskFullTest {
    private static final int MEGABYTES = 48;
    private static final int ROWS = 300;
    private static final double TOLERANCE = 1e-6;
    private static final int SOME = 15;
    private static final int REFUSALS = 5;

    @TempDir
    Path folder;

    @Test
    void updatesAreRefusedUntilThereIsRoomAndNoneIsLost() throws Exception {
        Path data = folder.resolve("node");
        try (SmallDisk disk = SmallDisk.mount(data, MEGABYTES)) {
            assumeTrue(disk != null, "skipped: this machine lets nobody mount a file system in a namespace");
            How how = How.PLAIN.through(disk.inside());
            try (NodeProcess node = NodeProcess.launch(data, FreePorts.one(), how)) {
                node.awaitReady();
                NodeClient client = new NodeClient(node);
                Tridiagonal system = new Tridiagonal(new UUID(8, 1), ROWS);
                History history = new History(System::nanoTime);
                UpdateSender sender = new UpdateSender(system, history, List.of(client), "sender", 1);
                try (StreamReader reader = new StreamReader(client.open(system.request()), 0)) {
                    Thread sending = Thread.ofPlatform().start(sender);
                    awaitUpdates(sender);
                    disk.fill();
                    Nodes.await("refusals", () -> sender.unavailable() > REFUSALS);
                    assertThat(client.get("/alive").status()).isEqualTo(200);
                    Nodes.await(
                            "a node that is not ready",
                            () -> client.get("/ready").status() == 503);
                    disk.free();
                    awaitUpdates(sender);
                    Nodes.await(
                            "a node that is ready", () -> client.get("/ready").status() == 200);
                    node.kill();
                    node.startAgain();
                    awaitUpdates(sender);
                    sender.stop();
                    sending.join();
                    assertThat(reader.faults()).isEmpty();
                }
                verify(client, system, history, sender);
            }
        }
    }

    private static void awaitUpdates(UpdateSender sender) throws InterruptedException {
        long before = sender.acknowledged();
        Nodes.await("updates", () -> {
            assertThat(sender.refused()).isEmpty();
            return sender.acknowledged() > before + SOME;
        });
    }

    private static void verify(NodeClient client, Tridiagonal system, History history, UpdateSender sender)
            throws Exception {
        assertThat(sender.refused()).isEmpty();
        long[] revision = new long[1];
        Nodes.await("x of the last revision", () -> {
            JsonNode status = client.get("/api/v1/status/" + system.id).body();
            revision[0] = status.path("revision").asLong();
            return SolutionReader.read(client, system, history, revision[0]) == revision[0];
        });
        assertThat(Linearization.faults(
                        (x, b) -> Tridiagonal.residual(x, b) < TOLERANCE, system.b, history, revision[0]))
                .isEmpty();
    }
}
