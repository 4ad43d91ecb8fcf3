// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.serialization.request.VerifyRequestReader;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// `POST /api/v1/verify`: a session's x, or any x.
public final class VerifyRoutes {
    private final VerifyCalls calls;
    private final Bodies bodies;
    private final GatewaySettings settings;

    public VerifyRoutes(Sessions sessions, Bodies bodies, GatewaySettings settings, InstantSource clock) {
        this.calls = new VerifyCalls(
                sessions, AnswerTimeout.below(settings.connections().keepAlive()), clock);
        this.bodies = bodies;
        this.settings = settings;
    }

    public void addTo(Router router) {
        router.post("/api/v1/verify", this::verify);
    }

    private CompletionStage<HttpResponse> verify(Call call) {
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(
                        call.request(),
                        in -> VerifyRequestReader.read(in, settings.requests().within(in.memory())))
                .thenCompose(asked -> calls.carryOut(asked, call.owner()))
                .thenApply(Answers::json);
    }
}
