// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/// Answers requests that are no HTTP, before any route sees them. Found by name through `error-handler`, as a Scala
/// object would be, hence the field's odd name.
public final class ParsingErrors extends ParsingErrorHandler {
    @SuppressWarnings({"checkstyle:ConstantName", "unused", "MemberName"})
    public static final ParsingErrors MODULE$ = new ParsingErrors();

    /// How the parser says that there are more headers than it takes, as a bad request like any other.
    private static final String TOO_MANY_HEADERS = "more than the configured limit of";

    private ParsingErrors() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        return problem(status, info).addHeaders(Problems.CAREFUL);
    }

    private static HttpResponse problem(StatusCode status, ErrorInfo info) {
        String what = info.summary();
        if (what.contains(TOO_MANY_HEADERS)) {
            return Problems.response(Problem.of(ProblemCode.HEADERS_TOO_LARGE, what));
        }
        return switch (status.intValue()) {
            case 414 -> Problems.response(Problem.of(ProblemCode.URI_TOO_LONG, what));
            case 431 -> Problems.response(Problem.of(ProblemCode.HEADERS_TOO_LARGE, what));
            case 413 -> Problems.response(Problem.of(ProblemCode.BODY_TOO_LARGE, what));
            case 408 -> Problems.response(Problem.of(ProblemCode.REQUEST_TIMEOUT, what));
            case 501 ->
                Problems.response(
                        Problem.of(ProblemCode.METHOD_NOT_ALLOWED, what),
                        RawHeader.create("Allow", "GET, POST, DELETE"));
            default -> Problems.response(Problem.of(ProblemCode.MALFORMED_BODY, "The request can't be read: " + what));
        };
    }
}
