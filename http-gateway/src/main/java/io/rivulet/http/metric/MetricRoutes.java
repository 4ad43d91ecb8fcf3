// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.metric;

import io.rivulet.actors.meter.Meters;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Router;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// `GET /metrics`: all figures of this node, for Prometheus. They are about everybody's sessions, so that one has to
/// be an operator.
public final class MetricRoutes {
    public static final String PATH = "/metrics";

    /// The text format that every scraper reads.
    static final ContentType TEXT = ContentTypes.parse("text/plain; version=0.0.4; charset=UTF-8");

    private MetricRoutes() {}

    /// @param process figures of the process in the same format, under names of their own; may be empty
    public static void addTo(Router router, Meters meters, Supplier<String> process) {
        router.get(
                PATH,
                Access.OPERATOR,
                _ -> CompletableFuture.completedStage(HttpResponse.create()
                        .addHeader(Answers.NO_STORE)
                        .withEntity(TEXT, (meters.text() + process.get()).getBytes(StandardCharsets.UTF_8))));
    }
}
