// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Audit;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.Principal;
import io.rivulet.http.route.Router;
import io.rivulet.http.route.Toll;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.junit.jupiter.api.Test;

/// Whom the gatekeeper does not know is counted, however they were found out.
class StrangersTest {
    private static final String KEY = "alice-key-0123456789abcdef";

    private int strangers;
    private final Toll toll = new Toll() {
        @Override
        public CompletionStage<HttpResponse> pass(Call call, Access access, Router.Handler handler) {
            return handler.handle(call);
        }

        @Override
        public CompletionStage<Done> stranger(HttpRequest request) {
            strangers++;
            return CompletableFuture.completedStage(Done.getInstance());
        }
    };
    private final StaticKeys keys =
            new StaticKeys(Map.of(Fingerprint.of(KEY), new Principal("alice", Access.USER)), List.of());
    private final Gatekeeper gate = new Gatekeeper(
            new Origins(List.of(), true, false),
            new Authenticator(() -> keys, List.of(), new TokenCache(() -> Instant.EPOCH, () -> 0)),
            new Tickets(() -> Instant.EPOCH, new Random(1)),
            (_, _) -> CompletableFuture.completedStage(Optional.empty()),
            toll);
    private final Router router = new Router(
                    _ -> CompletableFuture.completedStage(Done.getInstance()), gate, toll, Audit.NONE)
            .getByBrowsers("/work", _ -> CompletableFuture.completedStage(HttpResponse.create()))
            .get("/state", Access.OPERATOR, _ -> CompletableFuture.completedStage(HttpResponse.create()));

    private int status(HttpRequest request) {
        return router.handle(request).toCompletableFuture().join().status().intValue();
    }

    private static HttpRequest with(HttpRequest request, String name, String value) {
        return request.addHeader(RawHeader.create(name, value));
    }

    @Test
    void eachWayToBeRefusedCounts() {
        HttpRequest work = HttpRequest.GET("/work");
        assertThat(status(work)).isEqualTo(401);
        assertThat(strangers).as("without a word").isEqualTo(1);
        assertThat(status(HttpRequest.GET("/work?ticket=made-up"))).isEqualTo(401);
        assertThat(strangers).as("with a made-up ticket").isEqualTo(2);
        assertThat(status(with(work, "Origin", "https://evil.example"))).isEqualTo(403);
        assertThat(strangers).as("from a page of others").isEqualTo(3);
        assertThat(status(with(work, "Authorization", "Basic YTpi"))).isEqualTo(401);
        assertThat(strangers).as("with another scheme").isEqualTo(4);
        assertThat(status(with(work, "Authorization", "Bearer made-up"))).isEqualTo(401);
        assertThat(strangers).as("with a made-up token").isEqualTo(5);
        assertThat(status(with(HttpRequest.GET("/state"), "Authorization", "Bearer " + KEY)))
                .isEqualTo(403);
        assertThat(strangers).as("without the role").isEqualTo(6);
        assertThat(status(with(work, "Authorization", "Bearer " + KEY))).isEqualTo(200);
        assertThat(strangers).as("known").isEqualTo(6);
    }
}
