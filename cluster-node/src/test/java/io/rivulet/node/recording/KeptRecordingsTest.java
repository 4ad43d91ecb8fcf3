// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.node.cli.CliRun;
import io.rivulet.node.serve.RunningNode;
import io.rivulet.node.settings.SettingsLoader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Recordings that a node keeps: they are there after it was started anew, and come into files.
class KeptRecordingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY = "the-key-of-this-test";

    @TempDir
    Path folder;

    private RunningNode start() {
        return RunningNode.start(new SettingsLoader(Map.of("RIVULET_FIELD_KEYS", KEY))
                .load(
                        null,
                        Map.of(),
                        Map.of(
                                "http.port",
                                "0",
                                "store.data",
                                folder.resolve("data").toString())));
    }

    /// Has a node record a run.
    private static JsonNode record(RunningNode node, String name) throws Exception {
        BlockingQueue<JsonNode> heard = new LinkedBlockingQueue<>();
        var listener = new WebSocket.Listener() {
            private final StringBuilder part = new StringBuilder();

            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                part.append(data);
                if (last) {
                    try {
                        heard.add(JSON.readTree(part.toString()));
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                    part.setLength(0);
                }
                socket.request(1);
                return null;
            }
        };
        String now = Long.toString(System.currentTimeMillis());
        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(node.url().replace("http", "ws") + "/ws/stream"), listener)
                    .join();
            for (String message : List.of(
                    "{\"type\":\"init\",\"payload\":{\"capabilities\":{\"recording\":true}}}",
                    "{\"type\":\"auth\",\"payload\":{\"api_key\":\"" + KEY + "\",\"timestamp\":" + now
                            + ",\"signature\":\"" + FieldAuth.sign(KEY, now) + "\"}}",
                    "{\"type\":\"subscribe\",\"payload\":{\"stream_type\":\"simulation_live\",\"stream_id\":\"s\","
                            + "\"params\":{\"grid_size\":16,\"steps\":50,\"step_interval_ms\":20,\"field\":\"delta\"}}}",
                    "{\"type\":\"record_start\",\"payload\":{\"stream_id\":\"s\",\"recording_id\":\"" + name
                            + "\"}}")) {
                socket.sendText(message, true).join();
            }
            while (true) {
                JsonNode next = heard.poll(30, TimeUnit.SECONDS);
                assertThat(next).isNotNull();
                if (next.path("type").asText().equals("record_stopped")) {
                    socket.abort();
                    return next.get("payload");
                }
            }
        }
    }

    private CliRun run(RunningNode node, String... words) {
        return CliRun.of(folder, Map.of("RIVULET_SERVER", node.url(), "RIVULET_FIELD_KEY", KEY), false, words);
    }

    @Test
    void aRecordingOutlivesItsNodeAndIsAFileThatReplayPlays() throws Exception {
        JsonNode told;
        try (RunningNode node = start()) {
            told = record(node, "kept");
        }
        try (RunningNode node = start()) {
            CliRun fetched = run(node, "record", "--recording", "kept", "-o", "kept.jsonl.gz");
            assertThat(fetched.code()).as(fetched.err()).isZero();
            assertThat(fetched.out())
                    .startsWith("kept.jsonl.gz: " + told.get("frames").asInt() + " messages, ");
            CliRun again = run(node, "record", "--recording", "kept", "-o", "again.jsonl");
            assertThat(again.code()).as(again.err()).isZero();
            assertThat(run(node, "replay", "kept.jsonl.gz", "--check").out())
                    .contains("whole, a recording of simulation_live, "
                            + told.get("frames").asInt() + " messages");
            JsonNode header = JSON.readTree(
                    Files.readAllLines(folder.resolve("again.jsonl")).getFirst());
            assertThat(header.at("/params/field").asText()).isEqualTo("delta");
            CliRun played = run(node, "replay", "again.jsonl", "--speed", "0");
            JsonNode first = JSON.readTree(played.out().lines().findFirst().orElseThrow());
            // A file that starts in the midst of a run starts with a whole field.
            assertThat(first.at("/payload/state/field/dtype").asText()).isEqualTo("i2");
            CliRun absent = run(node, "record", "--recording", "none", "-o", "none.jsonl");
            assertThat(absent.code()).isNotZero();
            assertThat(absent.err()).contains("RECORDING_UNKNOWN");
        }
    }
}
