// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.http.field.core.FieldAuth;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.recording.RecordedFrame;
import io.rivulet.serialization.recording.RecordingHeader;
import io.rivulet.serialization.recording.RecordingReader;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A client of a field stream that writes what it is told into a recording: it enters, subscribes to one
/// stream, and answers heartbeats. The next message is asked for when the last one is written.
/// **Thread** the socket's, one call at a time; another may finish the file. **Bounded by** one message of
/// [RecordingReader#MOST_LINE] characters.
public final class FieldRecorder implements WebSocket.Listener {
    private static final String STREAM = "recorded";
    private static final Set<String> DATA =
            Set.of("feature_update", "simulation_state", "simulation_complete", "snapshot");
    private static final double NANOS_PER_MILLI = 1e6;
    private static final ObjectMapper MAPPER = new ObjectMapper(Json.FACTORY.copy());

    /// What is recorded.
    ///
    /// @param most messages, then it ends
    /// @param fetched whether it is a recording that the server keeps, whose header comes with it
    public record Wanted(String key, String streamType, ObjectNode params, long most, boolean fetched) {}

    /// How it ended.
    ///
    /// @param refused what the server said no to; null where it did not
    public record End(@Nullable String refused, boolean lost) {}

    private final Wanted wanted;
    private final RecordedFile file;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final StringBuilder part = new StringBuilder();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private long beganNanos;

    public FieldRecorder(Wanted wanted, RecordedFile file, InstantSource clock, LongSupplier nanoTime) {
        this.wanted = wanted;
        this.file = file;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Completes when nothing more is recorded; with what was thrown where the file can't be written.
    public CompletableFuture<End> ended() {
        return ended;
    }

    @Override
    public void onOpen(WebSocket socket) {
        beganNanos = nanoTime.getAsLong();
        ObjectNode init = MAPPER.createObjectNode().put("protocol_version", "1.0");
        init.putObject("capabilities")
                .put("snapshots", true)
                .put("multi_stream", 1)
                .put("recording", wanted.fetched());
        send(socket, "init", init);
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        part.append(data);
        if (part.length() > RecordingReader.MOST_LINE) {
            ended.completeExceptionally(new IOException("the server's message is too long for a recording"));
            socket.abort();
            return null;
        }
        if (last) {
            String text = part.toString();
            part.setLength(0);
            try {
                heard(socket, MAPPER.readTree(text));
            } catch (IOException failure) {
                ended.completeExceptionally(failure);
            }
        }
        if (ended.isDone()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        }
        socket.request(1);
        return null;
    }

    private void heard(WebSocket socket, JsonNode message) throws IOException {
        String type = message.path("type").asText();
        JsonNode payload = message.path("payload");
        switch (type) {
            case "init" -> send(socket, "auth", auth());
            case "auth_success" -> {
                ObjectNode subscribe = MAPPER.createObjectNode()
                        .put("stream_type", wanted.streamType())
                        .put("stream_id", STREAM);
                subscribe.set("params", wanted.params());
                send(socket, "subscribe", subscribe);
            }
            case "subscribe_success" -> {
                if (wanted.fetched()) {
                    file.begin(header(payload.path("recording")));
                }
            }
            case "heartbeat" -> socket.sendText("{\"type\":\"pong\"}", true);
            case "stream_end" -> ended.complete(new End(null, false));
            case "auth_failed", "subscribe_failed", "error" ->
                ended.complete(new End(
                        payload.path("error_code").asText() + ": "
                                + payload.path("message").asText(),
                        false));
            default -> {
                if (DATA.contains(type) && message instanceof ObjectNode data && !ended.isDone()) {
                    write(data, type);
                }
            }
        }
    }

    private void write(ObjectNode message, String type) throws IOException {
        double millis = (nanoTime.getAsLong() - beganNanos) / NANOS_PER_MILLI;
        if (wanted.fetched()) {
            // As it was, when it was.
            millis = message.path("t").doubleValue();
            message.remove(List.of("t", "replay"));
            message.set("timestamp", message.path("payload").path("timestamp"));
        }
        long frames = file.frame(new RecordedFrame(millis, message));
        if (type.equals("simulation_complete") && !wanted.fetched() || frames >= wanted.most()) {
            ended.complete(new End(null, false));
        }
    }

    private static RecordingHeader header(JsonNode recording) throws IOException {
        if (!(recording.path("params") instanceof ObjectNode params)) {
            throw new IOException("the server did not say what its recording is of");
        }
        return new RecordingHeader(
                recording.path("stream_type").asText(),
                params,
                recording.path("started").doubleValue());
    }

    private ObjectNode auth() {
        long now = clock.millis();
        return MAPPER.createObjectNode()
                .put("api_key", wanted.key())
                .put("timestamp", now)
                .put("signature", FieldAuth.sign(wanted.key(), Long.toString(now)));
    }

    private static void send(WebSocket socket, String type, ObjectNode payload) {
        ObjectNode message = MAPPER.createObjectNode().put("type", type);
        message.set("payload", payload);
        socket.sendText(message.toString(), true);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
        ended.complete(new End(null, true));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        ended.complete(new End(null, true));
    }
}
