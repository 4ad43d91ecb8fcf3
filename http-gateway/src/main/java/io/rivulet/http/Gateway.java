// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.cluster.NodeRole;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.asset.ClientKits;
import io.rivulet.http.asset.ConsoleRoutes;
import io.rivulet.http.auth.Authentication;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.cost.CostRoutes;
import io.rivulet.http.edge.Edge;
import io.rivulet.http.edge.Tls;
import io.rivulet.http.edge.TlsKeys;
import io.rivulet.http.events.EventRoutes;
import io.rivulet.http.field.FieldRoutes;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.limit.Limits;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.mcp.McpRoutes;
import io.rivulet.http.metric.CallMeter;
import io.rivulet.http.metric.MetricRoutes;
import io.rivulet.http.node.ClusterRoutes;
import io.rivulet.http.node.Insight;
import io.rivulet.http.node.InsightRoutes;
import io.rivulet.http.node.NodeRoutes;
import io.rivulet.http.node.NodeStatus;
import io.rivulet.http.openapi.DocumentRoutes;
import io.rivulet.http.pattern.PatternRoutes;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.ParsingErrors;
import io.rivulet.http.route.Router;
import io.rivulet.http.route.Toll;
import io.rivulet.http.session.BranchRoutes;
import io.rivulet.http.session.CheckRoutes;
import io.rivulet.http.session.PortraitRoutes;
import io.rivulet.http.session.ProblemRoutes;
import io.rivulet.http.session.SessionRoutes;
import io.rivulet.http.session.SolveRoutes;
import io.rivulet.http.session.VerifyRoutes;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.SecuritySettings;
import io.rivulet.http.socket.SocketRoutes;
import io.rivulet.http.stream.FanOut;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.stream.Streams;
import io.rivulet.http.swarm.SwarmRoutes;
import io.rivulet.http.task.TaskRoutes;
import io.rivulet.http.workflow.WorkflowRoutes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.event.Logging;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the HTTP edge.
public final class Gateway {
    /// Streams that end at shutdown get at most this long to tell it: the phase of the shutdown has 5 s.
    private static final Duration LAST_WORDS = Duration.ofSeconds(4);
    /// For bytes of an answer that is complete to reach the socket.
    private static final Duration LINGER = Duration.ofMillis(250);

    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /// Name of the logger of the HTTP server itself.
    private static final String WIRE_LOG = "io.rivulet.http.wire";

    private Gateway() {}

    /// Listens, and registers with the system's coordinated shutdown: no new requests, then every stream ends with a
    /// line, then connections close.
    ///
    /// **Errors** an address beyond loopback is refused while nothing checks who calls, and so are files that
    /// can't be used ([io.rivulet.http.settings.UnusableSettings]); the stage fails when the port is taken.
    public static CompletionStage<ServerBinding> bind(
            ActorSystem<?> system, Sessions sessions, GatewaySettings settings) {
        return bind(system, sessions, settings, Insight.NONE);
    }

    /// @param insight what the process tells of itself
    public static CompletionStage<ServerBinding> bind(
            ActorSystem<?> system, Sessions sessions, GatewaySettings settings, Insight insight) {
        requireLoopbackOrKeys(settings);
        var limits = Limits.start(
                system,
                sessions.membership().has(NodeRole.GATEWAY),
                settings.limits(),
                settings.security().authenticates(),
                sessions.workflows());
        var slots = new StreamSlots(settings.connections().maxStreams(), sessions::draining, limits);
        return listen(system, router(system, sessions, settings, limits, slots, insight), settings)
                .thenApply(binding -> endWith(system, binding, slots, settings));
    }

    /// Reads the files that these settings name, so that a bad one is found before anything is started.
    /// **Errors** [io.rivulet.http.settings.UnusableSettings].
    public static void check(SecuritySettings settings) {
        Authentication.check(settings);
        if (settings.tls() != null) {
            new TlsKeys(settings.tls(), InstantSource.system());
        }
    }

    static Router router(
            ActorSystem<?> system, Sessions sessions, GatewaySettings settings, Limits limits, StreamSlots slots) {
        return router(system, sessions, settings, limits, slots, Insight.NONE);
    }

    /// Every route there is.
    private static Router router(
            ActorSystem<?> system,
            Sessions sessions,
            GatewaySettings settings,
            Limits limits,
            StreamSlots slots,
            Insight insight) {
        Executor intake = system.dispatchers().lookup(DispatcherSelector.fromConfig("rivulet.http.intake-dispatcher"));
        var budget = new IntakeBudget(settings.intake().memoryBytes());
        var bodies = new Bodies(system, intake, settings, budget);
        Toll toll = limits.toll();
        var authentication =
                new Authentication(system, settings.security(), origins(settings), sessions, toll, slots.calls()::look);
        var meter = new CallMeter(sessions.telemetry(), System::nanoTime);
        var router = new Router(bodies::discard, authentication.gate(), toll, authentication.audit(), meter);
        sessions.telemetry()
                .meters()
                .gauge("rivulet_streams_open", "Streams that are open at this node.", slots::taken);
        authentication.addTo(router, bodies);
        if (sessions.membership().has(NodeRole.GATEWAY)) {
            addRoutesOfSessions(system, sessions, settings, bodies, budget, limits, slots, router);
        }
        new ClusterRoutes(sessions.membership()).addTo(router);
        var status = new NodeStatus(settings.version(), System::nanoTime);
        new NodeRoutes(sessions, slots::draining).addTo(router, status);
        new EventRoutes(system, sessions, status, slots, settings.connections().maxStreamTime(), InstantSource.system())
                .addTo(router);
        MetricRoutes.addTo(router, sessions.telemetry().meters(), insight::figures);
        new InsightRoutes(sessions, status, insight, system.dispatchers().lookup(DispatcherSelector.blocking()))
                .addTo(router);
        ClientKits.addTo(router);
        ConsoleRoutes.addTo(router);
        DocumentRoutes.addTo(router, settings.version());
        return router;
    }

    private static void addRoutesOfSessions(
            ActorSystem<?> system,
            Sessions sessions,
            GatewaySettings settings,
            Bodies bodies,
            IntakeBudget budget,
            Limits limits,
            StreamSlots slots,
            Router router) {
        var streams = new Streams(system, new FanOut(system, sessions), settings, slots);
        var own = new OwnSessions(sessions, limits);
        EntryBudget entries = limits.entries();
        new SolveRoutes(system, sessions, bodies, streams, own, settings, budget, entries).addTo(router);
        new ProblemRoutes(sessions, bodies, settings).addTo(router);
        new SessionRoutes(
                        sessions,
                        bodies,
                        streams,
                        AnswerTimeout.below(settings.connections().keepAlive()))
                .addTo(router);
        new BranchRoutes(
                        sessions,
                        bodies,
                        own,
                        settings.requests(),
                        AnswerTimeout.below(settings.connections().keepAlive()))
                .addTo(router);
        new CheckRoutes(
                        system,
                        sessions,
                        AnswerTimeout.below(settings.connections().keepAlive()))
                .addTo(router);
        new PortraitRoutes(
                        sessions,
                        AnswerTimeout.below(settings.connections().keepAlive()),
                        system.dispatchers().lookup(DispatcherSelector.fromConfig("rivulet.http.intake-dispatcher")))
                .addTo(router);
        new CostRoutes(sessions, bodies, settings, budget, entries, slots.calls()).addTo(router);
        new SwarmRoutes(
                        sessions,
                        bodies,
                        AnswerTimeout.below(settings.connections().keepAlive()))
                .addTo(router);
        new WorkflowRoutes(sessions, bodies).addTo(router);
        new TaskRoutes(sessions, bodies, InstantSource.system()).addTo(router);
        new PatternRoutes(
                        sessions,
                        bodies,
                        AnswerTimeout.below(settings.connections().keepAlive()))
                .addTo(router);
        new VerifyRoutes(sessions, bodies, settings, InstantSource.system()).addTo(router);
        new SocketRoutes(system, sessions, bodies, streams, own, entries, limits.toll(), settings).addTo(router);
        FieldRoutes.of(
                        system,
                        sessions,
                        slots,
                        origins(settings),
                        serverSettings(system, settings).getWebsocketSettings(),
                        settings)
                .addTo(router);
        McpRoutes.of(system, sessions, bodies, streams, own, entries, settings).addTo(router);
    }

    static CompletionStage<ServerBinding> listen(ActorSystem<?> system, Router router, GatewaySettings settings) {
        SecuritySettings.Tls tls = settings.security().tls();
        var edge = new Edge(origins(settings), tls != null);
        ServerBuilder server = Http.get(system).newServerAt(settings.host(), settings.port());
        if (tls != null) {
            server = server.enableHttps(Tls.of(system, tls, settings.security().reload()));
        }
        return server.withSettings(serverSettings(system, settings))
                // Under a name of its own: the server warns of every answer that begins before its request has ended,
                // which for streams of updates is what they are for.
                .logTo(Logging.getLogger(system.classicSystem(), WIRE_LOG))
                .bind(edge.around(router::handle));
    }

    private static ServerBinding endWith(
            ActorSystem<?> system, ServerBinding binding, StreamSlots slots, GatewaySettings settings) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        shutdown.addTask(
                CoordinatedShutdown.PhaseServiceUnbind(),
                "rivulet-http-unbind",
                () -> binding.unbind().thenApply(_ -> Done.getInstance()));
        shutdown.addTask(CoordinatedShutdown.PhaseServiceRequestsDone(), "rivulet-http-streams-end", () -> {
            Duration patience = settings.connections().drainTime().compareTo(LAST_WORDS) < 0
                    ? settings.connections().drainTime()
                    : LAST_WORDS;
            return slots.drain()
                    .toCompletableFuture()
                    .completeOnTimeout(Done.getInstance(), patience.toMillis(), TimeUnit.MILLISECONDS)
                    // The server cuts a connection once its answer has begun, so the last lines get time to leave.
                    .thenRunAsync(() -> {}, CompletableFuture.delayedExecutor(LINGER.toMillis(), TimeUnit.MILLISECONDS))
                    .thenCompose(_ -> binding.terminate(LINGER))
                    .thenApply(_ -> Done.getInstance());
        });
        return binding;
    }

    private static ServerSettings serverSettings(ActorSystem<?> system, GatewaySettings settings) {
        // Streams say a line at least each heartbeat, so that only a connection without any use is idle this long.
        Config ours = ConfigFactory.parseMap(Map.ofEntries(
                Map.entry(
                        "pekko.http.server.idle-timeout",
                        settings.connections().keepAlive().toMillis() + " ms"),
                Map.entry("pekko.http.server.request-timeout", "infinite"),
                Map.entry("pekko.http.server.enable-http2", "on"),
                Map.entry("pekko.http.server.http2.max-concurrent-streams", 1024),
                Map.entry("pekko.http.server.remote-address-attribute", "on"),
                Map.entry("pekko.http.server.max-connections", 4096),
                Map.entry("pekko.http.server.backlog", 1024),
                Map.entry("pekko.http.server.server-header", "rivulet"),
                Map.entry("pekko.http.server.transparent-head-requests", "on"),
                Map.entry(
                        "pekko.http.server.websocket.periodic-keep-alive-max-idle",
                        settings.connections().heartbeat().toMillis() + " ms"),
                // Bodies are counted by the routes, which answer better than a cut connection.
                Map.entry("pekko.http.server.parsing.max-content-length", "infinite"),
                // The parser keeps a chunk until it is whole, uncounted.
                Map.entry("pekko.http.server.parsing.max-chunk-size", "2m"),
                Map.entry("pekko.http.server.parsing.error-logging-verbosity", "off"),
                Map.entry("pekko.http.server.parsing.illegal-header-warnings", "off"),
                Map.entry("pekko.http.server.parsing.error-handler", ParsingErrors.class.getName())));
        return ServerSettings.create(ours.withFallback(system.settings().config()));
    }

    private static Origins origins(GatewaySettings settings) {
        SecuritySettings security = settings.security();
        return new Origins(security.origins(), security.authenticates(), security.tls() != null);
    }

    private static void requireLoopbackOrKeys(GatewaySettings settings) {
        String host = settings.host();
        boolean loopback;
        try {
            loopback = InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            throw new IllegalArgumentException("the address to listen on, " + host + ", is not known", unknown);
        }
        if (!loopback && !settings.security().authenticates()) {
            throw new IllegalArgumentException("refusing to listen on " + host
                    + ": nothing says who may call, so only a loopback address such as 127.0.0.1 is safe");
        }
        if (!loopback && settings.security().tls() == null) {
            log.warn(
                    "tokens travel in clear text to {}: encrypt here (rivulet.http.tls), or in a proxy before it",
                    host);
        }
    }
}
