// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.session.PekkoConfig;
import io.rivulet.actors.store.PersistenceConfig;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.GatewaySettings.Connections;
import io.rivulet.http.settings.GatewaySettings.Intake;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.Version;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.serialization.request.RequestLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The actor system's configuration and the store's settings, from the node's.
public final class NodeConfig {
    private static final long MEBIBYTE = 1L << 20;

    private NodeConfig() {}

    /// What an operator wrote goes before what the node wants, except for where it listens and how it stores.
    static Config actorSystem(Config operator, NodeSettings settings, StoreSettings store) {
        Config forced = ConfigFactory.parseMap(
                Map.of(
                        "pekko.coordinated-shutdown.phases.service-requests-done.timeout",
                        RunningNode.stopBudget(settings.node().drain()).toMillis() / 2 + " ms"),
                "node settings");
        return PekkoConfig.under(forced.withFallback(ClusterConfig.of(settings.cluster()))
                .withFallback(PersistenceConfig.of(store))
                .withFallback(operator)
                .withFallback(ConfigFactory.parseResources(NodeConfig.class.getClassLoader(), "node.conf")));
    }

    /// Bytes that sessions may take together.
    static long memoryBytes(NodeSettings settings) {
        long wanted = settings.node().memoryMb() * MEBIBYTE;
        return wanted > 0 ? wanted : Runtime.getRuntime().maxMemory() / 2;
    }

    /// Where a node with these settings keeps everything.
    public static StoreSettings store(NodeSettings settings) {
        String url = settings.store().databaseUrl();
        return url == null
                ? StoreSettings.embedded(settings.store().data())
                : StoreSettings.postgres(
                        url, settings.store().databaseUser(), settings.store().databasePassword());
    }

    static GatewaySettings gateway(NodeSettings settings) {
        NodeSettings.Http http = settings.http();
        return new GatewaySettings(
                http.host(),
                http.port(),
                Version.current(),
                RequestLimits.DEFAULTS,
                Intake.DEFAULTS.within(http.bodyLimitBytes(), http.uploadLimitBytes(), spool(settings)),
                new Connections(
                        http.maxStreams(),
                        http.maxStream(),
                        http.keepAlive(),
                        settings.node().drain(),
                        settings.actors().session().heartbeat()),
                settings.security(),
                settings.limits(),
                settings.fields());
    }

    /// Large parts of uploads wait here: in the data folder, so that they need no other room and are nobody else's.
    private static Path spool(NodeSettings settings) {
        Path spool = settings.store().data().resolve("spool");
        try {
            Files.createDirectories(spool);
            return spool;
        } catch (IOException unusable) {
            throw CommandFailure.badInput("the folder " + spool + " can't be made: " + unusable.getMessage());
        }
    }

    /// The name of a node that was given none: its host's and its port, `west-3000`.
    static String nameOf(NodeSettings settings) {
        if (!settings.node().name().isEmpty()) {
            return settings.node().name();
        }
        return host().replaceAll("[^A-Za-z0-9.-]", "-") + "-" + settings.http().port();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "node";
        }
    }
}
