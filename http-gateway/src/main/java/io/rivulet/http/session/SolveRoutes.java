// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.BodyStream;
import io.rivulet.http.body.FirstLine;
import io.rivulet.http.body.MultipartReader;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// `POST /api/v1/solve-stream`: a problem in, its lines out.
public final class SolveRoutes {
    private final Sessions sessions;
    private final Bodies bodies;
    private final Streams streams;
    private final OwnSessions own;
    private final GatewaySettings settings;
    private final RequestLimits limits;
    private final AnswerTimeout timeout;

    public SolveRoutes(Sessions sessions, Bodies bodies, Streams streams, OwnSessions own, GatewaySettings settings) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.streams = streams;
        this.own = own;
        this.settings = settings;
        this.limits = settings.requests();
        this.timeout = AnswerTimeout.below(settings.connections().keepAlive());
    }

    public void addTo(Router router) {
        router.post("/api/v1/solve-stream", this::solve);
    }

    private CompletionStage<HttpResponse> solve(Call call) {
        HttpRequest request = call.request();
        Negotiation.choose(request, Answers.NDJSON);
        MediaType type =
                Bodies.mediaType(request, MediaTypes.APPLICATION_JSON, MediaTypes.MULTIPART_FORM_DATA, Answers.NDJSON);
        Bodies.Reader<OpenRequest> reader = reader(request, type);
        // Before the body is read, so that it need not be sent in vain; taken only after, so that bodies that never
        // come
        // hold no place.
        streams.slots().requireRoom();
        return bodies.read(request, reader).thenCompose(asked -> open(call, asked));
    }

    private CompletionStage<HttpResponse> open(Call call, OpenRequest asked) {
        return streams.slots().take(call).thenCompose(slot -> open(call, asked, slot));
    }

    private CompletionStage<HttpResponse> open(Call call, OpenRequest asked, StreamSlots.Slot slot) {
        return timeout.on(own.requireRoom(call, asked).thenCompose(_ -> sessions.open(asked, call.owner())))
                .thenCompose(opened -> streams.follow(
                        call.request(), opened.id(), call.owner(), OptionalLong.of(opened.firstSeq()), slot))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        slot.release();
                    }
                });
    }

    private Bodies.Reader<OpenRequest> reader(HttpRequest request, MediaType type) {
        if (type.equals(Answers.NDJSON)) {
            return this::readFirstLine;
        }
        if (type.equals(MediaTypes.MULTIPART_FORM_DATA)) {
            String boundary = boundary(request);
            return in -> readForm(in, boundary);
        }
        return in -> SolveRequestReader.read(in, limits.within(in.memory()));
    }

    private OpenRequest readFirstLine(BodyStream in) throws IOException {
        var line = new FirstLine(in);
        OpenRequest request = SolveRequestReader.read(line, limits.within(in.memory()));
        if (line.moreFollows()) {
            throw Problem.of(
                            ProblemCode.UNSUPPORTED_VALUE,
                            "The body has more lines after the first; updates on the same connection are not taken yet.")
                    .place(line.nextLine(), null)
                    .hint("Send the updates to POST /api/v1/swarm/costs.")
                    .exception();
        }
        return request;
    }

    private OpenRequest readForm(BodyStream in, String boundary) throws IOException {
        try (var form = SolveForm.read(in, boundary, settings.intake().spoolDirectory())) {
            return form.request(limits.within(in.memory()));
        }
    }

    private static String boundary(HttpRequest request) {
        // The Java view of a media type has no parameters.
        var type = (org.apache.pekko.http.scaladsl.model.MediaType)
                request.entity().getContentType().mediaType();
        var boundary = type.params().get("boundary");
        if (boundary.isEmpty() || boundary.get().isEmpty() || boundary.get().length() > MultipartReader.MAX_BOUNDARY) {
            throw new RivuletException(Problem.of(
                    ProblemCode.MALFORMED_BODY, "The Content-Type of the multipart body names no usable boundary."));
        }
        return boundary.get();
    }
}
