// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.line.Line;
import io.rivulet.serialization.line.LineEncoder;
import io.rivulet.serialization.request.VerifyRequest;
import io.rivulet.serialization.request.VerifyRequestReader;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/verify`: a session's x, or any x.
public final class VerifyRoutes {
    private final Sessions sessions;
    private final Bodies bodies;
    private final GatewaySettings settings;
    private final InstantSource clock;
    private final AnswerTimeout timeout;

    public VerifyRoutes(Sessions sessions, Bodies bodies, GatewaySettings settings, InstantSource clock) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.settings = settings;
        this.clock = clock;
        this.timeout = AnswerTimeout.below(settings.connections().keepAlive());
    }

    public void addTo(Router router) {
        router.post("/api/v1/verify", this::verify);
    }

    private CompletionStage<HttpResponse> verify(Call call) {
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(
                        call.request(),
                        in -> VerifyRequestReader.read(in, settings.requests().within(in.memory())))
                .thenCompose(asked -> switch (asked) {
                    case VerifyRequest.OfSession s ->
                        timeout.on(sessions.verify(s, call.owner())).thenApply(result -> answer(result, s.sessionId()));
                    case VerifyRequest.OfSystem s ->
                        timeout.on(sessions.verify(s)).thenApply(result -> answer(result, null));
                });
    }

    private HttpResponse answer(Line.VerificationResult result, @Nullable UUID session) {
        return Answers.json(LineEncoder.encode(result, session, LineEncoder.NO_SEQ, clock.millis()));
    }
}
