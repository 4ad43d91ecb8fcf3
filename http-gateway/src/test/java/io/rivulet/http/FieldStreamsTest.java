// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
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
                    .subscribe("simulation_live", "s", "{\"grid_size\":32,\"steps\":7,\"update_interval_steps\":3}");
            JsonNode end = client.untilType("simulation_complete").get("payload");
            List<JsonNode> states = new ArrayList<>();
            for (FieldClient.Frame frame : client.seen) {
                if (frame.message().get("type").asText().equals("simulation_state")) {
                    states.add(frame.message().get("payload"));
                }
            }
            assertThat(states).extracting(state -> state.get("step").asInt()).containsExactly(3, 6, 7);
            assertThat(states)
                    .extracting(state -> state.get("sequence").asInt())
                    .containsExactly(0, 1, 2);
            assertThat(states)
                    .extracting(state -> state.get("total_steps").asInt())
                    .containsOnly(7);
            assertThat(states.getLast().get("state").get("active_nodes").isInt())
                    .isTrue();
            assertThat(end.get("final_metrics").get("pot_mean_mV"))
                    .isEqualTo(states.getLast().get("state").get("pot_mean_mV"));
        }
    }

    private static final String PATTERN = "{\"activator_diffusion\":0.02,\"inhibitor_diffusion\":0.24,"
            + "\"activator_rate\":0.02,\"inhibitor_rate\":0.001,\"grid_size\":48,\"steps\":900,\"step_interval_ms\":1,"
            + "\"update_interval_steps\":100,\"spike_probability\":0,\"turing_enabled\":";

    private static JsonNode end(String params) throws Exception {
        try (FieldClient client = FieldClient.live(node)) {
            client.enter().subscribe("simulation_live", "s", params);
            return client.untilType("simulation_complete").get("payload").get("final_metrics");
        }
    }

    @Test
    void parametersAreThoseOfTheField() throws Exception {
        assertThat(end("{\"grid_size\":16,\"steps\":20,\"spike_probability\":0}")
                        .get("growth_events")
                        .asInt())
                .isZero();
        assertThat(end("{\"grid_size\":16,\"steps\":20,\"spike_probability\":1}")
                        .get("growth_events")
                        .asInt())
                .isEqualTo(20);
        JsonNode one = end("{\"grid_size\":16,\"steps\":20,\"seed\":1}");
        assertThat(end("{\"grid_size\":16,\"steps\":20,\"seed\":1}")).isEqualTo(one);
        assertThat(end("{\"grid_size\":16,\"steps\":20,\"seed\":2}")).isNotEqualTo(one);
    }

    /// With parameters that carry the activator over its threshold, it acts on the potential.
    @Test
    void patternsForm() throws Exception {
        JsonNode still = end(PATTERN + "false}");
        JsonNode formed = end(PATTERN + "true}");
        assertThat(formed.get("pot_mean_mV").asDouble())
                .isGreaterThan(still.get("pot_mean_mV").asDouble() + 1);
    }

    @Test
    void activityIsThatAboveItsThresholdAndNeverNoNumber() throws Exception {
        try (FieldClient client = FieldClient.features(node).enter()) {
            String params = "{\"update_interval_ms\":10,\"grid_size\":32,\"active_threshold_mv\":";
            client.subscribe("stream_features", "all", params + "-100}");
            client.subscribe("stream_features", "none", params + "50}");
            JsonNode all = client.until(message -> message.path("type").asText().equals("feature_update")
                            && message.get("stream_id").asText().equals("all"))
                    .get("payload")
                    .get("features");
            assertThat(all.get("active_nodes").asInt()).isEqualTo(32 * 32);
            assertThat(all.get("fractal_dimension").asDouble()).isEqualTo(2);
            JsonNode none = client.until(
                            message -> message.path("type").asText().equals("feature_update")
                                    && message.get("stream_id").asText().equals("none"))
                    .get("payload")
                    .get("features");
            assertThat(none.get("active_nodes").asInt()).isZero();
            assertThat(none.get("fractal_dimension").isNumber()).isTrue();
            assertThat(none.get("fractal_dimension").asDouble()).isZero();
        }
    }

    @Test
    void viewersOfTheSameRunSeeTheSame() throws Exception {
        try (FieldClient one = FieldClient.features(node).enter();
                FieldClient other = FieldClient.features(node).enter()) {
            for (FieldClient each : List.of(one, other)) {
                // The second one joins a run that the first one watches already.
                each.subscribe("stream_features", "s", "{\"update_interval_ms\":10,\"seed\":99}")
                        .untilType("subscribe_success");
            }
            JsonNode late = other.untilType("feature_update").get("payload");
            JsonNode same = one.until(
                            message -> message.path("payload").path("step").asLong()
                                    == late.get("step").asLong())
                    .get("payload");
            assertThat(same.get("features")).isEqualTo(late.get("features"));
        }
    }

    @Test
    void streamsOfAConnectionEndOneByOne() throws Exception {
        try (FieldClient client = FieldClient.live(node).enter("{\"multi_stream\":8}")) {
            client.subscribe("simulation_live", "long", "{\"steps\":1000}").untilType("subscribe_success");
            assertThat(client.subscribe("simulation_live", "long", "{}").refusal("subscribe_failed"))
                    .isEqualTo("STREAM_EXISTS");
            client.subscribe("simulation_live", "short", "{\"grid_size\":8,\"steps\":5}");
            JsonNode ended = client.untilType("stream_end");
            assertThat(ended.get("stream_id").asText()).isEqualTo("short");
            assertThat(ended.get("payload").get("packets_sent").asInt()).isEqualTo(6);
            assertThat(ended.get("payload").get("dropped_frames").asInt()).isZero();
            client.send("{\"type\":\"unsubscribe\",\"payload\":{\"stream_id\":\"other\"}}");
            assertThat(client.refusal("error")).isEqualTo("STREAM_UNKNOWN");
            // The id is free again, and the other stream goes on.
            client.subscribe("simulation_live", "short", "{\"grid_size\":8,\"steps\":5}")
                    .untilType("stream_end");
            client.until(message -> message.path("stream_id").asText().equals("long"));
            client.send("{\"type\":\"unsubscribe\",\"payload\":{\"stream_id\":\"long\"}}")
                    .untilType("unsubscribe");
        }
    }

    @Test
    void whatIsOutOfRangeIsRefusedBeforeSuccessInOneSentence() throws Exception {
        try (FieldClient client = FieldClient.live(node).enter()) {
            for (String params : List.of(
                    "{\"grid_size\":7}",
                    "{\"grid_size\":257}",
                    "{\"grid_size\":\"64\"}",
                    "{\"steps\":0}",
                    "{\"steps\":2.5}",
                    "{\"alpha\":0.25}",
                    "{\"alpha\":0.01}",
                    "{\"seed\":-1}",
                    "{\"spike_probability\":1.5}",
                    "{\"turing_enabled\":1}",
                    "{\"update_interval_steps\":101}",
                    "{\"features\":7}",
                    "{\"field\":\"some\"}",
                    "{\"backpressure\":\"none\"}",
                    "[]")) {
                JsonNode refusal = client.subscribe("simulation_live", "s", params)
                        .untilType("subscribe_failed", "subscribe_success");
                assertThat(refusal.path("payload").path("error_code").asText())
                        .as(params)
                        .isEqualTo("SUBSCRIBE_ERROR");
                assertThat(refusal.get("payload").get("message").asText())
                        .hasSizeLessThan(120)
                        .doesNotContain("Exception", "http", "io.rivulet", "\n");
            }
            assertThat(client.subscribe("stream_features", "s", "{}").refusal("subscribe_failed"))
                    .isEqualTo("WRONG_STREAM_TYPE");
        }
    }

    @Test
    void theFieldItselfIsSentWholeOrAsDifferences() throws Exception {
        String params = "{\"grid_size\":16,\"steps\":12,\"seed\":5,\"field\":\"";
        List<int[]> whole = new ArrayList<>();
        try (FieldClient client = FieldClient.live(node).enter()) {
            client.subscribe("simulation_live", "s", params + "full\"}");
            for (int k = 0; k < 12; k++) {
                JsonNode field = client.untilType("simulation_state").at("/payload/state/field");
                assertThat(field.get("dtype").asText()).isEqualTo("f4");
                FloatBuffer values = ByteBuffer.wrap(field.get("data").binaryValue())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer();
                int[] units = new int[values.remaining()];
                for (int i = 0; i < units.length; i++) {
                    units[i] = Math.round(values.get(i) / 5e-6f);
                }
                whole.add(units);
            }
        }
        try (FieldClient client =
                FieldClient.live(node).enter("{\"encodings\":[\"cbor\"],\"compression\":[\"gzip\"]}")) {
            client.subscribe("simulation_live", "s", params + "delta\",\"compression\":true}");
            int[] sum = new int[16 * 16];
            for (int k = 0; k < 12; k++) {
                JsonNode state = client.untilType("simulation_state").at("/payload/state");
                assertThat(state.has("field")).isEqualTo(k == 0);
                JsonNode part = k == 0 ? state.get("field") : state.get("field_delta");
                assertThat(part.path("base_sequence").asInt(-1)).isEqualTo(k - 1);
                ShortBuffer values = ByteBuffer.wrap(part.get("data").binaryValue())
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asShortBuffer();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += values.get(i);
                }
                assertThat(sum).as("after update " + k).isEqualTo(whole.get(k));
            }
            assertThat(client.seen).filteredOn(FieldClient.Frame::binary).hasSizeGreaterThanOrEqualTo(12);
        }
    }

    @Test
    void compressedFramesAreShorter() throws Exception {
        try (FieldClient plain = FieldClient.live(node).enter();
                FieldClient zipped = FieldClient.live(node).enter("{\"compression\":[\"gzip\"]}")) {
            for (FieldClient each : List.of(plain, zipped)) {
                each.subscribe(
                        "simulation_live",
                        "s",
                        "{\"grid_size\":64,\"steps\":30,\"include_full_state\":true,\"compression\":true}");
                each.untilType("simulation_complete");
            }
            assertThat(bytes(zipped)).isLessThan(bytes(plain) * 3 / 4);
        }
    }

    private static int bytes(FieldClient client) {
        return client.seen.stream().mapToInt(FieldClient.Frame::bytes).sum();
    }

    @Test
    void whoComesLateIsShownTheWholeField() throws Exception {
        String params = "{\"stream_key\":\"k\",\"grid_size\":16,\"steps\":1000,\"seed\":11,\"field\":\"delta\"}";
        try (FieldClient early = FieldClient.live(node).enter();
                FieldClient late = FieldClient.live(node).enter("{\"snapshots\":true}")) {
            early.subscribe("simulation_live", "s", params);
            early.until(message -> message.path("payload").path("step").asInt() >= 20);
            late.subscribe("simulation_live", "t", params).untilType("subscribe_success");
            JsonNode snapshot = late.untilType("snapshot").get("payload");
            assertThat(snapshot.get("step").asInt()).isGreaterThanOrEqualTo(20);
            for (String field : List.of("field", "activator", "inhibitor")) {
                assertThat(snapshot.get(field).get("data").binaryValue()).hasSize(16 * 16 * 2);
            }
            JsonNode next = late.untilType("simulation_state").get("payload");
            assertThat(next.get("state").get("field_delta").get("base_sequence").asInt())
                    .isEqualTo(snapshot.get("sequence").asInt());
        }
    }

    /// What was said of ranges is what is taken, and figures of whole runs are no figures of a stream: nobody is told
    /// a stability or a count of clusters that was taken from one field.
    @Test
    void rangesAreThoseThatAreTakenAndFiguresOfRunsAreNotStreamed() throws Exception {
        try (FieldClient client = FieldClient.open(node, "/ws/stream").enter("{\"filters\":true}")) {
            for (String beyond : List.of(
                    "{\"activator_diffusion\":0.5}",
                    "{\"inhibitor_diffusion\":0.3}",
                    "{\"activator_diffusion\":0.25}")) {
                assertThat(client.subscribe("simulation_live", "s", beyond).refusal("subscribe_failed"))
                        .as(beyond)
                        .isEqualTo("SUBSCRIBE_ERROR");
            }
            client.subscribe(
                            "simulation_live",
                            "s",
                            "{\"activator_diffusion\":0.249,\"inhibitor_diffusion\":0.249,\"steps\":3,\"grid_size\":8}")
                    .untilType("simulation_complete");
            client.subscribe("stream_features", "f", "{\"features\":[\"T_stable\",\"N_clusters_low\",\"pot_std_mV\"]}");
            assertThat(client.untilType("feature_update")
                            .at("/payload/features")
                            .fieldNames())
                    .toIterable()
                    .containsExactly("pot_std_mV");
            client.send("{\"type\":\"update_subscription\",\"payload\":{\"stream_id\":\"f\","
                    + "\"features\":[\"T_stable\",\"N_clusters_low\"]}}");
            JsonNode refusal = client.untilType("update_subscription_failed").get("payload");
            assertThat(refusal.get("error_code").asText()).isEqualTo("BAD_FILTER");
            assertThat(refusal.get("unknown_features"))
                    .extracting(JsonNode::asText)
                    .containsExactly("T_stable", "N_clusters_low");
        }
    }

    /// A run that others may watch, and its end, when it is over already.
    @Test
    void whoComesWhenItIsOverIsToldTheEnd() throws Exception {
        String params = "{\"grid_size\":16,\"steps\":30,\"step_interval_ms\":1,\"update_interval_steps\":7,"
                + "\"include_full_state\":true,\"stream_key\":\"over\"}";
        try (FieldClient first = FieldClient.live(node).enter();
                FieldClient late = FieldClient.live(node).enter("{\"multi_stream\":2,\"resume\":true}")) {
            first.subscribe("simulation_live", "s", params);
            JsonNode last = first.until(message -> message.at("/payload/step").asInt() == 30);
            JsonNode end = first.untilType("simulation_complete");
            late.subscribe("simulation_live", "t", params);
            late.untilType("subscribe_success");
            JsonNode state = late.nextFrame().message();
            assertThat(state.get("type").asText()).isEqualTo("simulation_state");
            assertThat(state.at("/payload/step").asInt()).isEqualTo(30);
            assertThat(state.at("/payload/sequence").asInt()).isZero();
            assertThat(state.at("/payload/state")).isEqualTo(last.at("/payload/state"));
            JsonNode over = late.nextFrame().message();
            assertThat(over.get("type").asText()).isEqualTo("simulation_complete");
            assertThat(over.at("/payload/final_metrics")).isEqualTo(end.at("/payload/final_metrics"));
            assertThat(late.untilType("stream_end").at("/payload/reason").asText())
                    .isEqualTo("complete");
        }
    }
}
