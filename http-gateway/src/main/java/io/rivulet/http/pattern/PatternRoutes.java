// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.pattern;

import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.BodyStream;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Negotiation;
import io.rivulet.http.route.Router;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.request.PatternReader;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/// Patterns and experiences of the caller.
public final class PatternRoutes {
    /// Two series of the greatest length, each number written out, and as much beside them.
    private static final int MOST_BYTES = 2 << 20;

    private static final int CREATED = 201;
    private static final String PATTERNS = "/api/v1/patterns";
    private static final String EXPERIENCES = "/api/v1/experiences";
    private static final String EXPERIENCE = EXPERIENCES + "/{experience}";

    private final PatternCalls calls;
    private final Bodies bodies;
    private final AnswerTimeout timeout;

    public PatternRoutes(Sessions sessions, Bodies bodies, AnswerTimeout timeout) {
        this.calls = new PatternCalls(sessions.patterns(), InstantSource.system());
        this.bodies = bodies;
        this.timeout = timeout;
    }

    public void addTo(Router router) {
        router.post(PATTERNS, call -> kept(call, PatternReader::store, calls::store))
                .get(PATTERNS, call -> told(call, calls.survey(call.owner())))
                .post(PATTERNS + "/match", call -> asked(call, PatternReader::match, (m, _) -> calls.match(m)))
                .post(PATTERNS + "/search", call -> asked(call, PatternReader::search, calls::search))
                .post(PATTERNS + "/signal", call -> asked(call, PatternReader::signal, calls::signal))
                .delete(PATTERNS + "/{pattern}", this::delete)
                .post(EXPERIENCES, call -> kept(call, PatternReader::experience, calls::record))
                .get(EXPERIENCE, call -> told(call, calls.experience(call.capture(0), call.owner())))
                .post(
                        EXPERIENCE + "/outcome",
                        call -> asked(
                                call,
                                PatternReader::outcome,
                                (outcome, owner) -> calls.observe(call.capture(0), outcome, owner)))
                .get(EXPERIENCE + "/verdict", call -> told(call, calls.verdict(call.capture(0), call.owner())));
    }

    private <T> CompletionStage<T> read(Call call, Function<byte[], T> reader) {
        Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return bodies.read(call.request(), in -> reader.apply(bytes(in)));
    }

    private static byte[] bytes(BodyStream in) throws IOException {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            throw Problem.of(ProblemCode.BODY_TOO_LARGE, "The body has more than the " + MOST_BYTES + " bytes allowed.")
                    .hint("A series has at most 10,000 values.")
                    .exception();
        }
        return bytes;
    }

    /// What is answered for is durable: 201 the first time, 200 for a repeat.
    private <T> CompletionStage<HttpResponse> kept(
            Call call, Function<byte[], T> reader, BiFunction<T, String, CompletionStage<PatternCalls.Answer>> work) {
        return read(call, reader)
                .thenCompose(asked -> timeout.on(work.apply(asked, call.owner())))
                .thenApply(answer ->
                        answer.created() ? Answers.json(CREATED, answer.json()) : Answers.json(answer.json()));
    }

    private <T> CompletionStage<HttpResponse> asked(
            Call call, Function<byte[], T> reader, BiFunction<T, String, CompletionStage<byte[]>> work) {
        return read(call, reader)
                .thenCompose(asked -> timeout.on(work.apply(asked, call.owner())))
                .thenApply(Answers::json);
    }

    private CompletionStage<HttpResponse> told(Call call, CompletionStage<byte[]> answer) {
        Negotiation.choose(call.request(), MediaTypes.APPLICATION_JSON);
        return timeout.on(answer).thenApply(Answers::json);
    }

    /// Also where it is not there any more.
    private CompletionStage<HttpResponse> delete(Call call) {
        return timeout.on(calls.delete(call.capture(0), call.owner()))
                .thenApply(_ -> HttpResponse.create().withStatus(StatusCodes.NO_CONTENT));
    }
}
