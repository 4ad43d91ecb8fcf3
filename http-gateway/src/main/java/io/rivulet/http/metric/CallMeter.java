// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.metric;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import io.rivulet.actors.alert.core.Alert;
import io.rivulet.actors.meter.Meters;
import io.rivulet.actors.telemetry.Telemetry;
import io.rivulet.actors.telemetry.Traces;
import io.rivulet.http.route.CallWatch;
import io.rivulet.http.route.Place;
import io.rivulet.serialization.problem.ProblemCode;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.jspecify.annotations.Nullable;

/// Counts and traces requests by their routes, as they were registered: what a caller writes into a path is
/// no label. Where an answer is the node's own fault it alerts.
/// **Thread** any.
public final class CallMeter implements CallWatch {
    private static final String TRACEPARENT = "traceparent";
    /// From here on a status is the server's fault.
    private static final int LEAST_FAULT = 500;

    private final Telemetry telemetry;
    private final LongSupplier nanoTime;
    private final Counter requests;
    private final Histogram seconds;
    private final Counter problems;

    public CallMeter(Telemetry telemetry, LongSupplier nanoTime) {
        this.telemetry = telemetry;
        this.nanoTime = nanoTime;
        Meters meters = telemetry.meters();
        requests = meters.counter(
                "rivulet_http_requests_total", "Requests that were answered.", "method", "route", "status");
        seconds = meters.seconds(
                "rivulet_http_request_seconds",
                "Time from when a request's route was known to when its answer began.",
                "route");
        problems = meters.counter("rivulet_http_problems_total", "Requests that were refused, by code.", "code");
    }

    @Override
    public Seen begun(Place place, HttpRequest request) {
        Traces.Span span = telemetry
                .traces()
                .beginRequest(
                        place.method() + " " + place.pattern(),
                        request.getHeader(TRACEPARENT).map(HttpHeader::value).orElse(null),
                        Map.of("http.request.method", place.method(), "http.route", place.pattern()));
        return new Measured(place, span, nanoTime.getAsLong());
    }

    private final class Measured implements Seen {
        private final Place place;
        private final Traces.Span span;
        private final long began;

        private Measured(Place place, Traces.Span span, long began) {
            this.place = place;
            this.span = span;
            this.began = began;
        }

        @Override
        public @Nullable String trace() {
            return span.traceparent();
        }

        @Override
        public void answered(HttpResponse answer, @Nullable ProblemCode problem) {
            String status = Integer.toString(answer.status().intValue());
            requests.labelValues(place.method(), place.pattern(), status).inc();
            seconds.labelValues(place.pattern()).observe(Unit.nanosToSeconds(nanoTime.getAsLong() - began));
            if (problem != null) {
                failed(place, problem);
            }
            span.end(problem == null || problem.status() < LEAST_FAULT ? null : problem.wireName());
        }
    }

    private void failed(Place place, ProblemCode problem) {
        problems.labelValues(problem.wireName()).inc();
        @Nullable Alert alert = Alert.of(problem);
        if (alert != null) {
            telemetry
                    .alerts()
                    .raise(alert, place.method() + " " + place.pattern(), "a call was answered " + problem.wireName());
        }
    }
}
