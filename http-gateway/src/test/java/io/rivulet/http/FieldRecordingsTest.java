// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.http.field.core.FieldLimits;
import io.rivulet.http.field.core.RecordingLimits;
import io.rivulet.http.settings.FieldStreamSettings;
import io.rivulet.http.settings.GatewaySettings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Recordings that a node keeps, over a socket.
class FieldRecordingsTest {
    private static final String AGREED = "{\"recording\":true,\"snapshots\":true}";
    private static final String RUN =
            "{\"grid_size\":16,\"steps\":40,\"seed\":5,\"step_interval_ms\":20,\"field\":\"%s\"}";

    @RegisterExtension
    static final OneNode node = OneNode.start(
            GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys("another-key", FieldClient.KEY)));

    private static FieldClient enter(OneNode where) throws Exception {
        return FieldClient.open(where, "/ws/stream").enter(AGREED);
    }

    private static String fresh() {
        return UUID.randomUUID().toString();
    }

    private static FieldClient ask(FieldClient client, String type, String payload) {
        return client.send("{\"type\":\"" + type + "\",\"payload\":" + payload + "}");
    }

    private static FieldClient start(FieldClient client, String stream, String name) {
        return ask(client, "record_start", "{\"stream_id\":\"" + stream + "\",\"recording_id\":\"" + name + "\"}");
    }

    /// A whole run, recorded to its end.
    ///
    /// @return what the client was told of it
    private static JsonNode record(FieldClient client, String stream, String name, String field) throws Exception {
        client.subscribe("simulation_live", stream, RUN.formatted(field)).untilType("subscribe_success");
        start(client, stream, name).untilType("record_started");
        return client.untilType("record_stopped").get("payload");
    }

    private static FieldClient replay(FieldClient client, String stream, String name, String more) {
        return client.subscribe("replay", stream, "{\"recording_id\":\"" + name + "\"" + more + "}");
    }

    private static JsonNode listed(FieldClient client, String name) throws Exception {
        JsonNode all = ask(client, "record_list", "{}").untilType("record_list").at("/payload/recordings");
        for (JsonNode each : all) {
            if (each.get("recording_id").asText().equals(name)) {
                return each;
            }
        }
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    /// Messages of a replay, without its end.
    private static List<JsonNode> played(FieldClient client, String stream) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        Predicate<JsonNode> ofIt = message -> message.path("stream_id").asText().equals(stream);
        while (true) {
            JsonNode next = client.until(ofIt);
            if (next.get("type").asText().equals("stream_end")) {
                return all;
            }
            if (next.path("replay").asBoolean()) {
                all.add(next);
            }
        }
    }

    private static List<JsonNode> payloads(List<JsonNode> messages, String type) {
        return messages.stream()
                .filter(each -> each.get("type").asText().equals(type))
                .map(each -> each.get("payload"))
                .toList();
    }

    @Test
    void whatWasToldIsPlayedAtAnyNodeOfItsOwnerAndDeletedOnDemand() throws Exception {
        String name = fresh();
        try (FieldClient client = enter(node)) {
            JsonNode stopped = record(client, "s", name, "none");
            assertThat(stopped.get("reason").asText()).isEqualTo("complete");
            assertThat(stopped.get("sha256").asText()).hasSize(64);
            List<JsonNode> told = new ArrayList<>();
            boolean begun = false;
            for (FieldClient.Frame each : client.seen) {
                begun |= each.message().get("type").asText().equals("record_started");
                if (begun && each.message().get("type").asText().equals("simulation_state")) {
                    told.add(each.message().get("payload"));
                }
            }
            JsonNode entry = listed(client, name);
            assertThat(entry.get("state").asText()).isEqualTo("complete");
            assertThat(entry.get("frames")).isEqualTo(stopped.get("frames"));
            assertThat(entry.get("sha256")).isEqualTo(stopped.get("sha256"));

            JsonNode success =
                    replay(client, "r", name, ",\"speed\":0").untilType("subscribe_success", "subscribe_failed");
            assertThat(success.at("/payload/recording/stream_type").asText()).isEqualTo("simulation_live");
            assertThat(success.at("/payload/recording/params/grid_size").asInt())
                    .isEqualTo(16);
            List<JsonNode> played = played(client, "r");
            assertThat(played).hasSize(stopped.get("frames").asInt());
            List<JsonNode> states = payloads(played, "simulation_state");
            assertThat(states.getLast().get("step").asInt()).isEqualTo(40);
            assertThat(played.getLast().get("type").asText()).isEqualTo("simulation_complete");
            for (JsonNode each : told) {
                // The numbers, and the times at which they were computed, are those of then.
                assertThat(states).anySatisfy(state -> {
                    assertThat(state.get("sequence")).isEqualTo(each.get("sequence"));
                    assertThat(state.get("state")).isEqualTo(each.get("state"));
                    assertThat(state.get("timestamp")).isEqualTo(each.get("timestamp"));
                });
            }
            try (FieldClient other = FieldClient.open(node, "/ws/stream").enterWith("another-key", AGREED)) {
                assertThat(listed(other, name).isMissingNode()).isTrue();
                assertThat(replay(other, "r", name, "").refusal("subscribe_failed"))
                        .isEqualTo("RECORDING_UNKNOWN");
                assertThat(ask(other, "record_delete", "{\"recording_id\":\"" + name + "\"}")
                                .refusal("record_delete_failed"))
                        .isEqualTo("RECORDING_UNKNOWN");
            }
            ask(client, "record_delete", "{\"recording_id\":\"" + name + "\"}").untilType("record_deleted");
            assertThat(listed(client, name).isMissingNode()).isTrue();
            assertThat(replay(client, "r", name, "").refusal("subscribe_failed"))
                    .isEqualTo("RECORDING_UNKNOWN");
        }
    }

    /// A recording of differences begins with a whole field wherever it was begun, and so does what is played from
    /// anywhere in it.
    @Test
    void differencesAddUpFromWhereverTheyArePlayed() throws Exception {
        String whole = fresh();
        String differences = fresh();
        try (FieldClient client = enter(node)) {
            record(client, "w", whole, "full");
            record(client, "d", differences, "delta");
            List<JsonNode> full = payloads(playedWhole(client, "p", whole), "simulation_state");
            List<JsonNode> parts = payloads(playedWhole(client, "q", differences), "simulation_state");
            int[] sum = new int[16 * 16];
            int compared = 0;
            for (JsonNode each : parts) {
                JsonNode first = each.at("/state/field");
                add(sum, first.isMissingNode() ? each.at("/state/field_delta") : first, first.isMissingNode());
                for (JsonNode same : full) {
                    if (same.get("step").equals(each.get("step"))) {
                        var values = ByteBuffer.wrap(
                                        same.at("/state/field/data").binaryValue())
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .asFloatBuffer();
                        for (int k = 0; k < sum.length; k++) {
                            assertThat(sum[k]).isEqualTo(Math.round(values.get(k) / 5e-6f));
                        }
                        compared++;
                    }
                }
            }
            assertThat(compared).isGreaterThan(5);
        }
    }

    private static List<JsonNode> playedWhole(FieldClient client, String stream, String name) throws Exception {
        replay(client, stream, name, ",\"speed\":0").untilType("subscribe_success");
        return played(client, stream);
    }

    private static void add(int[] sum, JsonNode part, boolean difference) throws Exception {
        ShortBuffer values = ByteBuffer.wrap(part.get("data").binaryValue())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer();
        for (int k = 0; k < sum.length; k++) {
            sum[k] = (difference ? sum[k] : 0) + values.get(k);
        }
    }

    @Test
    void aReplayWaitsGoesOnAndIsMoved() throws Exception {
        String name = fresh();
        try (FieldClient client = enter(node)) {
            record(client, "s", name, "none");
            // So slow that nothing but the first message comes by itself.
            replay(client, "r", name, ",\"speed\":0.0001").untilType("subscribe_success");
            client.until(message -> message.path("replay").asBoolean());
            ask(client, "pause_stream", "{\"stream_id\":\"r\"}").untilType("pause_stream");
            JsonNode moved = ask(client, "seek_stream", "{\"stream_id\":\"r\",\"sequence\":30}")
                    .untilType("seek_stream", "seek_stream_failed");
            assertThat(moved.at("/payload/sequence").asInt())
                    .as(moved.toString())
                    .isEqualTo(30);
            assertThat(ask(client, "seek_stream", "{\"stream_id\":\"r\",\"sequence\":99}")
                            .refusal("seek_stream_failed"))
                    .isEqualTo("SEQUENCE_UNKNOWN");
            int before = client.seen.size();
            ask(client, "resume_stream", "{\"stream_id\":\"r\"}").untilType("resume_stream");
            assertThat(client.seen.subList(before, client.seen.size()))
                    .as("it was paused")
                    .noneMatch(each -> each.message().path("replay").asBoolean());
            assertThat(client.until(message -> message.path("replay").asBoolean())
                            .at("/payload/sequence")
                            .asInt())
                    .isEqualTo(30);
            assertThat(ask(client, "pause_stream", "{\"stream_id\":\"s\"}").refusal("pause_stream_failed"))
                    .isEqualTo("STREAM_UNKNOWN");
            client.send("{\"type\":\"unsubscribe\",\"payload\":{\"stream_id\":\"r\"}}")
                    .untilType("unsubscribe");
            // A part of it, and that over and over.
            replay(client, "l", name, ",\"speed\":0,\"from_sequence\":35,\"to_sequence\":37,\"loop\":true");
            for (int k = 0; k < 9; k++) {
                assertThat(client.until(message -> message.path("replay").asBoolean())
                                .at("/payload/sequence")
                                .asInt())
                        .isEqualTo(35 + k % 3);
            }
        }
    }

    @Test
    void messagesComeAtTheirTimeAndNoneIsLeftOutWhenTheyAreNotRead() throws Exception {
        String name = fresh();
        try (FieldClient client = enter(node)) {
            JsonNode stopped = record(client, "s", name, "full");
            replay(client, "r", name, ",\"speed\":4").untilType("subscribe_success");
            List<JsonNode> played = played(client, "r");
            assertThat(played).hasSize(stopped.get("frames").asInt());
            double recorded = played.getLast().get("t").asDouble()
                    - played.getFirst().get("t").asDouble();
            double took = played.getLast().get("timestamp").asDouble()
                    - played.getFirst().get("timestamp").asDouble();
            // Not faster than that; how much slower a busy machine is nobody knows.
            assertThat(took).isGreaterThanOrEqualTo(recorded / 4 - 5);
        }
    }

    @Test
    void aClientEndsARecordingOrItsConnectionDoes() throws Exception {
        String stopped = fresh();
        String counted = fresh();
        String left = fresh();
        String run = "{\"grid_size\":16,\"steps\":1000}";
        try (FieldClient client = enter(node)) {
            client.subscribe("simulation_live", "s", run).untilType("subscribe_success");
            start(client, "s", stopped).untilType("record_started");
            assertThat(start(client, "s", fresh()).refusal("record_start_failed"))
                    .isEqualTo("RECORDING_EXISTS");
            client.untilType("simulation_state");
            JsonNode end = ask(client, "record_stop", "{\"stream_id\":\"s\"}").untilType("record_stopped");
            assertThat(end.at("/payload/reason").asText()).isEqualTo("stopped");
            assertThat(ask(client, "record_stop", "{\"stream_id\":\"s\"}").refusal("record_stop_failed"))
                    .isEqualTo("RECORDING_UNKNOWN");
            assertThat(start(client, "s", stopped).refusal("record_start_failed"))
                    .isEqualTo("RECORDING_EXISTS");
            ask(client, "record_start", "{\"stream_id\":\"s\",\"recording_id\":\"" + counted + "\",\"max_frames\":3}");
            end = client.untilType("record_stopped");
            assertThat(end.at("/payload/reason").asText()).isEqualTo("frames");
            assertThat(end.at("/payload/frames").asInt()).isEqualTo(3);
            start(client, "s", left).untilType("record_started");
            client.untilType("simulation_state");
        }
        try (FieldClient client = enter(node)) {
            JsonNode entry = listed(client, left);
            while (!entry.get("state").asText().equals("complete")) {
                entry = listed(client, left);
            }
            assertThat(playedWhole(client, "r", left))
                    .hasSize(entry.get("frames").asInt());
            for (String each : List.of(stopped, counted, left)) {
                ask(client, "record_delete", "{\"recording_id\":\"" + each + "\"}")
                        .untilType("record_deleted");
            }
        }
    }

    @Test
    void whatWasNotAgreedOnOrIsNotThereIsRefused() throws Exception {
        try (FieldClient client = FieldClient.open(node, "/ws/stream").enter()) {
            assertThat(start(client, "s", "x").refusal("record_start_failed")).isEqualTo("NOT_AGREED");
            assertThat(ask(client, "record_list", "{}").refusal("record_list_failed"))
                    .isEqualTo("NOT_AGREED");
            assertThat(replay(client, "s", "x", "").refusal("subscribe_failed")).isEqualTo("NOT_AGREED");
        }
        try (FieldClient client = enter(node)) {
            assertThat(start(client, "s", "x").refusal("record_start_failed")).isEqualTo("STREAM_UNKNOWN");
            client.subscribe("simulation_live", "s", "{\"steps\":1000}").untilType("subscribe_success");
            assertThat(start(client, "s", "../x").refusal("record_start_failed"))
                    .isEqualTo("BAD_MESSAGE");
            assertThat(replay(client, "r", "none", "").refusal("subscribe_failed"))
                    .isEqualTo("RECORDING_UNKNOWN");
            assertThat(replay(client, "r", "none", ",\"speed\":-1").refusal("subscribe_failed"))
                    .isEqualTo("SUBSCRIBE_ERROR");
            assertThat(ask(client, "seek_stream", "{\"stream_id\":\"s\",\"sequence\":1}")
                            .refusal("seek_stream_failed"))
                    .isEqualTo("WRONG_STREAM_TYPE");
        }
        try (FieldClient client = FieldClient.live(node).enter(AGREED)) {
            assertThat(replay(client, "r", "none", "").refusal("subscribe_failed"))
                    .isEqualTo("WRONG_STREAM_TYPE");
        }
        try (FieldClient client = FieldClient.open(node, "/ws/stream")) {
            client.send("{\"type\":\"init\"}").untilType("init");
            assertThat(ask(client, "record_list", "{}").refusal("record_list_failed"))
                    .isEqualTo("NOT_AUTHENTICATED");
        }
    }

    private static OneNode limited(RecordingLimits limits) throws Exception {
        return new OneNode(GatewaySettings.defaults()
                .fields(FieldStreamSettings.DEFAULTS
                        .keys(FieldClient.KEY)
                        .limits(FieldLimits.DEFAULTS.recordings(limits))));
    }

    @Test
    void eachLimitEndsOrRefusesARecording() throws Exception {
        try (OneNode small = limited(new RecordingLimits(2, 20_000, Duration.ofDays(1), 1 << 20));
                FieldClient client = enter(small)) {
            client.subscribe("simulation_live", "s", "{\"grid_size\":32,\"steps\":1000,\"field\":\"full\"}")
                    .untilType("subscribe_success");
            start(client, "s", "one").untilType("record_started");
            JsonNode end = client.untilType("record_stopped").get("payload");
            assertThat(end.get("reason").asText()).isEqualTo("bytes");
            assertThat(end.get("bytes").asLong()).isBetween(20_000L, 40_000L);
            start(client, "s", "two");
            assertThat(client.until(message -> message.path("type").asText().startsWith("record_"))
                            .path("type")
                            .asText())
                    .isEqualTo("record_started");
            client.untilType("record_stopped");
            assertThat(start(client, "s", "three").refusal("record_start_failed"))
                    .isEqualTo("TOO_MANY_RECORDINGS");
            ask(client, "record_delete", "{\"recording_id\":\"two\"}").untilType("record_deleted");
        }
        try (OneNode full = limited(new RecordingLimits(9, 1 << 20, Duration.ofDays(1), 4_000));
                FieldClient client = enter(full)) {
            client.subscribe("simulation_live", "s", "{\"grid_size\":64,\"steps\":1000,\"field\":\"full\"}")
                    .untilType("subscribe_success");
            start(client, "s", "one").untilType("record_started");
            JsonNode end = client.untilType("record_stopped").get("payload");
            assertThat(end.get("reason").asText()).isEqualTo("disk_full");
            // What was recorded is whole.
            assertThat(end.get("sha256").asText()).hasSize(64);
            assertThat(start(client, "s", "two").refusal("record_start_failed")).isEqualTo("RECORDINGS_FULL");
            ask(client, "record_delete", "{\"recording_id\":\"one\"}").untilType("record_deleted");
            start(client, "s", "two").untilType("record_started");
            ask(client, "record_delete", "{\"recording_id\":\"two\"}").untilType("record_deleted");
            assertThat(client.untilType("record_stopped").at("/payload/reason").asText())
                    .isEqualTo("deleted");
        }
        try (OneNode off = limited(new RecordingLimits(0, 1 << 20, Duration.ofDays(1), 4_000));
                FieldClient client = FieldClient.open(off, "/ws/stream")) {
            JsonNode init = client.send("{\"type\":\"init\",\"payload\":{\"capabilities\":" + AGREED + "}}")
                    .untilType("init");
            assertThat(init.at("/payload/capabilities/recording").isMissingNode())
                    .isTrue();
            assertThat(init.at("/payload/capabilities/snapshots").asBoolean()).isTrue();
        }
    }

    /// Any node of the cluster plays what another one recorded.
    @Test
    void anotherNodePlaysIt() throws Exception {
        String name = fresh();
        try (FieldClient client = enter(node)) {
            record(client, "s", name, "none");
        }
        var settings = GatewaySettings.defaults().fields(FieldStreamSettings.DEFAULTS.keys(FieldClient.KEY));
        try (OneNode second = new OneNode("second", settings, "", node);
                FieldClient client = enter(second)) {
            List<JsonNode> states = payloads(playedWhole(client, "r", name), "simulation_state");
            assertThat(states.getLast().get("step").asInt()).isEqualTo(40);
        }
    }
}
