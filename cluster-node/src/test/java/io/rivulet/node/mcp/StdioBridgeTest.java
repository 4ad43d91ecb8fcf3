// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a server that loses its sessions.
class StdioBridgeTest {
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}";

    private final LinkedBlockingQueue<String> said = new LinkedBlockingQueue<>();
    /// What the server heard: method, session.
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final PipedOutputStream stdin = new PipedOutputStream();
    private HttpServer server;

    /// How the next one who listens is answered; 200 with an event. The last one stays.
    private Iterator<Integer> listeners = List.of(200).iterator();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/mcp", this::answer);
        server.start();
        var in = new PipedInputStream(stdin);
        var bridge = new StdioBridge(
                new PrintStream(new Lines(), true, StandardCharsets.UTF_8),
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                null);
        threads.submit(() -> {
            bridge.run(in);
            return null;
        });
    }

    @AfterEach
    void stop() throws IOException {
        stdin.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private final class Lines extends OutputStream {
        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(int b) {
            if (b == '\n') {
                said.add(line.toString());
                line.setLength(0);
            } else {
                line.append((char) b);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String session = exchange.getRequestHeaders().getFirst("Mcp-Session-Id");
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        heard.add(exchange.getRequestMethod() + " " + session);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                int status = listeners.next();
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                reply(exchange, status, status == 200 ? "data: {\"told\":\"" + session + "\"}\n\n" : "{}");
            }
            case "POST" -> {
                if (body.contains("initialize\"")) {
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
                    reply(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"protocolVersion\":\"v\"}}");
                } else if (body.contains("initialized")) {
                    reply(exchange, 202, "");
                } else if (("s" + sessions.get()).equals(session)) {
                    reply(exchange, 200, "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"by\":\"" + session + "\"}}");
                } else {
                    reply(exchange, 404, "");
                }
            }
            default -> reply(exchange, 204, "");
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void tell(String message) throws IOException {
        stdin.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        stdin.flush();
    }

    private static String next(LinkedBlockingQueue<String> queue, String text) throws InterruptedException {
        while (true) {
            String next = queue.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("nothing with " + text).isNotNull();
            if (next.contains(text)) {
                return next;
            }
        }
    }

    @Test
    void aRefusedListenerAsksAgainUntilItIsToldThatThereIsNothing() throws Exception {
        listeners = List.of(404, 400, 503, 200, 405).iterator();
        tell(INITIALIZE);
        assertThat(next(said, "told")).contains("s1");
        next(heard, "GET s1");
        tell(PING);
        assertThat(next(said, "\"by\"")).contains("s1");
    }

    @Test
    void aLostSessionIsReplacedBeforeItIsForgotten() throws Exception {
        listeners = List.of(405).iterator();
        tell(INITIALIZE);
        next(said, "protocolVersion");
        sessions.incrementAndGet();
        tell(PING);
        assertThat(next(said, "\"by\"")).contains("s3");
        assertThat(next(heard, "POST s1")).isNotNull();
        assertThat(next(heard, "POST")).isEqualTo("POST null");
        assertThat(next(heard, "DELETE")).isEqualTo("DELETE s1");
    }
}
