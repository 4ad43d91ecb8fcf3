// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess.How;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The database stops for ten seconds: updates are refused meanwhile and none is lost; all goes on by itself.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class JournalOutageTest {
    private static final int SESSIONS = 6;
    private static final int REFUSALS = 5;

    @TempDir
    Path folder;

    @Test
    void updatesAreRefusedMeanwhileAndNoneIsLost() throws Exception {
        LocalPostgres first = LocalPostgres.start(folder.resolve("postgres"));
        try (LocalCluster cluster = LocalCluster.launch(
                folder, LocalCluster.freePorts(2), first.url(), new How(List.of(), List.of(), Map.of()))) {
            cluster.awaitReady();
            Nodes nodes = new Nodes(first, cluster);
            try (LiveLoad load = new LiveLoad(nodes, SESSIONS, 1, 2)) {
                load.start();
                first.close();
                Nodes.await(
                        "a node that is not ready",
                        () -> nodes.client(1).get("/ready").status() == 503);
                assertThat(nodes.client(1).get("/alive").status()).isEqualTo(200);
                assertThat(nodes.client(2).get("/ready").body().path("code").asText())
                        .isEqualTo("storage_unavailable");
                load.awaitRefusals(REFUSALS);
                try (LocalPostgres _ = LocalPostgres.start(folder.resolve("postgres"), first.port())) {
                    load.awaitUpdates();
                    Nodes.await(
                            "both ready",
                            () -> nodes.client(1).get("/ready").status() == 200
                                    && nodes.client(2).get("/ready").status() == 200);
                    load.stop();
                    load.verify(2);
                    cluster.close();
                }
            }
        }
    }
}
