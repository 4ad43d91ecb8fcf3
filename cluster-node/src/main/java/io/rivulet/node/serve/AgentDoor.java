// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.serve;

import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.session.Sessions;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.settings.QuicSettings;
import io.rivulet.quic.cert.CertificateFolder;
import io.rivulet.quic.cert.UnusableCertificates;
import io.rivulet.quic.coordinator.Coordinator;
import io.rivulet.quic.coordinator.CoordinatorSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's coordinator of agents, or why it has none.
final class AgentDoor {
    private static final Logger log = LoggerFactory.getLogger(AgentDoor.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final double MILLIS_A_SECOND = 1_000;

    private final @Nullable Coordinator coordinator;
    private final String words;

    private AgentDoor(@Nullable Coordinator coordinator, String words) {
        this.coordinator = coordinator;
        this.words = words;
    }

    /// Without certificates nobody could come in, so nothing listens.
    /// **Errors** [CommandFailure] for certificates that are there and can't be used, and for a port that is taken.
    static AgentDoor open(ActorSystem<?> system, Sessions sessions, String name, QuicSettings settings) {
        if (settings.port() == 0) {
            return new AgentDoor(null, "agents off");
        }
        var folder = new CertificateFolder(settings.certificates(), settings.agentsFile());
        if (!folder.isReady()) {
            log.info(
                    "agents off: {} has no certificates; rivulet certs init --dir {} makes them",
                    settings.certificates(),
                    settings.certificates());
            return new AgentDoor(null, "agents off, no certificates");
        }
        Coordinator coordinator = start(system, sessions, name, settings, folder);
        observe(sessions.telemetry().meters(), coordinator);
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceUnbind(),
                        "rivulet-quic-stop",
                        () -> coordinator.stop().thenApply(_ -> Done.getInstance()));
        return new AgentDoor(
                coordinator, "agents at udp " + coordinator.address().getPort());
    }

    private static Coordinator start(
            ActorSystem<?> system, Sessions sessions, String name, QuicSettings settings, CertificateFolder folder) {
        var address = new InetSocketAddress(settings.host(), settings.port());
        try {
            return Coordinator.start(
                            system,
                            new CoordinatorSettings(
                                    name,
                                    address,
                                    settings.advertised(),
                                    folder,
                                    settings.reload(),
                                    settings.heartbeat(),
                                    settings.ping(),
                                    settings.pingTimeout()),
                            sessions.tasks(),
                            InstantSource.system())
                    .toCompletableFuture()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (UnusableCertificates unusable) {
            throw CommandFailure.badInput(String.valueOf(unusable.getMessage()));
        } catch (ExecutionException | TimeoutException taken) {
            throw CommandFailure.badInput("udp port " + settings.port() + " on " + settings.host() + " can't be used ("
                    + taken + ")\n  hint: choose another by RIVULET_QUIC_PORT, or 0 for none");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommandFailure.badInput("interrupted while starting");
        }
    }

    private static void observe(Meters meters, Coordinator coordinator) {
        meters.gauge("rivulet_quic_active_agents", "Agents that are connected to this node.", coordinator::active);
        meters.totals(
                "rivulet_agent_refused_total",
                "Agents that were not let in.",
                "reason",
                coordinator.refusals()::byReason);
        meters.gauge(
                "rivulet_tls_cert_expiry_seconds",
                "Time until the certificate that agents are shown ends.",
                () -> (coordinator.notAfter().toEpochMilli()
                                - InstantSource.system().millis())
                        / MILLIS_A_SECOND);
    }

    /// For people.
    String words() {
        return words;
    }
}
