// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import io.rivulet.actors.alert.core.Report;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.node.settings.ClusterSettings;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.node.settings.TelemetrySettings;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.jspecify.annotations.Nullable;

/// One node's telemetry, by its settings: figures, alerts and where they go, certificates.
/// **Owns** what sends alerts on.
public final class NodeTelemetry implements AutoCloseable {
    private final NodeSettings settings;
    private final InstantSource clock = InstantSource.system();
    private final AtomicReference<@Nullable AlertPost> post = new AtomicReference<>();
    private final Telemetry telemetry;

    private NodeTelemetry(NodeSettings settings) {
        this.settings = settings;
        this.telemetry = Telemetry.of(clock, this::post, ProcessTelemetry.traces(settings.telemetry()));
    }

    private void post(Report report) {
        AlertPost sender = post.get();
        if (sender != null) {
            sender.accept(report);
        }
    }

    public static NodeTelemetry start(NodeSettings settings, String node) {
        var started = new NodeTelemetry(settings);
        TelemetrySettings.Webhook webhook = settings.telemetry().webhook();
        if (webhook != null) {
            started.post.set(new AlertPost(webhook, node, started.telemetry.meters(), started.clock));
        }
        return started;
    }

    public Telemetry telemetry() {
        return telemetry;
    }

    public String processFigures() {
        return ProcessTelemetry.figures(settings.telemetry());
    }

    /// Looks at this node's certificates, now and then, as long as the system runs.
    public void watchCertificates(ActorSystem<?> system) {
        Map<String, Path> files = new HashMap<>();
        if (settings.security().tls() != null) {
            files.put("clients", settings.security().tls().certificate());
        }
        ClusterSettings.Tls own = settings.cluster().tls();
        if (own != null) {
            files.put("cluster", own.certificate());
        }
        var watch = new CertificateWatch(files, telemetry, clock);
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        CertificateWatch.PERIOD,
                        watch::look,
                        system.dispatchers().lookup(DispatcherSelector.blocking()));
    }

    /// Looks at the database, now and then, as long as the system runs.
    public void watchStore(ActorSystem<?> system, Database database) {
        var watch = new StoreWatch(database, settings.store().quotaBytes(), disk(), telemetry);
        system.scheduler()
                .scheduleWithFixedDelay(
                        Duration.ZERO,
                        StoreWatch.PERIOD,
                        watch::look,
                        system.dispatchers().lookup(DispatcherSelector.blocking()));
    }

    private Optional<FileStore> disk() {
        try {
            return settings.store().databaseUrl() == null
                    ? Optional.of(Files.getFileStore(settings.store().data()))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// Sends what waits.
    @Override
    public void close() {
        AlertPost sender = post.getAndSet(null);
        if (sender != null) {
            sender.close();
        }
    }
}
