// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.edge;

import io.rivulet.http.auth.BearerToken;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.Problems;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.japi.function.Function;

/// Around the router: answers what browsers ask before they ask (CORS), and gives every answer the headers that keep
/// browsers careful. Without a configured origin there is no CORS header at all.
/// **Source** Fetch Standard, 3.3; RFC 6750, 3.
public final class Edge {
    private static final HttpHeader ORIGIN_MATTERS = RawHeader.create("Vary", "Origin");
    private static final HttpHeader CREDENTIALS = RawHeader.create("Access-Control-Allow-Credentials", "true");
    private static final HttpHeader EXPOSED = RawHeader.create(
            "Access-Control-Expose-Headers",
            "X-Session-Id, Retry-After, RateLimit, RateLimit-Policy, RateLimit-Limit, RateLimit-Remaining,"
                    + " RateLimit-Reset, ETag, Location, Mcp-Session-Id");
    private static final List<HttpHeader> PREFLIGHT = List.of(
            RawHeader.create("Access-Control-Allow-Methods", "GET, POST, DELETE"),
            RawHeader.create(
                    "Access-Control-Allow-Headers",
                    "Authorization, Content-Type, Content-Encoding, Accept, If-None-Match, Last-Event-ID,"
                            + " Mcp-Session-Id, Mcp-Protocol-Version"),
            RawHeader.create("Access-Control-Max-Age", "600"));
    private static final HttpHeader STRICT_TRANSPORT =
            RawHeader.create("Strict-Transport-Security", "max-age=31536000");
    private static final int UNAUTHENTICATED = 401;

    private final Origins origins;
    private final boolean tls;

    public Edge(Origins origins, boolean tls) {
        this.origins = origins;
        this.tls = tls;
    }

    public Function<HttpRequest, CompletionStage<HttpResponse>> around(
            Function<HttpRequest, CompletionStage<HttpResponse>> inner) {
        return request -> {
            CompletionStage<HttpResponse> answer =
                    isPreflight(request) ? CompletableFuture.completedStage(preflight(request)) : inner.apply(request);
            return answer.thenApply(said -> said.addHeaders(headers(request, said)));
        };
    }

    private static boolean isPreflight(HttpRequest request) {
        return request.method().name().equals("OPTIONS")
                && Origins.of(request) != null
                && request.getHeader("Access-Control-Request-Method").isPresent();
    }

    private HttpResponse preflight(HttpRequest request) {
        String origin = Origins.of(request);
        return origin != null && origins.isConfigured(origin)
                ? HttpResponse.create().withStatus(StatusCodes.NO_CONTENT).addHeaders(PREFLIGHT)
                : Problems.response(Problem.of(ProblemCode.FORBIDDEN, "Pages of this origin may not use this server.")
                        .hint("Its operator names origins in RIVULET_CORS_ORIGINS."));
    }

    private List<HttpHeader> headers(HttpRequest request, HttpResponse answer) {
        List<HttpHeader> headers = new ArrayList<>(Problems.CAREFUL);
        if (tls) {
            headers.add(STRICT_TRANSPORT);
        }
        if (answer.status().intValue() == UNAUTHENTICATED) {
            headers.add(challenge(request));
        }
        if (!origins.isEmpty()) {
            headers.add(ORIGIN_MATTERS);
            String origin = Origins.of(request);
            if (origin != null && origins.isConfigured(origin)) {
                headers.add(RawHeader.create("Access-Control-Allow-Origin", origin));
                headers.add(CREDENTIALS);
                headers.add(EXPOSED);
            }
        }
        return headers;
    }

    private static HttpHeader challenge(HttpRequest request) {
        return RawHeader.create(
                "WWW-Authenticate",
                BearerToken.of(request).isPresent()
                        ? "Bearer realm=\"rivulet\", error=\"invalid_token\""
                        : "Bearer realm=\"rivulet\"");
    }
}
