// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.numerics.incremental.ErrorBound;
import io.rivulet.serialization.request.ForkReader;
import io.rivulet.serialization.request.ForkRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.WhatIfReader;
import io.rivulet.serialization.request.WhatIfRequest;
import io.rivulet.serialization.view.ViewJson;
import io.rivulet.serialization.view.WhatIfView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.headers.Location;

/// Trying a change, and going on from where a session is without it.
public final class BranchRoutes {
    private static final String SESSION = "/api/v1/sessions/{id}";
    private static final int CREATED = 201;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Sessions sessions;
    private final Bodies bodies;
    private final OwnSessions own;
    private final RequestLimits limits;
    private final AnswerTimeout timeout;

    public BranchRoutes(
            Sessions sessions, Bodies bodies, OwnSessions own, RequestLimits limits, AnswerTimeout timeout) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.own = own;
        this.limits = limits;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.post(SESSION + "/what-if", this::whatIf).post(SESSION + "/fork", this::fork);
    }

    private CompletionStage<HttpResponse> whatIf(Call call) {
        UUID session = call.session();
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(call.request(), in -> WhatIfReader.read(in.readAllBytes()))
                .thenCompose(asked -> timeout.on(
                                sessions.reads().whatIf(session, call.owner(), asked.change(), asked.indices()))
                        .thenApply(result -> Answers.json(ViewJson.whatIf(session, view(asked, result)))));
    }

    private static WhatIfView view(WhatIfRequest asked, Slices.WhatIfResult r) {
        List<Integer> indices = asked.indices();
        ErrorBound bound = r.bound();
        var warnings = new ArrayList<>(asked.warnings());
        warnings.addAll(r.warnings());
        return new WhatIfView(
                r.revision(),
                indices == null
                        ? null
                        : indices.stream().mapToInt(Integer::intValue).toArray(),
                r.x(),
                r.omitted(),
                r.partial(),
                r.changed(),
                r.method(),
                r.work(),
                r.iterations(),
                r.stopReason(),
                r.relativeResidual(),
                r.absoluteResidual(),
                bound == null ? null : bound.value(),
                bound == null ? "none" : bound.kind().wireName(),
                bound == null ? null : bound.certificate(),
                r.verified(),
                r.nanos() / NANOS_PER_MILLI,
                warnings);
    }

    private CompletionStage<HttpResponse> fork(Call call) {
        UUID session = call.session();
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return read(call.request())
                .thenCompose(asked -> timeout.on(own.requireRoom(call, asked.sessionId())
                        .thenCompose(_ -> sessions.fork(session, call.owner(), asked))))
                .thenApply(fork -> {
                    byte[] body =
                            ViewJson.forked(fork.id(), fork.from(), fork.forkedAt(), fork.revision(), fork.line());
                    return Answers.json(fork.created() ? CREATED : 200, body)
                            .addHeader(Location.create("/api/v1/status/" + fork.id()));
                });
    }

    /// The body may be left out, and then its type too.
    private CompletionStage<ForkRequest> read(HttpRequest request) {
        if (!request.entity().isKnownEmpty()) {
            Bodies.mediaType(request, MediaTypes.APPLICATION_JSON);
        }
        return bodies.read(request, in -> ForkReader.read(in.readAllBytes(), limits));
    }
}
