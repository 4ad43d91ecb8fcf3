// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Subscriptions that are changed while they run, over a socket.
class FieldSubscriptionsTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(
            GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys("another-key", FieldClient.KEY)));

    @Test
    void aSubscriptionChangesWhileItRuns() throws Exception {
        try (FieldClient client = FieldClient.features(node).enter("{\"filters\":true}")) {
            client.subscribe("stream_features", "s", "{\"update_interval_ms\":10}")
                    .untilType("feature_update");
            client.send("{\"type\":\"update_subscription\",\"payload\":{\"stream_id\":\"s\","
                    + "\"features\":[\"total_energy\"],\"update_interval_ms\":50}}");
            long from = client.untilType("update_subscription_success")
                    .at("/payload/effective_from_sequence")
                    .asLong();
            long step = 0;
            for (long sequence = from; sequence < from + 4; sequence++) {
                long wanted = sequence;
                JsonNode update = client.until(message ->
                                message.path("payload").path("sequence").asLong(-1) == wanted)
                        .get("payload");
                assertThat(update.get("features").fieldNames()).toIterable().containsExactly("total_energy");
                assertThat(step == 0 || update.get("step").asLong() == step + 5).isTrue();
                step = update.get("step").asLong();
            }
        }
    }

    /// Whatever the pace is changed to, no number is missing: nothing was left out.
    @Test
    void changesOfPaceLeaveNothingOut() throws Exception {
        try (FieldClient client = FieldClient.open(node, "/ws/stream").enter("{\"filters\":true}")) {
            client.subscribe(
                            "simulation_live",
                            "s",
                            "{\"grid_size\":16,\"steps\":1000,\"step_interval_ms\":1,\"update_interval_steps\":7}")
                    .untilType("simulation_state");
            for (int every : new int[] {1, 10, 4, 3, 12, 1}) {
                client.send("{\"type\":\"update_subscription\",\"payload\":{\"stream_id\":\"s\","
                        + "\"update_interval_steps\":" + every + "}}");
                client.untilType("update_subscription_success");
                client.untilType("simulation_state");
            }
            client.untilType("simulation_complete");
            List<Integer> sequences = client.seen.stream()
                    .map(FieldClient.Frame::message)
                    .filter(message -> message.get("type").asText().equals("simulation_state"))
                    .map(message -> message.at("/payload/sequence").asInt())
                    .toList();
            assertThat(sequences)
                    .isEqualTo(java.util.stream.IntStream.range(0, sequences.size())
                            .boxed()
                            .toList());
        }
    }

    @Test
    void unchangedFiguresAreNotTold() throws Exception {
        try (FieldClient client = FieldClient.open(node, "/ws/stream").enter()) {
            String params = "{\"grid_size\":16,\"spike_probability\":0,\"steps\":60,\"update_interval_ms\":10,"
                    + "\"deadband\":{\"pot_std_mV\":0.5}}";
            client.subscribe("stream_features", "s", params);
            double before = Double.NaN;
            int step = 0;
            int told = 0;
            while (step < 60) {
                JsonNode payload = client.untilType("feature_update").get("payload");
                double now = payload.at("/features/pot_std_mV").asDouble();
                step = payload.get("step").asInt();
                assertThat(step == 60 || !(Math.abs(now - before) <= 0.5)).isTrue();
                assertThat(payload.get("dropped").asInt()).isZero();
                before = now;
                told++;
            }
            assertThat(told).isBetween(2, 30);
        }
    }
}
