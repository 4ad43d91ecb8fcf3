// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.actors.limit.Leases;
import io.rivulet.actors.limit.OwnLimiters;
import io.rivulet.actors.workflow.Workflows;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Audit;
import io.rivulet.http.route.Gate;
import io.rivulet.http.route.Principal;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

/// A router whose gate knows who says `X-User`, on a clock that stands still.
class RequestTollTest {
    private static final int PER_MINUTE = 20;

    private static final WorkflowLimits SILENT =
            new WorkflowLimits(_ -> CompletableFuture.completedStage(Workflows.Limits.NONE), () -> 0);

    private final Leases leases =
            new Leases(new OwnLimiters(() -> 0), new OwnLimiters(() -> 0), new UUID(1, 1), () -> 0);
    private final Gate gate = (request, place, _) -> request.getHeader("X-User")
            .map(user -> new Principal(user.value(), Access.USER))
            .or(() -> place.access() == Access.PUBLIC ? Optional.of(Principal.NOBODY) : Optional.empty())
            .<CompletionStage<Principal>>map(CompletableFuture::completedStage)
            .orElseGet(() -> CompletableFuture.failedStage(
                    Problem.of(ProblemCode.UNAUTHENTICATED, "No token.").exception()));
    private final AtomicLong nanos = new AtomicLong();
    private final RequestToll toll = new RequestToll(
            leases,
            new CallerRules(LimitSettings.DEFAULTS.with(Limit.REQUESTS_PER_MINUTE, PER_MINUTE), true, SILENT),
            nanos::get);
    private final Router router = new Router(
                    _ -> CompletableFuture.completedStage(Done.getInstance()), gate, toll, Audit.NONE)
            .get("/work", _ -> CompletableFuture.completedStage(HttpResponse.create()))
            .get("/broken", _ -> {
                throw new IllegalStateException("a bug");
            })
            .get("/health", Access.PUBLIC, _ -> CompletableFuture.completedStage(HttpResponse.create()));

    private HttpResponse get(String path, String user) {
        HttpRequest request = HttpRequest.GET(path);
        return router.handle(user.isEmpty() ? request : request.addHeader(RawHeader.create("X-User", user)))
                .toCompletableFuture()
                .join();
    }

    private static String header(HttpResponse response, String name) {
        return response.getHeader(name).map(HttpHeader::value).orElse("");
    }

    @Test
    void eachUserHasLimitsOfTheirOwn() {
        for (int k = 0; k < PER_MINUTE; k++) {
            assertThat(get("/work", "alice").status().intValue()).isEqualTo(200);
        }
        HttpResponse refused = get("/work", "alice");
        assertThat(refused.status().intValue()).isEqualTo(429);
        assertThat(header(refused, "Retry-After")).isNotEmpty();
        HttpResponse other = get("/work", "bob");
        assertThat(other.status().intValue()).isEqualTo(200);
        assertThat(header(other, "RateLimit-Remaining")).isEqualTo("" + (PER_MINUTE - 1));
    }

    @Test
    void guessingATokenIsCountedByAddress() {
        for (int k = 0; k < PER_MINUTE; k++) {
            assertThat(get("/work", "").status().intValue()).isEqualTo(401);
        }
        assertThat(get("/work", "").status().intValue()).isEqualTo(429);
        assertThat(get("/work", "alice").status().intValue())
                .as("who has a token")
                .isEqualTo(200);
    }

    @Test
    void whatIsPublicIsNeverRefused() {
        for (int k = 0; k < 3 * PER_MINUTE; k++) {
            HttpResponse answer = get("/health", "");
            assertThat(answer.status().intValue()).isEqualTo(200);
            assertThat(header(answer, "RateLimit-Limit")).isEmpty();
        }
    }

    @Test
    void anIncidentSaysWhatIsLeftToo() {
        HttpResponse broken = get("/broken", "alice");
        assertThat(broken.status().intValue()).isEqualTo(500);
        assertThat(header(broken, "RateLimit-Remaining")).isEqualTo("" + (PER_MINUTE - 1));
    }

    @Test
    void whoWasRefusedTooOftenMayHaveNoTokenJudgedUntilThatIsOver() {
        HttpRequest request = HttpRequest.GET("/work");
        for (int k = 0; k < PER_MINUTE; k++) {
            assertThat(get("/work", "").status().intValue()).isEqualTo(401);
            assertThat(toll.mayTry(request)).isCompleted();
        }
        assertThat(get("/work", "").status().intValue()).isEqualTo(429);
        assertThat(toll.mayTry(request)).isCompletedExceptionally();
        nanos.set(TimeUnit.MINUTES.toNanos(2));
        assertThat(toll.mayTry(request)).isCompleted();
    }
}
