// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.actors.incident.Incidents;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.ProblemJson;
import io.rivulet.serialization.problem.RivuletException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place that turns failures into answers: `application/problem+json`, whatever went wrong.
public final class Problems {
    static final ContentType PROBLEM_JSON = MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8)
            .toContentType();
    /// Said in `Retry-After` where a refusal that passes by itself doesn't know better.
    static final long DEFAULT_RETRY_MILLIS = 1000;

    /// What every answer tells browsers.
    public static final List<HttpHeader> CAREFUL = List.of(
            RawHeader.create("X-Content-Type-Options", "nosniff"), RawHeader.create("Referrer-Policy", "no-referrer"));

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    /// `type` is a reference relative to the server that answered.
    private static final String TYPE_BASE = "";

    private Problems() {}

    public static HttpResponse response(Problem problem, HttpHeader... more) {
        return response(problem, problem.code().status(), newInstance(), List.of(more));
    }

    /// What a failed request answers. A bug is logged with its stack under the incident that the client is told.
    public static HttpResponse response(Throwable failure) {
        return response(failure, problemOf(failure));
    }

    /// The same, where its problem is known.
    static HttpResponse response(Throwable failure, Problem problem) {
        String instance = newInstance();
        if (problem.code() == ProblemCode.INTERNAL_ERROR && !(Incidents.cause(failure) instanceof RivuletException)) {
            LOG.error("request failed incident={}", instance, failure);
            return response(
                    Problem.of(ProblemCode.INTERNAL_ERROR, "Incident " + instance + "."), 500, instance, List.of());
        }
        return response(problem, problem.code().status(), instance, List.of());
    }

    /// The problem that a failure stands for; `internal_error` when it is none that a caller should know.
    public static Problem problemOf(Throwable failure) {
        return switch (Incidents.cause(failure)) {
            case RivuletException known -> known.problem();
            case EntityStreamSizeException _ ->
                Problem.of(ProblemCode.BODY_TOO_LARGE, "The body is larger than this server takes.");
            case TimeoutException _ ->
                Problem.of(
                                ProblemCode.STORAGE_UNAVAILABLE,
                                "No answer in time; whether the request took effect is not known.")
                        .hint("Repeat it with the same identity: what was done is not done twice.")
                        .retryAfter(DEFAULT_RETRY_MILLIS);
            default -> Problem.of(ProblemCode.INTERNAL_ERROR, "Something unexpected happened.");
        };
    }

    /// The problem to tell inside a stream; a bug is logged and told by its incident alone.
    public static Problem told(Throwable failure) {
        Problem problem = problemOf(failure);
        if (problem.code() != ProblemCode.INTERNAL_ERROR || Incidents.cause(failure) instanceof RivuletException) {
            return problem;
        }
        String instance = newInstance();
        LOG.error("request failed incident={}", instance, failure);
        return Problem.of(ProblemCode.INTERNAL_ERROR, "Incident " + instance + ".");
    }

    /// The object alone, with an instance of its own.
    public static byte[] json(Problem problem) {
        return ProblemJson.encode(problem, newInstance(), TYPE_BASE);
    }

    private static HttpResponse response(Problem problem, int status, String instance, List<HttpHeader> more) {
        var headers = new ArrayList<>(more);
        boolean passing = status == 429 || status == 503;
        if (passing || problem.retryAfterMs() != null) {
            Long given = problem.retryAfterMs();
            long millis = given == null ? DEFAULT_RETRY_MILLIS : given;
            headers.add(RawHeader.create("Retry-After", Long.toString(Math.max(1, Math.ceilDiv(millis, 1000)))));
        }
        return HttpResponse.create()
                .withStatus(StatusCodes.get(status))
                .addHeaders(headers)
                .addHeader(Answers.NO_STORE)
                .withEntity(PROBLEM_JSON, ProblemJson.encode(problem, instance, TYPE_BASE));
    }

    private static String newInstance() {
        return "urn:uuid:" + UUID.randomUUID();
    }
}
