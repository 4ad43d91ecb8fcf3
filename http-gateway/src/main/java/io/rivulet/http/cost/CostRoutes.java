// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.actors.session.Sessions;
import io.rivulet.actors.session.UpdateLanes;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.limit.EntryBudget;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.stream.OpenCalls;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.view.ViewJson;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// `POST /api/v1/swarm/costs`: one update or report as JSON, or many as NDJSON.
public final class CostRoutes {
    /// Answers to 50 MiB of short updates.
    private static final long ANSWERS_KEPT_BYTES = 64 << 20;

    private final Sessions sessions;
    private final Bodies bodies;
    private final GatewaySettings settings;
    private final IntakeBudget budget;
    private final EntryBudget entries;
    private final OpenCalls open;
    private final AnswerTimeout timeout;
    private final CostCalls calls;

    public CostRoutes(
            Sessions sessions,
            Bodies bodies,
            GatewaySettings settings,
            IntakeBudget budget,
            EntryBudget entries,
            OpenCalls open) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.settings = settings;
        this.budget = budget;
        this.entries = entries;
        this.open = open;
        this.timeout = AnswerTimeout.below(settings.connections().keepAlive());
        this.calls = new CostCalls(sessions, timeout);
    }

    public void addTo(Router router) {
        router.post("/api/v1/swarm/costs", this::costs);
    }

    private CompletionStage<HttpResponse> costs(Call call) {
        boolean wait = waitsForEffect(call);
        boolean many =
                Answers.NDJSON.equals(Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON, Answers.NDJSON));
        Negotiation.choose(call.request(), many ? Answers.NDJSON : MediaTypes.APPLICATION_JSON);
        return many ? many(call, wait) : one(call, wait);
    }

    private CompletionStage<HttpResponse> one(Call call, boolean wait) {
        return bodies.read(call.request(), in -> {
                    byte[] json = in.readAllBytes();
                    return CostRequestReader.readAny(json, 0, json.length);
                })
                .thenCompose(cost -> calls.carryOut(cost, call.owner(), wait, call.trace()))
                .thenApply(json -> Answers.json(wait ? 200 : 202, json));
    }

    private CompletionStage<HttpResponse> many(Call call, boolean wait) {
        HttpRequest request = call.request();
        UpdateLanes lanes = sessions.lanes(call.owner(), wait, call.trace());
        var intake = new CostIntake(
                (session, updates) -> timeout.on(lanes.send(session, updates)),
                (session, reports) -> timeout.on(sessions.swarm().report(session, call.owner(), reports, wait)),
                settings.intake().costLineLimitBytes(),
                budget,
                entries.shareOf(call.owner()));
        long length = request.entity().getContentLengthOption().orElse(-1);
        if (length > settings.intake().bodyLimitBytes()) {
            throw Problem.of(
                            ProblemCode.BODY_TOO_LARGE,
                            "The body has " + length + " bytes, more than the "
                                    + settings.intake().bodyLimitBytes() + " allowed for a body of known length.")
                    .hint("Send updates without end chunked, and read the answers while sending.")
                    .exception();
        }
        boolean gzip = Bodies.gzipped(request);
        return bodies.gatherSmall(request)
                .thenApply(bytes -> Answers.lines(
                        request,
                        Answers.NDJSON.toContentType(),
                        // Nothing is watched for an answer that nobody takes.
                        Source.lazySource(() -> acknowledgements(call, bytes, gzip, intake))));
    }

    private Source<ByteString, ?> acknowledgements(
            Call call, Source<ByteString, ?> bytes, boolean gzip, CostIntake intake) {
        OpenCalls.Watch watch = open.watch(call.caller());
        SharedKillSwitch end = KillSwitches.shared("costs");
        watch.onLost(() -> end.abort(OpenCalls.revoked().exception()));
        return (gzip ? Bodies.gunzipped(bytes) : bytes)
                .via(end.flow())
                .via(intake.acknowledgements())
                .recover(Throwable.class, () -> lastAnswer(watch, gzip))
                .via(new AckBuffer(ANSWERS_KEPT_BYTES, budget))
                .watchTermination((body, over) -> {
                    over.whenComplete((_, _) -> watch.close());
                    return body;
                });
    }

    private static ByteString lastAnswer(OpenCalls.Watch watch, boolean gzip) {
        Problem why = watch.lost()
                ? OpenCalls.revoked()
                : Problem.of(
                        ProblemCode.MALFORMED_BODY,
                        gzip ? "The body is not gzip, or broke off." : "The body broke off.");
        return ByteString.fromArrayUnsafe(CostIntake.line(ViewJson.rejected(why)));
    }

    private static boolean waitsForEffect(Call call) {
        Optional<String> wait = call.parameter("wait");
        if (wait.isPresent() && !wait.get().equals("applied")) {
            throw Problem.of(
                            ProblemCode.UNSUPPORTED_VALUE,
                            "wait is '" + Call.shown(wait.get()) + "'; the only value is 'applied'.")
                    .exception();
        }
        return wait.isPresent();
    }
}
