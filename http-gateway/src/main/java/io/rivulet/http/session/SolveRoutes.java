// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.Sessions.OpenedSession;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.BodyStream;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.body.MultipartReader;
import io.rivulet.http.body.OpenBody;
import io.rivulet.http.cost.LaterLines;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.limit.OwnSessions;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.StreamForm;
import io.rivulet.http.stream.StreamSlots;
import io.rivulet.http.stream.StreamStart;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.event.SessionSettings.Inherited;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.OpenRequest;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// `POST /api/v1/solve-stream`: a problem in, its lines out.
public final class SolveRoutes {
    private final ActorSystem<?> system;
    private final Sessions sessions;
    private final Bodies bodies;
    private final Streams streams;
    private final OwnSessions own;
    private final GatewaySettings settings;
    private final RequestLimits limits;
    private final AnswerTimeout timeout;
    private final IntakeBudget budget;
    private final EntryBudget entries;

    public SolveRoutes(
            ActorSystem<?> system,
            Sessions sessions,
            Bodies bodies,
            Streams streams,
            OwnSessions own,
            GatewaySettings settings,
            IntakeBudget budget,
            EntryBudget entries) {
        this.system = system;
        this.budget = budget;
        this.entries = entries;
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
        // Before the body is read: who takes no lines need not send it.
        StreamForm.wantedBy(request);
        MediaType type =
                Bodies.mediaType(request, MediaTypes.APPLICATION_JSON, MediaTypes.MULTIPART_FORM_DATA, Answers.NDJSON);
        // Before the body is read, so that it need not be sent in vain; taken only after, so that bodies that never
        // come hold no place.
        streams.slots().requireRoom();
        if (type.equals(Answers.NDJSON)) {
            return bodies.readFirstLine(request, (line, memory) -> SolveRequestReader.read(line, limits.within(memory)))
                    .thenCompose(body -> open(call, body));
        }
        return bodies.read(request, reader(request, type)).thenCompose(asked -> open(call, asked, _ -> null));
    }

    /// While the answer goes out, the lines after the first come in.
    private CompletionStage<HttpResponse> open(Call call, OpenBody<OpenRequest> body) {
        return open(
                        call,
                        body.first(),
                        session -> LaterLines.answers(
                                body,
                                sessions,
                                session,
                                call.owner(),
                                timeout,
                                settings.intake().costLineLimitBytes(),
                                budget,
                                entries.shareOf(call.owner())))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        body.discard(system);
                    }
                });
    }

    /// @param answers to what is sent to the session while it is followed; null for none
    private CompletionStage<HttpResponse> open(
            Call call, OpenRequest asked, Function<UUID, @Nullable Source<ByteString, NotUsed>> answers) {
        return streams.slots().take(call).thenCompose(slot -> open(call, asked, answers, slot));
    }

    private CompletionStage<HttpResponse> open(
            Call call,
            OpenRequest asked,
            Function<UUID, @Nullable Source<ByteString, NotUsed>> answers,
            StreamSlots.Slot slot) {
        return timeout.on(
                        own.requireRoom(call, asked).thenCompose(_ -> sessions.open(asked, call.owner(), call.trace())))
                .thenCompose(opened -> inherited(call, opened)
                        .thenCompose(inherited -> streams.follow(
                                call.request(),
                                opened.id(),
                                call.owner(),
                                start(call, opened),
                                slot,
                                inherited.orElse(null),
                                answers.apply(opened.id()))))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        slot.release();
                    }
                });
    }

    /// Who sends the same request again, and says how far it got, goes on there.
    private static OptionalLong start(Call call, OpenedSession opened) {
        OptionalLong after = opened.created() ? OptionalLong.empty() : StreamStart.afterLastEvent(call.request());
        return after.isPresent() ? after : OptionalLong.of(opened.firstSeq());
    }

    private CompletionStage<Optional<Inherited>> inherited(Call call, OpenedSession opened) {
        return opened.created()
                ? CompletableFuture.completedStage(Optional.ofNullable(opened.inherited()))
                : sessions.reads().inherited(opened.id(), call.owner());
    }

    private Bodies.Reader<OpenRequest> reader(HttpRequest request, MediaType type) {
        if (type.equals(MediaTypes.MULTIPART_FORM_DATA)) {
            String boundary = boundary(request);
            return in -> readForm(in, boundary);
        }
        return in -> SolveRequestReader.read(in, limits.within(in.memory()));
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
