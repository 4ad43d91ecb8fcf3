// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A server that keeps what is posted to it.
public final class Receiver implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    /// @param token of the header Authorization, null for none
    public record Post(String path, @Nullable String token, byte[] body) {}

    private final HttpServer server;
    private final BlockingQueue<Post> posts = new LinkedBlockingQueue<>();
    private final AtomicInteger status = new AtomicInteger(200);

    public Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            posts.add(new Post(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    body));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /// What it answers from now on.
    public void answers(int code) {
        status.set(code);
    }

    /// The next one, which is waited for.
    public Post next() throws InterruptedException {
        Post post = posts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (post == null) {
            throw new AssertionError("nothing was posted");
        }
        return post;
    }

    public int waiting() {
        return posts.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
