// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.solve;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.console.CommandFailure;
import io.rivulet.node.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A running server as the commands see it. Unreachable is exit code 3, a refusal the code of its status.
public final class RemoteServer implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /// For an answer that takes a node no work.
    private static final Duration SMALL_WITHIN = Duration.ofSeconds(15);

    public static final String JSON = "application/json";
    private static final int MAX_PROBLEM_BYTES = 64 * 1024;

    private final URI base;
    private final @Nullable String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();

    /// @param url `http://host:port`
    /// @param token sent as a bearer token where there is one
    public RemoteServer(String url, @Nullable String token) {
        this.base = parse(url);
        this.token = token;
    }

    private static URI parse(String url) {
        try {
            URI uri = URI.create(url.contains("://") ? url : "http://" + url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // reported below
        }
        throw CommandFailure.badInput("--server " + url + ": not an address such as http://127.0.0.1:3000");
    }

    /// `http://host:port`
    public URI base() {
        return base;
    }

    /// The body of a successful answer, still arriving.
    public InputStream post(String path, String contentType, String accept, BodyPublisher body) {
        return send(request(path)
                .header("Content-Type", contentType)
                .header("Accept", accept)
                .POST(body)
                .build());
    }

    public InputStream get(String path, String accept, Duration timeout) {
        return send(
                request(path).header("Accept", accept).timeout(timeout).GET().build());
    }

    /// What a node says at once.
    public JsonNode getJson(String path) {
        return tree(get(path, JSON, SMALL_WITHIN));
    }

    /// Likewise, of what is sent.
    public JsonNode postJson(String path, String contentType, BodyPublisher body) {
        return tree(post(path, contentType, JSON, body));
    }

    private static JsonNode tree(InputStream body) {
        try (body) {
            return SolveLine.Parsing.MAPPER.readTree(body);
        } catch (IOException unreadable) {
            throw CommandFailure.badInput("the answer can't be read: " + unreadable.getMessage());
        }
    }

    /// One segment of a path, whatever is in it.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// **Errors** as of the others; the answer has no body.
    public void delete(String path) {
        try (InputStream nothing =
                send(request(path).timeout(SMALL_WITHIN).DELETE().build())) {
            nothing.skipNBytes(0);
        } catch (IOException lost) {
            throw unreachable(lost);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private InputStream send(HttpRequest request) {
        try {
            HttpResponse<InputStream> answer = client.send(request, BodyHandlers.ofInputStream());
            if (answer.statusCode() / 100 == 2) {
                return answer.body();
            }
            throw new CommandFailure(ExitCode.ofStatus(answer.statusCode()), "the server says: " + problem(answer));
        } catch (IOException lost) {
            throw unreachable(lost);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.NOT_CONVERGED, "interrupted");
        }
    }

    CommandFailure unreachable(IOException lost) {
        String why = lost.getMessage();
        return new CommandFailure(
                ExitCode.UNREACHABLE,
                "no answer from " + base + " (" + (why == null ? lost.getClass().getSimpleName() : why)
                        + "); does a node run there? rivulet serve starts one");
    }

    private static String problem(HttpResponse<InputStream> answer) throws IOException {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(MAX_PROBLEM_BYTES);
            JsonNode problem = SolveLine.Parsing.MAPPER.readTree(new String(bytes, StandardCharsets.UTF_8));
            if (problem != null && problem.isObject()) {
                return SolveLine.Parsing.problemText(problem);
            }
        } catch (com.fasterxml.jackson.core.JsonProcessingException _) {
            // not one of our problems: the status has to do
        }
        return "status " + answer.statusCode();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
