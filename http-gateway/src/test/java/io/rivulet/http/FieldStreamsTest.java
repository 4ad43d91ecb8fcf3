// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What streams carry, over a socket.
class FieldStreamsTest {
    @RegisterExtension
    static final OneNode node = OneNode.start(
            GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys("another-key", FieldClient.KEY)));

    /// A stream of the ancestor told step 1 for ever.
    @Test
    void featuresAreNumberedAndChange() throws Exception {
        try (FieldClient client = FieldClient.features(node)) {
            client.enter().subscribe("stream_features", "s", "{\"update_interval_ms\":20}");
            JsonNode said = client.untilType("subscribe_success");
            assertThat(said.get("stream_id").asText()).isEqualTo("s");
            assertThat(said.has("payload")).isFalse();
            Set<String> different = new HashSet<>();
            for (int k = 0; k < 10; k++) {
                JsonNode update = client.untilType("feature_update").get("payload");
                assertThat(update.get("sequence").asInt()).isEqualTo(k);
                assertThat(update.get("stream_id").asText()).isEqualTo("s");
                assertThat(update.get("features").fieldNames())
                        .toIterable()
                        .containsExactly(
                                "pot_mean_mV",
                                "pot_std_mV",
                                "pot_min_mV",
                                "pot_max_mV",
                                "active_nodes",
                                "activity_ratio",
                                "fractal_dimension",
                                "total_energy",
                                "spatial_variance");
                different.add(update.get("features").toString());
            }
            assertThat(different).hasSize(10);
        }
    }

    @Test
    void statesComeAtTheirIntervalAndAtTheEnd() throws Exception {
        try (FieldClient client = FieldClient.live(node)) {
            client.enter()
                    .subscribe(
                            "simulation_live", "s", "{\"grid_size\":32,\"steps\":7,\"update_interval_steps\":3}");
            JsonNode end = client.untilType("simulation_complete").get("payload");
            List<JsonNode> states = new ArrayList<>();
            for (FieldClient.Frame frame : client.seen) {
                if (frame.message().get("type").asText().equals("simulation_state")) {
                    states.add(frame.message().get("payload"));
                }
            }
            assertThat(states).extracting(state -> state.get("step").asInt()).containsExactly(3, 6, 7);
            assertThat(states).extracting(state -> state.get("sequence").asInt()).containsExactly(0, 1, 2);
            assertThat(states).extracting(state -> state.get("total_steps").asInt()).containsOnly(7);
            assertThat(states.getLast().get("state").get("active_nodes").isInt()).isTrue();
            assertThat(end.get("final_metrics").get("pot_mean_mV"))
                    .isEqualTo(states.getLast().get("state").get("pot_mean_mV"));
        }
    }
}
