// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.node.settings.SettingsLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeConfigTest {
    @TempDir
    Path folder;

    private SettingsLoader.Loaded load(Map<String, String> defines) {
        Map<String, String> all = new HashMap<>(Map.of("rivulet.store.data", folder.toString()));
        all.putAll(defines);
        return new SettingsLoader(Map.of()).load(null, all, Map.of());
    }

    private Config actorSystem(Map<String, String> defines) {
        SettingsLoader.Loaded loaded = load(defines);
        return NodeConfig.actorSystem(loaded.operator(), loaded.settings(), NodeConfig.store(loaded.settings()));
    }

    @Test
    void whatAnOperatorSaysGoesBeforeTheNodesWishesButNotBeforeWhereItListensAndHowItStores() {
        Config config = actorSystem(Map.of(
                "pekko.loglevel", "DEBUG",
                "pekko.log-dead-letters", "7",
                "pekko.remote.artery.canonical.port", "1234",
                "pekko.persistence.journal.plugin", "inmem",
                "rivulet.cluster.port", "25520",
                "rivulet.node.drain", "14s"));
        assertThat(config.getString("pekko.loglevel")).isEqualTo("DEBUG");
        assertThat(config.getInt("pekko.log-dead-letters")).isEqualTo(7);
        assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(25520);
        assertThat(config.getString("pekko.persistence.journal.plugin")).isEqualTo("jdbc-journal");
        assertThat(config.getDuration("pekko.coordinated-shutdown.phases.service-requests-done.timeout"))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(config.getString("pekko.coordinated-shutdown.exit-jvm"))
                .as("the node stops itself")
                .isEqualTo("off");
        assertThat(actorSystem(Map.of()).getString("pekko.loglevel")).isEqualTo("INFO");
    }

    @Test
    void sessionsMayTakeWhatIsSaidOrHalfTheHeap() {
        assertThat(NodeConfig.memoryBytes(
                        load(Map.of("rivulet.node.memory-mb", "3")).settings()))
                .isEqualTo(3L << 20);
        assertThat(NodeConfig.memoryBytes(load(Map.of()).settings()))
                .isEqualTo(Runtime.getRuntime().maxMemory() / 2);
    }

    @Test
    void limitsReachTheGateway() {
        GatewaySettings gateway = NodeConfig.gateway(load(Map.of(
                        "rivulet.http.port", "0",
                        "rivulet.http.body-limit-bytes", "4096",
                        "rivulet.http.max-streams", "3",
                        "rivulet.http.max-stream", "9s",
                        "rivulet.http.keep-alive", "31s",
                        "rivulet.node.drain", "7s"))
                .settings());
        assertThat(gateway.intake().bodyLimitBytes()).isEqualTo(4096);
        assertThat(gateway.connections().maxStreams()).isEqualTo(3);
        assertThat(gateway.connections().maxStreamTime()).isEqualTo(Duration.ofSeconds(9));
        assertThat(gateway.connections().keepAlive()).isEqualTo(Duration.ofSeconds(31));
        assertThat(gateway.intake().spoolDirectory())
                .isEqualTo(folder.resolve("spool"))
                .exists();
    }

    @Test
    void aNodeWithoutANameIsCalledByItsHostAndPort() {
        NodeSettings nameless = load(Map.of("rivulet.http.port", "3123")).settings();
        assertThat(NodeConfig.nameOf(nameless)).matches("[A-Za-z0-9.-]+-3123");
        assertThat(NodeConfig.nameOf(load(Map.of("rivulet.node.name", "west")).settings()))
                .isEqualTo("west");
    }
}
