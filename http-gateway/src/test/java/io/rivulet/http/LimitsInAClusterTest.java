// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A limit holds for two gateways together.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitsInAClusterTest {
    private static final int PER_MINUTE = 40;
    /// A tenth of the limit may be leased to a gateway that does not spend it.
    private static final int LEASED = PER_MINUTE / 10;

    private static final int STREAMS = 3;
    private static final long PATIENCE_SECONDS = 60;
    private static final String SLOW_MACHINE = "pekko.cluster.failure-detector.acceptable-heartbeat-pause = 10s";
    private static final GatewaySettings SETTINGS = GatewaySettings.defaults()
            .limits(LimitSettings.DEFAULTS
                    .with(Limit.REQUESTS_PER_MINUTE, PER_MINUTE)
                    .with(Limit.USER_STREAMS, STREAMS)
                    .behind("127.0.0.1"));

    private static HttpResponse<String> status(OneNode at, String client) throws Exception {
        return at.get("/api/v1/status", "X-Forwarded-For", client);
    }

    private static HttpResponse<Stream<String>> stream(OneNode at, String client) throws Exception {
        return at.stream(at.request("/api/v1/solve-stream")
                .headers("Content-Type", "application/json", "X-Forwarded-For", client)
                .POST(HttpRequest.BodyPublishers.ofString(SmallSystem.LIVE)));
    }

    /// A gateway that reaches no limiter yet counts by itself: each client that is seen by both tells whether it is so.
    private static void awaitLimiters(OneNode first, OneNode second) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        for (int k = 1; ; k++) {
            String client = "198.51.100." + (k % 250 + 1);
            status(first, client);
            String left = status(second, client)
                    .headers()
                    .firstValue("RateLimit-Remaining")
                    .orElseThrow();
            if (Integer.parseInt(left) < PER_MINUTE - 1) {
                return;
            }
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void requestsAndStreamsAreCountedAtBothGatewaysTogether() throws Exception {
        try (OneNode first = new OneNode("first", SETTINGS, SLOW_MACHINE, null);
                OneNode second = new OneNode("second", SETTINGS, SLOW_MACHINE, first)) {
            awaitLimiters(first, second);
            int passed = 0;
            for (int k = 0; k < 2 * PER_MINUTE; k++) {
                passed += status(k % 2 == 0 ? first : second, "192.0.2.1").statusCode() == 200 ? 1 : 0;
            }
            assertThat(passed).isBetween(PER_MINUTE - LEASED, PER_MINUTE);

            assertStreamsAreCounted(first, second);
        }
    }

    private static void assertStreamsAreCounted(OneNode first, OneNode second) throws Exception {
        List<HttpResponse<Stream<String>>> open = new ArrayList<>();
        try {
            for (int k = 0; k < STREAMS; k++) {
                open.add(stream(k % 2 == 0 ? first : second, "192.0.2.2"));
            }
            assertThat(open).extracting(HttpResponse::statusCode).containsOnly(200);
            for (OneNode each : List.of(first, second)) {
                open.add(stream(each, "192.0.2.2"));
                assertThat(open.getLast().statusCode()).isEqualTo(429);
            }
            // Told to its end: when a node notices that a client is gone is not counted in tries.
            first.delete(open.getFirst().headers().firstValue("X-Session-Id").orElseThrow());
            open.getFirst().body().forEach(_ -> {});
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            do {
                assertThat(System.nanoTime()).isLessThan(deadline);
                assertThat(open.size())
                        .as("tries, of those that the rate allows")
                        .isLessThan(PER_MINUTE);
                open.add(stream(second, "192.0.2.2"));
            } while (open.getLast().statusCode() != 200);
        } finally {
            open.forEach(each -> each.body().close());
        }
    }
}
