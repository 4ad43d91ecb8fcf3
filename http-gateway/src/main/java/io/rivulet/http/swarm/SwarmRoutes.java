// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.swarm;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.request.JoinReader;
import io.rivulet.serialization.request.JoinRequest;
import io.rivulet.serialization.view.SwarmJson;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// Who belongs to a swarm, and becoming a member.
public final class SwarmRoutes {
    private static final String SWARM = "/api/v1/swarm";

    private final Sessions sessions;
    private final Bodies bodies;
    private final AnswerTimeout timeout;

    public SwarmRoutes(Sessions sessions, Bodies bodies, AnswerTimeout timeout) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.post(SWARM + "/join", this::join).get(SWARM, this::ofCluster).get(SWARM + "/{id}", this::ofSession);
    }

    private CompletionStage<HttpResponse> join(Call call) {
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(call.request(), in -> JoinReader.read(in.readAllBytes()))
                .thenCompose(asked -> timeout.on(sessions.swarm().join(asked, call.owner()))
                        .thenApply(joined -> Answers.json(json(joined, asked))));
    }

    public static byte[] json(Answer.Joined joined, JoinRequest asked) {
        return SwarmJson.joined(
                joined.coordinator(),
                joined.epoch(),
                joined.heartbeatMillis(),
                joined.neighbours(),
                joined.sessions(),
                Stream.concat(asked.warnings().stream(), joined.warnings().stream())
                        .toList());
    }

    private CompletionStage<HttpResponse> ofCluster(Call call) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return CompletableFuture.completedStage(
                Answers.json(SwarmJson.swarm(sessions.swarm().ofCluster(call.owner()))));
    }

    private CompletionStage<HttpResponse> ofSession(Call call) {
        UUID session = call.session();
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return timeout.on(sessions.swarm().of(session, call.owner()))
                .thenApply(swarm -> Answers.json(SwarmJson.swarm(swarm)));
    }
}
