// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

/// Finds the handler of a request by path, then by method, and answers every failure as a problem. Paths are few and
/// flat, so a list is searched: no rejections to translate, and `Allow` is what the list says.
public final class Router {
    /// What a route does. It may throw, or fail its stage; either becomes a problem.
    @FunctionalInterface
    public interface Handler {
        CompletionStage<HttpResponse> handle(Call call);
    }

    /// Reads the body of a request to its end, or to a bound, so that the connection can go on.
    @FunctionalInterface
    public interface Discard {
        CompletionStage<Done> discard(HttpRequest request);
    }

    private record Entry(Place place, Handler handler) {}

    private record Route(List<String> pattern, Map<String, Entry> methods) {}

    /// What the gate says of those whom it does not let in; an outage too, which made-up tokens would prolong.
    private static final Set<ProblemCode> STRANGE =
            EnumSet.of(ProblemCode.UNAUTHENTICATED, ProblemCode.FORBIDDEN, ProblemCode.AUTH_UNAVAILABLE);

    private final List<Route> routes = new ArrayList<>();
    private final Discard bodies;
    private final Gate gate;
    private final Toll toll;
    private final Audit audit;
    private final CallWatch watch;

    /// @param bodies reads what nobody asked for
    public Router(Discard bodies, Gate gate, Toll toll, Audit audit, CallWatch watch) {
        this.bodies = bodies;
        this.gate = gate;
        this.toll = toll;
        this.audit = audit;
        this.watch = watch;
    }

    /// Where nobody watches.
    public Router(Discard bodies, Gate gate, Toll toll, Audit audit) {
        this(bodies, gate, toll, audit, CallWatch.NONE);
    }

    /// Where everybody may call everything, uncounted.
    public Router(Discard bodies) {
        this(bodies, Gate.OPEN, Toll.FREE, Audit.NONE);
    }

    public Router get(String path, Handler handler) {
        return get(path, Access.USER, handler);
    }

    public Router get(String path, Access access, Handler handler) {
        return on(new Place("GET", path, access, false), handler);
    }

    /// What a browser may get with a ticket in the address, where it can't send headers.
    public Router getByBrowsers(String path, Handler handler) {
        return on(new Place("GET", path, Access.USER, true), handler);
    }

    public Router post(String path, Handler handler) {
        return post(path, Access.USER, handler);
    }

    public Router post(String path, Access access, Handler handler) {
        return on(new Place("POST", path, access, false), handler);
    }

    public Router delete(String path, Handler handler) {
        return on(new Place("DELETE", path, Access.USER, false), handler);
    }

    /// All routes, in the order in which they were added.
    public List<Place> places() {
        return routes.stream()
                .flatMap(route -> route.methods().values().stream().map(Entry::place))
                .toList();
    }

    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = route(request);
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedStage(failure);
        }
        // A body that nobody read would keep the connection's next request waiting, and a client that is still
        // sending would see a reset instead of the answer.
        return answer.handle((response, failure) -> failure == null ? response : nowhere(request, failure))
                .thenCompose(response -> response.status().isFailure()
                        ? bodies.discard(request).thenApply(_ -> response)
                        : CompletableFuture.completedStage(response));
    }

    private HttpResponse nowhere(HttpRequest request, Throwable failure) {
        return answered(watch.begun(Place.NOWHERE, request), failure);
    }

    private static HttpResponse answered(CallWatch.Seen seen, Throwable failure) {
        Problem problem = Problems.problemOf(failure);
        HttpResponse answer = Problems.response(failure, problem);
        seen.answered(answer, problem.code());
        return answer;
    }

    private CompletionStage<HttpResponse> route(HttpRequest request) {
        List<String> segments = segments(request);
        for (Route route : routes) {
            Optional<List<String>> captures = match(route.pattern(), segments);
            if (captures.isPresent()) {
                return dispatch(route, request, captures.get());
            }
        }
        throw Problem.of(
                        ProblemCode.ROUTE_NOT_FOUND,
                        "There is no " + Call.shown(request.getUri().path()) + " on this server.")
                .exception();
    }

    private CompletionStage<HttpResponse> dispatch(Route route, HttpRequest request, List<String> captures) {
        String method = request.method().name();
        Entry entry = route.methods().get(method);
        if (entry != null) {
            // Only POST reads its body; what else comes with one would keep the connection waiting.
            Handler handler = method.equals("POST")
                    ? entry.handler()
                    : call -> bodies.discard(request)
                            .thenCompose(_ -> entry.handler().handle(call));
            return admit(entry.place(), handler, request, captures);
        }
        String allowed = String.join(", ", route.methods().keySet());
        HttpResponse refusal = Problems.response(
                Problem.of(
                        ProblemCode.METHOD_NOT_ALLOWED,
                        Call.shown(request.getUri().path()) + " takes " + allowed + ", not " + method + "."),
                RawHeader.create("Allow", allowed));
        watch.begun(Place.NOWHERE, request).answered(refusal, ProblemCode.METHOD_NOT_ALLOWED);
        return CompletableFuture.completedStage(refusal);
    }

    private CompletionStage<HttpResponse> admit(
            Place place, Handler handler, HttpRequest request, List<String> captures) {
        CallWatch.Seen seen = watch.begun(place, request);
        var caller = new AtomicReference<>(Principal.NOBODY);
        CompletionStage<HttpResponse> answer;
        try {
            answer = admitted(place, request, captures).thenCompose(known -> {
                caller.set(known);
                return toll.pass(new Call(request, place, captures, known, seen.trace()), place.access(), handler);
            });
        } catch (RuntimeException refused) {
            answer = CompletableFuture.failedStage(refused);
        }
        return answer.handle((response, failure) -> {
            try (var _ = TraceInLog.of(seen.trace())) {
                HttpResponse said = failure == null ? response : answered(seen, failure);
                if (failure == null) {
                    seen.answered(said, null);
                }
                audit.heard(place, request, captures, caller.get(), said);
                return said;
            }
        });
    }

    private CompletionStage<Principal> admitted(Place place, HttpRequest request, List<String> captures) {
        CompletionStage<Principal> known;
        try {
            known = gate.admit(request, place, captures);
        } catch (RuntimeException refused) {
            known = CompletableFuture.failedStage(refused);
        }
        return known.exceptionallyCompose(refused -> {
            return STRANGE.contains(Problems.problemOf(refused).code())
                    ? toll.stranger(request).thenCompose(_ -> CompletableFuture.failedStage(refused))
                    : CompletableFuture.failedStage(refused);
        });
    }

    private static List<String> segments(HttpRequest request) {
        try {
            // Read here once, so that no handler meets a query that can't be decoded.
            request.getUri().query();
            var segments = new ArrayList<String>();
            request.getUri().pathSegments().forEach(segments::add);
            return segments;
        } catch (IllegalUriException | IllegalArgumentException illegal) {
            throw Problem.of(ProblemCode.MALFORMED_BODY, "The address of the request can't be decoded.")
                    .hint("Percent-encode what is not a letter, a digit or one of -._~ in path and query.")
                    .exception();
        }
    }

    private static Optional<List<String>> match(List<String> pattern, List<String> segments) {
        if (pattern.size() != segments.size()) {
            return Optional.empty();
        }
        var captures = new ArrayList<String>();
        for (int k = 0; k < pattern.size(); k++) {
            if (pattern.get(k).startsWith("{")) {
                captures.add(segments.get(k));
            } else if (!pattern.get(k).equals(segments.get(k))) {
                return Optional.empty();
            }
        }
        return Optional.of(captures);
    }

    private Router on(Place place, Handler handler) {
        List<String> pattern = List.of(place.pattern().substring(1).split("/"));
        Route route = routes.stream()
                .filter(known -> known.pattern().equals(pattern))
                .findFirst()
                .orElseGet(() -> {
                    var made = new Route(pattern, new LinkedHashMap<>());
                    routes.add(made);
                    return made;
                });
        route.methods().put(place.method(), new Entry(place, handler));
        return this;
    }
}
