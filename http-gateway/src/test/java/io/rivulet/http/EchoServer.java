// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http;

import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.IntakeBudget;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// The edge without sessions behind it: `POST /echo` answers how many bytes it read, `/broken` throws.
final class EchoServer implements AutoCloseable {
    static final String SECRET = "a detail that only the log may show";

    final ActorTestKit kit = ActorTestKit.create();
    final IntakeBudget budget;
    final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServerBinding binding;

    EchoServer(GatewaySettings settings) throws Exception {
        var system = kit.system();
        budget = new IntakeBudget(settings.intake().memoryBytes());
        var bodies = new Bodies(
                system,
                system.dispatchers().lookup(DispatcherSelector.fromConfig("rivulet.http.intake-dispatcher")),
                settings,
                budget);
        var router = new Router(bodies::discard)
                .get(
                        "/hello",
                        _ -> CompletableFuture.completedStage(Answers.json("{}".getBytes(StandardCharsets.UTF_8))))
                .get("/broken", _ -> {
                    throw new IllegalStateException(SECRET);
                })
                .get("/late", _ -> CompletableFuture.failedStage(new java.util.concurrent.TimeoutException(SECRET)))
                .post("/echo", call -> {
                    Bodies.mediaType(call.request(), MediaTypes.APPLICATION_JSON);
                    return bodies.read(call.request(), EchoServer::readAsParsersDo)
                            .thenApply(bytes -> Answers.json(
                                    ("{\"bytes\":" + bytes.length + "}").getBytes(StandardCharsets.UTF_8)));
                });
        binding = Gateway.listen(system, router, settings.listen("127.0.0.1", 0))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    /// Parsers close what they have read.
    private static byte[] readAsParsersDo(InputStream in) throws IOException {
        try (in) {
            return in.readAllBytes();
        }
    }

    int port() {
        return binding.localAddress().getPort();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /// Sends bytes as they are and gives all that comes back until the server closes or `endsWith` has been read.
    String raw(String request, String endsWith) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return readUntil(socket, endsWith);
        }
    }

    static String readUntil(Socket socket, String endsWith) throws IOException {
        var text = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            text.append((char) b);
            if (b == endsWith.charAt(endsWith.length() - 1) && text.toString().endsWith(endsWith)) {
                break;
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        client.close();
        kit.shutdownTestKit();
    }
}
