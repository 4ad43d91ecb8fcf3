// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A socket whose frames, text or CBOR, are kept as they come.
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    static final ObjectMapper CBOR = new CBORMapper();
    private static final String CBOR_PROTOCOL = "rivulet.cbor";
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream part = new ByteArrayOutputStream();
    private final WebSocket socket;

    private SocketClient(WebSocket.Builder builder, OneNode node, String query) {
        socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws/solver" + query), this)
                .join();
    }

    /// @param headers names and values in turn
    /// @throws java.util.concurrent.CompletionException by a handshake that was refused
    static SocketClient open(OneNode node, String query, String... headers) {
        WebSocket.Builder builder = node.client.newWebSocketBuilder();
        for (int k = 0; k < headers.length; k += 2) {
            builder.header(headers[k], headers[k + 1]);
        }
        return new SocketClient(builder, node, query);
    }

    static SocketClient cbor(OneNode node) {
        return new SocketClient(node.client.newWebSocketBuilder().subprotocols(CBOR_PROTOCOL), node, "");
    }

    boolean speaksCbor() {
        return socket.getSubprotocol().equals(CBOR_PROTOCOL);
    }

    SocketClient send(String frame) {
        socket.sendText(frame, true).join();
        return this;
    }

    SocketClient sendBinary(byte[] frame) {
        socket.sendBinary(ByteBuffer.wrap(frame), true).join();
        return this;
    }

    JsonNode next() throws InterruptedException {
        JsonNode next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null || next.isMissingNode()) {
            throw new AssertionError(next == null ? "no frame came" : "the socket was closed");
        }
        return next;
    }

    JsonNode until(Predicate<JsonNode> wanted) throws InterruptedException {
        List<JsonNode> others = new ArrayList<>();
        try {
            JsonNode next = next();
            while (!wanted.test(next)) {
                others.add(next);
                next = next();
            }
            return next;
        } catch (AssertionError missing) {
            throw new AssertionError("not among " + others, missing);
        }
    }

    JsonNode untilType(String type) throws InterruptedException {
        return until(frame -> frame.get("type").asText().equals(type));
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
        return arrived(OneNode.JSON, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        part.writeBytes(bytes);
        return arrived(CBOR, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
        arrived.add(MissingNode.getInstance());
        return null;
    }

    private CompletionStage<?> arrived(ObjectMapper mapper, boolean last) {
        if (last) {
            try {
                arrived.add(mapper.readTree(part.toByteArray()));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            part.reset();
        }
        socket.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
