// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Between client and server. Each connection takes the next plan; the last one stays.
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    /// What becomes of a connection.
    sealed interface Plan {
        /// It is cut after so many bytes of the answer.
        record Cut(long bytes) implements Plan {}

        /// This is answered, by nobody behind.
        record Answer(String text) implements Plan {}

        record Pass() implements Plan {}
    }

    private final URI server;
    private final ServerSocket door;
    private final Deque<Plan> plans;
    private final AtomicInteger connections = new AtomicInteger();

    CuttingProxy(String server, Plan... plans) throws IOException {
        this.server = URI.create(server);
        this.plans = new ArrayDeque<>(List.of(plans));
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    static Plan cut(long bytes) {
        return new Plan.Cut(bytes);
    }

    static Plan pass() {
        return new Plan.Pass();
    }

    static Plan refuse(int status, String code, int retryAfterSeconds) {
        String body = "{\"code\": \"" + code + "\"}";
        return new Plan.Answer("HTTP/1.1 " + status + " No\r\nRetry-After: " + retryAfterSeconds
                + "\r\nContent-Type: application/problem+json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body);
    }

    String url() {
        return "http://127.0.0.1:" + door.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                connections.incrementAndGet();
                switch (plans.size() > 1 ? plans.remove() : plans.element()) {
                    case Plan.Answer(String text) -> answer(client, text);
                    case Plan.Cut(long bytes) -> connect(client, bytes);
                    case Plan.Pass() -> connect(client, Long.MAX_VALUE);
                }
            } catch (IOException closed) {
                // The test has ended.
            }
        }
    }

    private static void answer(Socket client, String text) {
        Thread.ofVirtual().start(() -> {
            try (client) {
                client.getInputStream().read(new byte[BUFFER_BYTES]);
                client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                // A close with bytes unread would reset the connection, and the answer might be lost on its way.
                client.shutdownOutput();
                client.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException gone) {
                // The client did not wait.
            }
        });
    }

    private void connect(Socket client, long bytes) throws IOException {
        Socket to = new Socket(server.getHost(), server.getPort());
        Thread.ofVirtual().start(() -> pump(client, to, Long.MAX_VALUE));
        Thread.ofVirtual().start(() -> pump(to, client, bytes));
    }

    private static void pump(Socket from, Socket to, long bytes) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            long left = bytes;
            for (int read = in.read(buffer); read >= 0 && left > 0; read = left > 0 ? in.read(buffer) : -1) {
                int taken = (int) Math.min(left, read);
                out.write(buffer, 0, taken);
                left -= taken;
            }
        } catch (IOException broken) {
            // The other way was cut.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
