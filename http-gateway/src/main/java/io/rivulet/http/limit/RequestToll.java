// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.actors.limit.Leases;
import io.rivulet.actors.limit.core.Standing;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Problems;
import io.rivulet.http.route.Router;
import io.rivulet.http.route.Toll;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// Counts requests by their caller. Each answer to one that is counted says what is left.
/// **Source** draft-ietf-httpapi-ratelimit-headers-06 for the headers.
final class RequestToll implements Toll {
    private final Leases leases;
    private final CallerRules rules;
    private final RefusedAddresses refused;

    RequestToll(Leases leases, CallerRules rules, LongSupplier nanoTime) {
        this.leases = leases;
        this.rules = rules;
        this.refused = new RefusedAddresses(nanoTime);
    }

    @Override
    public CompletionStage<HttpResponse> pass(Call call, Access access, Router.Handler handler) {
        if (access == Access.PUBLIC) {
            return handler.handle(call);
        }
        return rules.of(call).thenCompose(counted -> pass(call, counted, handler));
    }

    private CompletionStage<HttpResponse> pass(Call call, CallerRules.Counted counted, Router.Handler handler) {
        if (counted.limits().quotas().isEmpty()) {
            return handler.handle(call);
        }
        return leases.request(counted.name(), counted.limits()).thenCompose(standing -> {
            List<HttpHeader> headers = headers(standing, counted);
            return standing.passes()
                    ? answer(handler, call).thenApply(response -> response.addHeaders(headers))
                    : CompletableFuture.completedStage(Problems.response(
                            refusal(standing.retryNanos(), counted), headers.toArray(HttpHeader[]::new)));
        });
    }

    @Override
    public CompletionStage<Done> mayTry(HttpRequest request) {
        CallerRules.Counted counted = rules.stranger(request);
        long nanos = refused.nanosLeft(counted.name());
        return nanos > 0
                ? CompletableFuture.failedStage(refusal(nanos, counted).exception())
                : CompletableFuture.completedStage(Done.getInstance());
    }

    @Override
    public CompletionStage<Done> stranger(HttpRequest request) {
        CallerRules.Counted counted = rules.stranger(request);
        return one(counted, nanos -> refused.add(counted.name(), nanos));
    }

    @Override
    public CompletionStage<Done> frame(Call call) {
        return rules.of(call).thenCompose(counted -> one(counted, _ -> {}));
    }

    private CompletionStage<Done> one(CallerRules.Counted counted, LongConsumer refusedFor) {
        return counted.limits().quotas().isEmpty()
                ? CompletableFuture.completedStage(Done.getInstance())
                : leases.request(counted.name(), counted.limits()).thenApply(standing -> {
                    if (!standing.passes()) {
                        refusedFor.accept(standing.retryNanos());
                        throw refusal(standing.retryNanos(), counted).exception();
                    }
                    return Done.getInstance();
                });
    }

    /// A refusal of the handler is an answer too, and says what is left.
    private static CompletionStage<HttpResponse> answer(Router.Handler handler, Call call) {
        CompletionStage<HttpResponse> answer;
        try {
            answer = handler.handle(call);
        } catch (RuntimeException failure) {
            answer = CompletableFuture.failedStage(failure);
        }
        return answer.exceptionally(Problems::response);
    }

    private static Problem refusal(long retryNanos, CallerRules.Counted counted) {
        String who = counted.name().startsWith("user:") ? "This user" : "This address";
        return Problem.of(
                        ProblemCode.RATE_LIMITED,
                        who + " has made as many requests as allowed: "
                                + counted.limits().policy() + " (requests;w=seconds).")
                .retryAfter(Math.max(1, TimeUnit.NANOSECONDS.toMillis(retryNanos)));
    }

    private static List<HttpHeader> headers(Standing standing, CallerRules.Counted counted) {
        return List.of(
                RawHeader.create("RateLimit-Limit", Integer.toString(standing.limit())),
                RawHeader.create("RateLimit-Remaining", Integer.toString(standing.remaining())),
                RawHeader.create("RateLimit-Reset", Long.toString(wholeSeconds(standing.resetNanos()))),
                RawHeader.create("RateLimit-Policy", counted.limits().policy()));
    }

    private static long wholeSeconds(long nanos) {
        return Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1));
    }
}
