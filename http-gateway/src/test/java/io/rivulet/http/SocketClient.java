// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A socket of text frames, which are kept as they come.
final class SocketClient implements WebSocket.Listener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingQueue<JsonNode> arrived = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private final WebSocket socket;

    SocketClient(OneNode node, String header, String value) {
        socket = node.client
                .newWebSocketBuilder()
                .header(header, value)
                .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/ws/solver"), this)
                .join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            try {
                arrived.add(OneNode.JSON.readTree(text.toString()));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
            text.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    void send(String frame) {
        socket.sendText(frame, true).join();
    }

    JsonNode next() throws InterruptedException {
        JsonNode next = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no frame came");
        }
        return next;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
