// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.http.field.core.FieldLimits;
import io.rivulet.http.field.core.Overflow;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Clients that read slowly, or not at all, over a socket, and what is left when they are gone.
class FieldSlowReadersTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(
            GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys("another-key", FieldClient.KEY)));

    @Test
    void whoReadsNothingHoldsUpNobodyAndTheFiguresAddUp() throws Exception {
        var settings = FieldStreamSettings.DEFAULTS.limits(FieldLimits.DEFAULTS.queue(20, Overflow.COMPRESS));
        try (OneNode own = new OneNode(GatewaySettings.defaults().fields(settings))) {
            try (FieldClient deaf = FieldClient.deaf(own, "/ws/simulation_live");
                    FieldClient reader = FieldClient.live(own).enter()) {
                deaf.send("{\"type\":\"init\"}").send(FieldClient.auth(FieldClient.freshTime(), FieldClient.KEY));
                for (int k = 0; k < 16; k++) {
                    deaf.subscribe(
                            "simulation_live",
                            Integer.toString(k),
                            "{\"grid_size\":64,\"steps\":1000,\"step_interval_ms\":1,\"include_full_state\":true,"
                                    + "\"update_interval_steps\":" + (1 + k % 2) + "}");
                }
                reader.subscribe("simulation_live", "s", "{\"steps\":300,\"grid_size\":16}");
                for (int k = 0; k < 300; k++) {
                    assertThat(reader.untilType("simulation_state")
                                    .at("/payload/sequence")
                                    .asInt())
                            .isEqualTo(k);
                }
                reader.untilType("simulation_complete");
                until(own, "rivulet_field_steps_total", 16_300);
                until(own, "rivulet_field_streams{type=\"simulation_live\"}", 0);
            }
            until(own, "rivulet_field_connections", 0);
            Scrape now = Scrape.of(own);
            double dropped = now.value("rivulet_field_dropped_total{strategy=\"compress\"}");
            assertThat(dropped).isPositive();
            // Eight streams of 1,000 states, eight of 500, one of 300, and the end of each.
            assertThat(now.value("rivulet_field_sent_total") + dropped + now.value("rivulet_field_discarded_total"))
                    .isEqualTo(8 * 1_001 + 8 * 501 + 301);
        }
    }

    /// A client that neither reads nor says that it lives does not keep its connection.
    @Test
    void whoReadsNothingAndSaysNothingIsLetGo() throws Exception {
        FieldLimits limits =
                FieldLimits.DEFAULTS.times(Duration.ofMillis(200), Duration.ofMillis(600), Duration.ofSeconds(10));
        var settings = FieldStreamSettings.DEFAULTS.limits(limits);
        try (OneNode own = new OneNode(GatewaySettings.defaults().fields(settings));
                FieldClient deaf = FieldClient.deaf(own, "/ws/simulation_live")) {
            deaf.send("{\"type\":\"init\"}").send(FieldClient.auth(FieldClient.freshTime(), FieldClient.KEY));
            for (int k = 0; k < 4; k++) {
                deaf.subscribe(
                        "simulation_live",
                        Integer.toString(k),
                        "{\"grid_size\":256,\"steps\":1000,\"step_interval_ms\":1,\"include_full_state\":true}");
            }
            until(own, "rivulet_field_heartbeat_timeouts_total", 1);
            until(own, "rivulet_field_connections", 0);
            until(own, "rivulet_field_streams{type=\"simulation_live\"}", 0);
        }
    }

    private static void until(OneNode node, String figure, double value) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (Scrape.of(node).value(figure) != value) {
            assertThat(System.nanoTime()).as(figure).isLessThan(deadline);
        }
    }

    @Test
    void nothingStaysBehind() throws Exception {
        try (OneNode own = new OneNode(GatewaySettings.defaults())) {
            for (int k = 0; k < 3; k++) {
                try (FieldClient client = FieldClient.live(own).enter()) {
                    client.subscribe("simulation_live", "done", "{\"steps\":3,\"grid_size\":8}")
                            .untilType("simulation_complete");
                    client.subscribe("simulation_live", "open", "{\"steps\":1000}")
                            .untilType("simulation_state");
                    Scrape now = Scrape.of(own);
                    assertThat(now.value("rivulet_field_streams{type=\"simulation_live\"}"))
                            .isEqualTo(1);
                    assertThat(now.value("rivulet_field_connections_authenticated"))
                            .isEqualTo(1);
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            Scrape now = Scrape.of(own);
            while (now.value("rivulet_field_connections") + now.value("rivulet_field_simulations") > 0) {
                assertThat(System.nanoTime()).as("still open").isLessThan(deadline);
                now = Scrape.of(own);
            }
            assertThat(now.value("rivulet_field_connections_authenticated")).isZero();
            assertThat(now.value("rivulet_field_streams{type=\"simulation_live\"}"))
                    .isZero();
            assertThat(now.value("rivulet_field_auth_total{result=\"ok\"}")).isEqualTo(3);
            assertThat(now.value("rivulet_streams_open")).isZero();
            assertThat(now.value("rivulet_memory_used_bytes")).isZero();
            assertThat(now.value("rivulet_field_stream_seconds_count{type=\"simulation_live\"}"))
                    .isEqualTo(6);
        }
    }
}
