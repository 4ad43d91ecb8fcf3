// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess.How;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The database stops until every session has refused updates, with `-Drivulet.long=true` for ten seconds at least:
/// updates are refused meanwhile and none is lost; all goes on by itself.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalOutageTest {
    private static final int SESSIONS = 6;
    private static final int REFUSALS = 5;
    private static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(Boolean.getBoolean("rivulet.long") ? 10 : 0);

    @TempDir
    Path folder;

    @Test
    void updatesAreRefusedMeanwhileAndNoneIsLost() throws Exception {
        LocalPostgres first = LocalPostgres.start(folder.resolve("postgres"));
        try (LocalCluster cluster = LocalCluster.launch(
                folder, FreePorts.several(2), first.url(), new How(List.of(), List.of(), Map.of()))) {
            cluster.awaitReady();
            Nodes nodes = new Nodes(first.url(), cluster);
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2)) {
                load.start();
                first.close();
                long away = System.nanoTime();
                Nodes.await(
                        "a node that is not ready",
                        () -> nodes.client(1).get("/ready").status() == 503);
                assertThat(nodes.client(1).get("/alive").status()).isEqualTo(200);
                assertThat(nodes.client(2).get("/ready").body().path("code").asText())
                        .isEqualTo("storage_unavailable");
                do {
                    load.awaitRefusals(REFUSALS);
                } while (System.nanoTime() - away < LEAST_NANOS);
                try (LocalPostgres _ = LocalPostgres.start(folder.resolve("postgres"), first.port())) {
                    load.awaitUpdates();
                    Nodes.await(
                            "both ready",
                            () -> nodes.client(1).get("/ready").status() == 200
                                    && nodes.client(2).get("/ready").status() == 200);
                    load.stop();
                    load.verify(2);
                    cluster.kill();
                }
            }
        }
    }
}
