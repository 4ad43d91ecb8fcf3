// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A node's `/mcp`, and the session there of the one client that this process serves. When the node does not know the
/// session any more, the client is introduced again with the words that it introduced itself with.
/// **Thread** [#send] one at a time; the others any.
final class McpDoor implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(2);
    /// Until an answer begins; that of a tool begins at once, however long it takes.
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

    private static final byte[] INITIALIZED =
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}".getBytes(StandardCharsets.UTF_8);
    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "MCP-Protocol-Version";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final URI place;
    private final @Nullable String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private volatile @Nullable Session session;
    private byte @Nullable [] introduction;

    /// @param version of the protocol, as it was agreed
    private record Session(String id, @Nullable String version) {}

    McpDoor(URI server, @Nullable String token) {
        this.place = server.resolve("/mcp");
        this.token = token;
    }

    URI place() {
        return place;
    }

    /// The answer to a message, whose body is still arriving.
    HttpResponse<InputStream> send(byte[] message) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = post(message);
        byte[] words = introduction;
        if (answer.statusCode() != NOT_FOUND || words == null || session == null) {
            return answer;
        }
        answer.body().close();
        introduce(words);
        post(INITIALIZED).body().close();
        return post(message);
    }

    /// What the node says to a client that introduces itself. The session before it stays until there is a new one, and
    /// is ended then.
    Introduction introduce(byte[] message) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = post(message, null);
        byte[] body = answer.body().readAllBytes();
        String given = answer.headers().firstValue(SESSION).orElse(null);
        if (answer.statusCode() == OK && given != null) {
            JsonNode agreed = JSON.readTree(body).path("result").path("protocolVersion");
            Session former = session;
            session = new Session(given, agreed.asText(null));
            introduction = message;
            end(former);
        }
        return new Introduction(answer.statusCode(), body, given != null);
    }

    /// @param known whether there is a session now
    record Introduction(int status, byte[] body, boolean known) {}

    /// What the node tells without being asked.
    HttpResponse<InputStream> listen() throws IOException, InterruptedException {
        return answer(request(session).header("Accept", "text/event-stream").GET(), ANSWER_TIMEOUT);
    }

    private HttpResponse<InputStream> post(byte[] message) throws IOException, InterruptedException {
        return post(message, session);
    }

    private HttpResponse<InputStream> post(byte[] message, @Nullable Session under)
            throws IOException, InterruptedException {
        return answer(
                request(under)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .POST(BodyPublishers.ofByteArray(message)),
                ANSWER_TIMEOUT);
    }

    /// Not by the request's own timeout, which may come to mean the whole body.
    private HttpResponse<InputStream> answer(HttpRequest.Builder request, Duration begunWithin)
            throws IOException, InterruptedException {
        var answer = client.sendAsync(request.build(), BodyHandlers.ofInputStream());
        try {
            return answer.get(begunWithin.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            answer.cancel(true);
            throw new HttpTimeoutException("nothing came for " + begunWithin.toSeconds() + " s");
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException lost ? lost : new IOException(failed.getCause());
        }
    }

    private HttpRequest.Builder request(@Nullable Session under) {
        HttpRequest.Builder request = HttpRequest.newBuilder(place);
        header(request, "Authorization", token == null ? null : "Bearer " + token);
        if (under != null) {
            header(request, SESSION, under.id());
            header(request, VERSION, under.version());
        }
        return request;
    }

    private static void header(HttpRequest.Builder request, String name, @Nullable String value) {
        if (value != null) {
            request.header(name, value);
        }
    }

    private void end(@Nullable Session over) throws InterruptedException {
        if (over == null) {
            return;
        }
        try {
            answer(request(over).DELETE(), END_TIMEOUT).body().close();
        } catch (IOException _) {
            // It ends by itself, where nobody uses it.
        }
    }

    /// Ends the session, if the node can still be reached.
    @Override
    public void close() {
        try {
            end(session);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            client.shutdownNow();
        }
    }
}
