// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.http.field.core.FieldAuth;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/// A socket of field streams whose messages, text or binary, are kept as they come.
final class FieldClient implements WebSocket.Listener, AutoCloseable {
    static final String KEY = "a-key-of-this-test";
    private static final long PATIENCE_SECONDS = 30;
    private static final AtomicLong LAST_TIME = new AtomicLong();

    /// A message, and whether its frame was binary.
    record Frame(JsonNode message, boolean binary, int bytes) {}

    private final BlockingQueue<Frame> arrived = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final List<Frame> seen = new ArrayList<>();
    private final WebSocket socket;
    private final boolean reads;

    private FieldClient(OneNode node, String path, boolean reads) {
        this.reads = reads;
        socket = node.client
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + path), this)
                .join();
    }

    static FieldClient open(OneNode node, String path) {
        return new FieldClient(node, path, true);
    }

    /// One that reads nothing of what it is sent.
    static FieldClient deaf(OneNode node, String path) {
        return new FieldClient(node, path, false);
    }

    static FieldClient features(OneNode node) {
        return open(node, "/ws/stream_features");
    }

    static FieldClient live(OneNode node) {
        return open(node, "/ws/simulation_live");
    }

    static String auth(long timestamp, String key) {
        return auth(Long.toString(timestamp), key, FieldAuth.sign(key, Long.toString(timestamp)));
    }

    static String auth(String timestamp, String key, String signature) {
        return "{\"type\":\"auth\",\"payload\":{\"api_key\":\"" + key + "\",\"timestamp\":" + timestamp
                + (signature == null ? "" : ",\"signature\":\"" + signature + "\"") + "}}";
    }

    /// The present time, but that no two messages `auth` of these tests are the same.
    static long freshTime() {
        return LAST_TIME.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    }

    /// Through `init` and `auth`.
    FieldClient enter(String capabilities) throws InterruptedException {
        return enterWith(KEY, capabilities);
    }

    FieldClient enterWith(String key, String capabilities) throws InterruptedException {
        send("{\"type\":\"init\",\"payload\":{\"protocol_version\":\"1.0\",\"capabilities\":" + capabilities + "}}");
        untilType("init");
        send(auth(freshTime(), key));
        untilType("auth_success");
        return this;
    }

    FieldClient enter() throws InterruptedException {
        return enter("null");
    }

    FieldClient subscribe(String type, String id, String params) {
        return send("{\"type\":\"subscribe\",\"payload\":{\"stream_type\":\"" + type + "\",\"stream_id\":\"" + id
                + "\",\"params\":" + params + "}}");
    }

    FieldClient send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    FieldClient sendBinary(byte[] frame) {
        socket.sendBinary(ByteBuffer.wrap(frame), true).join();
        return this;
    }

    Frame nextFrame() throws InterruptedException {
        Frame next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null || next.message().isMissingNode()) {
            throw new AssertionError((next == null ? "no message came" : "the socket was closed") + " after " + seen);
        }
        seen.add(next);
        return next;
    }

    JsonNode until(Predicate<JsonNode> wanted) throws InterruptedException {
        while (true) {
            JsonNode next = nextFrame().message();
            if (wanted.test(next)) {
                return next;
            }
        }
    }

    JsonNode untilType(String... types) throws InterruptedException {
        return until(
                message -> Arrays.asList(types).contains(message.path("type").asText()));
    }

    /// The `error_code` of the next refusal of this type.
    String refusal(String type) throws InterruptedException {
        return untilType(type).path("payload").path("error_code").asText();
    }

    /// The code that the server closed with.
    int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        if (reads) {
            webSocket.request(1);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
        return arrived(false, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        part.writeBytes(bytes);
        return arrived(true, last);
    }

    private CompletionStage<?> arrived(boolean binary, boolean last) {
        if (last) {
            byte[] bytes = part.toByteArray();
            try {
                arrived.add(new Frame(binary ? unpacked(bytes) : OneNode.JSON.readTree(bytes), binary, bytes.length));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            part.reset();
        }
        socket.request(1);
        return null;
    }

    /// The byte in front says what follows.
    private static JsonNode unpacked(byte[] frame) throws IOException {
        byte[] body = Arrays.copyOfRange(frame, 1, frame.length);
        if ((frame[0] & 0x10) != 0) {
            body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
        }
        return (frame[0] & 0x0F) == 2 ? SocketClient.CBOR.readTree(body) : OneNode.JSON.readTree(body);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        closed.complete(status);
        arrived.add(new Frame(com.fasterxml.jackson.databind.node.MissingNode.getInstance(), false, 0));
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    static ObjectNode object() {
        return OneNode.JSON.createObjectNode();
    }

    @Override
    public void close() {
        socket.abort();
    }
}
