// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.edge.Edge;
import io.rivulet.http.metric.MetricRoutes;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.ParsingErrors;
import io.rivulet.http.route.Router;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/// A port of its own for who supervises the node: health and figures, and nothing else. It asks nobody who they are and
/// counts no requests, so that probes and scrapes work whatever callers have to show; what it tells is about no caller.
/// It answers until the actor system ends, while the node drains too.
/// **Bounded by** [#CONNECTIONS], and bodies of a few KiB, which nobody reads.
public final class AdminListener {
    static final int CONNECTIONS = 64;

    private AdminListener() {}

    /// @param port 0 = any free one
    /// @param process figures of the process, see [MetricRoutes]
    /// **Errors** the stage fails when the port is taken.
    public static CompletionStage<ServerBinding> bind(
            ActorSystem<?> system, Sessions sessions, String host, int port, Supplier<String> process) {
        var router = new Router(request -> request.discardEntityBytes(system).completionStage());
        new NodeRoutes(sessions, () -> false).addHealthTo(router);
        MetricRoutes.addTo(router, sessions.telemetry().meters(), process);
        var edge = new Edge(new Origins(List.of(), true, false), false);
        Config ours = ConfigFactory.parseMap(Map.of(
                "pekko.http.server.max-connections", CONNECTIONS,
                "pekko.http.server.server-header", "rivulet",
                "pekko.http.server.parsing.max-content-length", "8k",
                "pekko.http.server.parsing.error-logging-verbosity", "off",
                "pekko.http.server.parsing.error-handler", ParsingErrors.class.getName()));
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(ServerSettings.create(
                        ours.withFallback(system.settings().config())))
                .bind(edge.around(router::handle));
    }
}
