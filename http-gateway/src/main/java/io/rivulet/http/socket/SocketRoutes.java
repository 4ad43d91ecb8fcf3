// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.socket;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.http.route.Toll;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// `/ws/solver`: the objects of the other calls as frames, many sessions on a connection; as text, or as CBOR under the
/// subprotocol `rivulet.cbor`.
public final class SocketRoutes {
    private static final String CBOR = "rivulet.cbor";
    private static final Duration UPGRADE_TIME = Duration.ofSeconds(20);

    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final Bodies bodies;
    private final Streams streams;
    private final OwnSessions ownSessions;
    private final EntryBudget entries;
    private final Toll toll;
    private final GatewaySettings settings;

    public SocketRoutes(
            ActorSystem<?> system,
            Sessions sessions,
            Bodies bodies,
            Streams streams,
            OwnSessions ownSessions,
            EntryBudget entries,
            Toll toll,
            GatewaySettings settings) {
        this.system = system;
        this.sessions = sessions;
        this.bodies = bodies;
        this.streams = streams;
        this.ownSessions = ownSessions;
        this.entries = entries;
        this.toll = toll;
        this.settings = settings;
    }

    public void addTo(Router router) {
        router.getByBrowsers("/ws/solver", this::open);
    }

    private CompletionStage<HttpResponse> open(Call call) {
        var upgrade = call.request()
                .getAttribute(AttributeKeys.webSocketUpgrade)
                .orElseThrow(() -> Problem.of(ProblemCode.NOT_ACCEPTABLE, "This address speaks WebSocket only.")
                        .hint("Send Upgrade: websocket, or use POST /api/v1/solve-stream.")
                        .exception());
        boolean cbor = StreamSupport.stream(upgrade.getRequestedProtocols().spliterator(), false)
                .anyMatch(CBOR::equals);
        return SocketStreams.of(streams.slots(), call).thenApply(own -> {
            // A client that is gone before its connection becomes a socket keeps no place.
            system.scheduler().scheduleOnce(UPGRADE_TIME, own::endUnlessBegun, system.executionContext());
            var unasked = new UnaskedFrames(system);
            var frames = new SocketFrames(sessions, bodies, settings, own, ownSessions, entries, toll, call, unasked);
            SocketForm form = cbor ? SocketForm.CBOR : SocketForm.JSON;
            var flow = new SolverSocket(system, streams, frames, own, unasked, form, sessions, call.owner()).flow();
            return cbor ? upgrade.handleMessagesWith(flow, CBOR) : upgrade.handleMessagesWith(flow);
        });
    }
}
