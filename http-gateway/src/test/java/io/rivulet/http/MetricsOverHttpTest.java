// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.actors.meter.Described;
import io.rivulet.http.settings.GatewaySettings;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is counted where it happens is what a scraper reads.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MetricsOverHttpTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(GatewaySettings.defaults());

    private static final String OPENED = "rivulet_sessions_opened_total";
    private static final String SOLVES =
            "rivulet_http_requests_total{method=\"POST\",route=\"/api/v1/solve-stream\",status=\"200\"}";

    @Test
    void aSolveIsCountedWhereverItPasses() throws Exception {
        node.solve(SmallSystem.SOLVE);
        Scrape before = Scrape.of(node);
        List<JsonNode> lines = node.solve(SmallSystem.SOLVE);
        Scrape after = Scrape.of(node);

        for (String once :
                List.of(OPENED, SOLVES, "rivulet_http_request_seconds_count{route=\"/api/v1/solve-stream\"}")) {
            assertThat(after.value(once) - before.value(once)).as(once).isEqualTo(1);
        }
        for (String more : List.of(
                "rivulet_solver_slices_total",
                "rivulet_journal_write_seconds_count",
                "rivulet_solve_residual_count",
                "rivulet_verifications_total{outcome=\"verified\"}",
                "rivulet_solves_total{reason=\"converged\"}")) {
            assertThat(after.value(more)).as(more).isGreaterThan(before.value(more));
        }
        assertThat(after.value("rivulet_stream_lines_total") - before.value("rivulet_stream_lines_total"))
                .isGreaterThanOrEqualTo(lines.size());
        String session = lines.getFirst().get("session_id").asText();
        assertThat(after.values().keySet()).noneMatch(sample -> sample.contains(session));
    }

    @Test
    void updatesAreCountedWithTheirEntries() throws Exception {
        String session = UUID.randomUUID().toString();
        node.solve("{\"session_id\":\"" + session + "\"," + SmallSystem.MATRIX + "}");
        Scrape before = Scrape.of(node);
        assertThat(node.postJson(
                                "/api/v1/swarm/costs?wait=applied",
                                "{\"session_id\":\"" + session
                                        + "\",\"delta_costs\":{\"indices\":[0,1],\"values\":[1,2]}}")
                        .statusCode())
                .isEqualTo(200);
        Scrape after = Scrape.of(node);
        assertThat(after.value("rivulet_cost_updates_total") - before.value("rivulet_cost_updates_total"))
                .isEqualTo(1);
        assertThat(after.value("rivulet_cost_entries_total") - before.value("rivulet_cost_entries_total"))
                .isEqualTo(2);
    }

    @Test
    void whatCallersWriteIntoPathsIsNoLabel() throws Exception {
        node.get("/nowhere/at-all-7f3a");
        node.get("/api/v1/status/" + UUID.randomUUID());
        node.send(node.request("/metrics").DELETE());
        Scrape scrape = Scrape.of(node);
        assertThat(scrape.value("rivulet_http_requests_total{method=\"none\",route=\"none\",status=\"404\"}"))
                .isPositive();
        assertThat(scrape.value("rivulet_http_requests_total{method=\"none\",route=\"none\",status=\"405\"}"))
                .isPositive();
        assertThat(scrape.value("rivulet_http_problems_total{code=\"session_not_found\"}"))
                .isPositive();
        assertThat(scrape.values().keySet()).noneMatch(sample -> sample.contains("7f3a"));
    }

    @Test
    void figuresOfTheStatusHaveTheSameSource() throws Exception {
        node.solve(SmallSystem.SOLVE);
        JsonNode rates =
                OneNode.JSON.readTree(node.get("/api/v1/status").body()).get("rates");
        assertThat(rates.fieldNames()).toIterable().contains("iterations", "updates", "probes");
        assertThat(Scrape.of(node).value("rivulet_solver_iterations_total")).isPositive();
        assertThat(node.sessions.telemetry().meters().described())
                .extracting(Described::name)
                .doesNotHaveDuplicates();
    }

    @Test
    void whatCannotBeStoredAlertsAndIsCounted() throws Exception {
        try (OneNode lost = OneNode.start("lost-database", GatewaySettings.defaults(), "")) {
            Scrape before = Scrape.of(lost);
            lost.loseDatabase();
            assertThat(lost.postJson("/api/v1/solve-stream", SmallSystem.SOLVE).statusCode())
                    .isEqualTo(503);
            String alert = "rivulet_alerts_total{alert=\"storage_unavailable\"}";
            assertThat(before.value(alert)).isZero();
            assertThat(Scrape.of(lost).value(alert)).isPositive();
        }
    }

    @Test
    void openStreamsAreThereAndGone() throws Exception {
        String open = "rivulet_streams_open";
        try (var lines = SmallSystem.live(node).body()) {
            String first = lines.iterator().next();
            assertThat(Scrape.of(node).value(open)).isPositive();
            String session = OneNode.JSON.readTree(first).get("session_id").asText();
            assertThat(node.delete(session)).isEqualTo(204);
        }
        while (Scrape.of(node).value(open) > 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
