// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.actors.session.core.Slices;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.cost.Commands;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.IndexList;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.http.stream.StreamForm;
import io.rivulet.http.stream.StreamStart;
import io.rivulet.http.stream.Streams;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CommandReader;
import io.rivulet.serialization.view.EntryView;
import io.rivulet.serialization.view.GradientView;
import io.rivulet.serialization.view.SessionStates;
import io.rivulet.serialization.view.ViewJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.ETag;
import org.apache.pekko.http.javadsl.model.headers.EntityTag;

/// Following, reading, commanding and ending sessions.
public final class SessionRoutes {
    private static final long DEFAULT_PAGE = 100;
    private static final long MAX_PAGE = 1000;
    private static final double DEFAULT_ENTRY_ERROR = 1e-6;
    /// Costs that a gradient names.
    private static final long COSTS = 100;
    private static final long MOST_COSTS = 10_000;
    private static final String SESSION = "/api/v1/sessions/{id}";
    private final Sessions sessions;
    private final Bodies bodies;
    private final Streams streams;
    private final AnswerTimeout timeout;

    public SessionRoutes(Sessions sessions, Bodies bodies, Streams streams, AnswerTimeout timeout) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.streams = streams;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.get("/api/v1/sessions", this::list)
                .delete(SESSION, this::delete)
                .get("/api/v1/status/{id}", this::status)
                .getByBrowsers(SESSION + "/stream", this::stream)
                .get(SESSION + "/solution", this::solution)
                .get(SESSION + "/entries", this::entries)
                .get(SESSION + "/entries/{i}", this::entry)
                .get(SESSION + "/entries/{i}/gradient", this::gradient)
                .post(SESSION + "/commands", this::command);
    }

    private CompletionStage<HttpResponse> list(Call call) {
        int limit = (int) call.number("limit", 1, MAX_PAGE, DEFAULT_PAGE);
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : call.parameters("label")) {
            int colon = label.indexOf(':');
            if (colon < 1) {
                throw Problem.of(
                                ProblemCode.WRONG_TYPE, "label is '" + Call.shown(label) + "', it has to be key:value.")
                        .exception();
            }
            labels.put(label.substring(0, colon), label.substring(colon + 1));
        }
        return sessions.list(
                        call.owner(),
                        limit,
                        call.parameter("cursor").orElse(null),
                        call.parameter("state").map(SessionRoutes::state).orElse(null),
                        labels)
                .thenApply(page -> Answers.json(ViewJson.list(page.rows(), page.next())));
    }

    private static String state(String text) {
        if (!SessionStates.NAMES.contains(text)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_VALUE, "state is '" + Call.shown(text) + "', which is none.")
                    .hint("States are " + String.join(", ", SessionStates.NAMES) + ".")
                    .exception();
        }
        return text;
    }

    private CompletionStage<HttpResponse> delete(Call call) {
        return sessions.delete(call.session(), call.owner())
                .thenApply(_ -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
    }

    private CompletionStage<HttpResponse> status(Call call) {
        return sessions.reads()
                .status(call.session(), call.owner())
                .thenApply(view -> Answers.json(ViewJson.status(view)));
    }

    private CompletionStage<HttpResponse> stream(Call call) {
        UUID session = call.session();
        StreamForm.wantedBy(call.request());
        OptionalLong from = StreamStart.of(call);
        return streams.slots()
                .take(call)
                .thenCompose(slot -> allowed(call, session)
                        .thenCompose(_ -> sessions.reads().inherited(session, call.owner()))
                        .thenCompose(inherited -> streams.follow(
                                call.request(), session, call.owner(), from, slot, inherited.orElse(null)))
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                slot.release();
                            }
                        }));
    }

    /// A resume token, where one is sent, has to be the session's own.
    private CompletionStage<Boolean> allowed(Call call, UUID session) {
        Optional<String> token = call.parameter("resume_token");
        if (token.isEmpty()) {
            return CompletableFuture.completedStage(true);
        }
        return sessions.streams().resumeTokenValid(session, token.get()).thenApply(valid -> {
            if (!valid) {
                throw Problem.of(
                                ProblemCode.UNAUTHENTICATED,
                                "The resume token is not one of this session, or has expired.")
                        .hint("Take the token of the latest session_opened line; it holds for an hour.")
                        .exception();
            }
            return true;
        });
    }

    private CompletionStage<HttpResponse> solution(Call call) {
        UUID session = call.session();
        long minRevision = call.number("min_revision", 0, Long.MAX_VALUE, 0);
        Optional<int[]> indices = call.parameter("indices").map(IndexList::parse);
        MediaType type = indices.isPresent()
                ? Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON)
                : Negotiation.choose(
                        call.request(),
                        MediaTypes.APPLICATION_JSON,
                        MediaTypes.TEXT_PLAIN,
                        MediaTypes.APPLICATION_OCTET_STREAM);
        return timeout.on(sessions.reads().solution(session, call.owner(), minRevision))
                .thenApply(solution -> {
                    indices.ifPresent(wanted ->
                            IndexList.check(wanted, solution.result().x().size()));
                    HttpHeader tag = ETag.create(
                            EntityTag.create(Long.toString(solution.result().revision()), false));
                    if (known(call, solution)) {
                        return HttpResponse.create()
                                .withStatus(StatusCodes.NOT_MODIFIED)
                                .addHeader(tag);
                    }
                    HttpResponse answer = indices.isPresent()
                            ? Answers.json(SolutionBody.json(session, solution, indices.get()))
                            : whole(call, session, solution, type).addHeader(Answers.NO_STORE);
                    boolean longAnswer = solution.result().x().size() > VectorBody.PIECE_ENTRIES;
                    return longAnswer && indices.isEmpty()
                            ? answer.addHeaders(List.of(tag, Answers.LAST))
                            : answer.addHeader(tag);
                });
    }

    private static HttpResponse whole(Call call, UUID session, Answer.Solution solution, MediaType type) {
        if (type.equals(MediaTypes.TEXT_PLAIN)) {
            return Answers.streamed(
                    call.request(),
                    ContentTypes.create(MediaTypes.TEXT_PLAIN, HttpCharsets.US_ASCII),
                    VectorBody.matrixMarket(solution.result().x()));
        }
        if (type.equals(MediaTypes.APPLICATION_OCTET_STREAM)) {
            return Answers.streamed(
                    call.request(),
                    ContentTypes.APPLICATION_OCTET_STREAM,
                    VectorBody.littleEndian(solution.result().x()));
        }
        return Answers.streamed(call.request(), ContentTypes.APPLICATION_JSON, SolutionBody.json(session, solution));
    }

    private static boolean known(Call call, Answer.Solution solution) {
        return call.request()
                .getHeader("If-None-Match")
                .map(HttpHeader::value)
                .filter(tags -> tags.contains("\"" + solution.result().revision() + "\""))
                .isPresent();
    }

    private CompletionStage<HttpResponse> entry(Call call) {
        UUID session = call.session();
        int index = IndexList.index(call.capture(1));
        double error = call.positive("error", DEFAULT_ENTRY_ERROR);
        return timeout.on(sessions.reads().entries(session, call.owner(), new int[] {index}, error))
                .thenApply(found ->
                        Answers.json(ViewJson.entry(view(found.entries().getFirst()), found.revision())));
    }

    private CompletionStage<HttpResponse> gradient(Call call) {
        UUID session = call.session();
        int index = IndexList.index(call.capture(1));
        double error = call.positive("error", DEFAULT_ENTRY_ERROR);
        int count = (int) call.number("count", 1, MOST_COSTS, COSTS);
        return timeout.on(sessions.reads().gradient(session, call.owner(), index, error, count))
                .thenApply(found -> Answers.json(ViewJson.gradient(new GradientView(
                        found.index(),
                        found.row(),
                        found.omitted(),
                        found.bound(),
                        found.reached(),
                        found.work(),
                        found.revision()))));
    }

    private CompletionStage<HttpResponse> entries(Call call) {
        UUID session = call.session();
        String wanted = call.parameter("indices")
                .orElseThrow(() -> Problem.of(ProblemCode.MISSING_FIELD, "The parameter indices is missing.")
                        .hint("For example ?indices=1,5-9.")
                        .exception());
        double error = call.positive("error", DEFAULT_ENTRY_ERROR);
        return timeout.on(sessions.reads()
                        .entries(session, call.owner(), IndexList.parse(wanted, IndexList.MAX_ESTIMATED), error))
                .thenApply(found -> Answers.json(ViewJson.entries(
                        found.entries().stream().map(SessionRoutes::view).toList(), found.revision())));
    }

    /// An estimate as it is told.
    public static EntryView view(Slices.EntryResult entry) {
        return new EntryView(
                entry.index(),
                entry.value(),
                entry.errorBound(),
                entry.kind(),
                entry.delta(),
                entry.seed(),
                entry.work(),
                entry.method());
    }

    private CompletionStage<HttpResponse> command(Call call) {
        UUID session = call.session();
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(call.request(), CommandReader::read)
                .thenCompose(command -> Commands.carryOut(sessions, session, call.owner(), command))
                .thenApply(view -> Answers.json(ViewJson.status(view)));
    }
}
