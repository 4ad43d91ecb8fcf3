// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.http.field.core.FieldLimits;
import io.rivulet.http.field.core.Overflow;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the ancestor's own tests ask for, and what it got wrong, over a socket, as far as other classes do
/// not hold it.
class FieldBehavioursTest {
    private static final String LIVE_STREAMS = "rivulet_field_streams{type=\"simulation_live\"}";

    @RegisterExtension
    static final OneNode node =
            OneNode.start(GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys(FieldClient.KEY)));

    private static void until(OneNode own, String figure, double value) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Scrape.of(own).value(figure) != value) {
            assertThat(System.nanoTime()).as(figure).isLessThan(deadline);
        }
    }

    /// Counted once, nobody's, with nothing; counted out when it is gone.
    @Test
    void aConnectionIsCountedFromItsBeginningToItsEnd() throws Exception {
        try (OneNode own = new OneNode(GatewaySettings.defaults())) {
            try (FieldClient client = FieldClient.live(own)) {
                client.send("{\"type\":\"init\"}").untilType("init");
                Scrape fresh = Scrape.of(own);
                assertThat(fresh.value("rivulet_field_connections")).isEqualTo(1);
                assertThat(fresh.value("rivulet_field_connections_opened_total"))
                        .isEqualTo(1);
                assertThat(fresh.value("rivulet_field_connections_authenticated"))
                        .isZero();
                assertThat(fresh.value(LIVE_STREAMS)).isZero();
                assertThat(fresh.value("rivulet_field_sent_total")).isZero();
                // What is refused leaves no trace.
                client.subscribe("simulation_live", "s", "{}").refusal("subscribe_failed");
                assertThat(Scrape.of(own).value(LIVE_STREAMS)).isZero();
                client.send(FieldClient.auth(FieldClient.freshTime(), FieldClient.KEY))
                        .untilType("auth_success");
                client.subscribe("simulation_live", "s", "{\"steps\":1000}").untilType("simulation_state");
                Scrape open = Scrape.of(own);
                assertThat(open.value("rivulet_field_connections_authenticated"))
                        .isEqualTo(1);
                assertThat(open.value(LIVE_STREAMS)).isEqualTo(1);
                client.send("{\"type\":\"unsubscribe\",\"payload\":{\"stream_id\":\"s\"}}")
                        .untilType("unsubscribe");
                assertThat(Scrape.of(own).value(LIVE_STREAMS)).isZero();
            }
            until(own, "rivulet_field_connections", 0);
            until(own, "rivulet_field_connections_authenticated", 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/stream_features", "/ws/simulation_live", "/ws/stream", "/ws/heartbeat"})
    void whoEntersMayLeaveWithoutAStream(String path) throws Exception {
        try (FieldClient client = FieldClient.open(node, path).enter()) {
            client.send("{\"type\":\"pong\"}").send("{\"type\":\"heartbeat\"}").untilType("pong");
            client.send("{\"type\":\"close\"}");
            assertThat(client.closeCode()).isEqualTo(1000);
        }
    }

    @Test
    void aTimeTenMinutesOffIsRefused() throws Exception {
        try (FieldClient client = FieldClient.live(node).send("{\"type\":\"init\"}")) {
            assertThat(client.send(FieldClient.auth(System.currentTimeMillis() - 600_000, FieldClient.KEY))
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
            assertThat(client.send("{\"type\":\"auth\",\"payload\":{\"timestamp\":1}}")
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_ERROR");
        }
    }

    /// A signature that is demanded can't be left out.
    @Test
    void aDemandedSignatureIsDemanded() throws Exception {
        var settings = FieldStreamSettings.DEFAULTS.keys(FieldClient.KEY).strict(true, true);
        try (OneNode own = new OneNode(GatewaySettings.defaults().fields(settings));
                FieldClient client = FieldClient.live(own).send("{\"type\":\"init\"}")) {
            String time = Long.toString(FieldClient.freshTime());
            assertThat(client.send(FieldClient.auth(time, FieldClient.KEY, null))
                            .refusal("auth_failed"))
                    .isEqualTo("AUTH_FAILED");
            client.send(FieldClient.auth(time, FieldClient.KEY, FieldAuth.sign(FieldClient.KEY, time)))
                    .untilType("auth_success");
        }
    }

    /// A malformed `unsubscribe` once had no answer, and ended the newest stream.
    @Test
    void aMalformedUnsubscribeIsAnsweredAndEndsNothing() throws Exception {
        try (FieldClient client = FieldClient.live(node).enter()) {
            client.subscribe("simulation_live", "s", "{\"steps\":100}").untilType("subscribe_success");
            client.send("{\"type\":\"unsubscribe\",\"payload\":{\"stream_id\":7}}");
            assertThat(client.refusal("error")).isEqualTo("BAD_MESSAGE");
            client.untilType("simulation_complete");
        }
    }

    @Test
    void tooManyMessagesAreRefusedUntilThereWereFewer() throws Exception {
        try (FieldClient client = FieldClient.open(node, "/ws/heartbeat")) {
            for (int k = 0; k < 400; k++) {
                client.send("{\"type\":\"heartbeat\"}");
            }
            assertThat(client.refusal("error")).isEqualTo("RATE_LIMITED");
            JsonNode last = null;
            while (last == null || !last.get("type").asText().equals("init")) {
                client.send("{\"type\":\"init\"}");
                last = client.untilType("init", "error");
            }
        }
    }

    /// Only what is left out is counted as that, whatever gives way.
    @ParameterizedTest
    @EnumSource(Overflow.class)
    void whatGivesWayIsCounted(Overflow strategy) throws Exception {
        var settings = FieldStreamSettings.DEFAULTS.limits(FieldLimits.DEFAULTS.queue(5, Overflow.DROP_OLDEST));
        // The usual one need not be said.
        String said = strategy == Overflow.DROP_OLDEST ? "" : ",\"backpressure\":\"" + strategy.wireName() + "\"";
        try (OneNode own = new OneNode(GatewaySettings.defaults().fields(settings))) {
            try (FieldClient deaf = FieldClient.deaf(own, "/ws/simulation_live")) {
                deaf.send("{\"type\":\"init\"}").send(FieldClient.auth(FieldClient.freshTime(), FieldClient.KEY));
                for (int k = 0; k < 4; k++) {
                    deaf.subscribe(
                            "simulation_live",
                            Integer.toString(k),
                            "{\"grid_size\":128,\"steps\":150,\"step_interval_ms\":1,\"include_full_state\":true" + said
                                    + "}");
                }
                until(own, "rivulet_field_steps_total", 600);
                until(own, LIVE_STREAMS, 0);
            }
            until(own, "rivulet_field_connections", 0);
            Scrape now = Scrape.of(own);
            double dropped = now.value("rivulet_field_dropped_total{strategy=\"" + strategy.wireName() + "\"}");
            assertThat(dropped).isPositive();
            assertThat(now.value("rivulet_field_sent_total") + dropped + now.value("rivulet_field_discarded_total"))
                    .isEqualTo(4 * 151);
        }
    }

    private static JsonNode end(String params) throws Exception {
        try (FieldClient client = FieldClient.live(node).enter()) {
            client.subscribe("simulation_live", "s", params);
            return client.untilType("simulation_complete").at("/payload/final_metrics");
        }
    }

    /// The highest cell alone is active: a point, which has a dimension that is a number.
    @Test
    void aSingleActiveCellHasADimension() throws Exception {
        String params = "{\"grid_size\":16,\"steps\":3,\"spike_probability\":0,\"active_threshold_mv\":";
        double most = end(params + "-60}").get("pot_max_mV").asDouble();
        try (FieldClient client = FieldClient.live(node).enter()) {
            client.subscribe("simulation_live", "s", params + (most - 1e-7) + "}");
            JsonNode last = client.until(message -> message.at("/payload/step").asInt() == 3);
            assertThat(last.at("/payload/state/active_nodes").asInt()).isEqualTo(1);
            assertThat(client.untilType("simulation_complete")
                            .at("/payload/final_metrics/fractal_dimension")
                            .asDouble())
                    .isBetween(0.0, 2.0);
        }
    }

    /// The field is a torus: with a rim that is held at 0 V, its mean once rose by 11 mV in 50 steps.
    @Test
    void nothingFlowsInOverTheRim() throws Exception {
        String params = "{\"grid_size\":16,\"spike_probability\":0,\"turing_enabled\":false,\"steps\":";
        double early = end(params + "1}").get("pot_mean_mV").asDouble();
        JsonNode late = end(params + "50}");
        assertThat(late.get("pot_mean_mV").asDouble()).isCloseTo(early, within(1e-9));
        assertThat(late.get("pot_max_mV").asDouble()).isLessThan(-65);
    }
}
