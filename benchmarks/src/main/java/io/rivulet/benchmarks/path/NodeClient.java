// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Predicate;

/// The few calls that the measurements need.
final class NodeClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(120);

    private final NodeProcess node;

    NodeClient(NodeProcess node) {
        this.node = node;
    }

    /// An open stream: its session and a reader of its lines.
    record Stream(String session, InputStream body, BufferedReader lines) implements AutoCloseable {
        /// The next line that satisfies the condition.
        JsonNode until(Predicate<JsonNode> wanted) throws IOException {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                JsonNode line = JSON.readTree(text);
                if (wanted.test(line)) {
                    return line;
                }
            }
            throw new IOException("the stream ended early");
        }

        @Override
        public void close() {
            try {
                body.close();
            } catch (IOException closing) {
                throw new UncheckedIOException(closing);
            }
        }
    }

    static Predicate<JsonNode> type(String type) {
        return line -> type.equals(line.path("type").asText());
    }

    Stream open(String request) throws IOException, InterruptedException {
        return stream(HttpRequest.newBuilder(node.uri("/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request)));
    }

    Stream resume(String session, long lastSeq) throws IOException, InterruptedException {
        return stream(HttpRequest.newBuilder(node.uri("/api/v1/sessions/" + session + "/stream"))
                .header("Last-Event-ID", Long.toString(lastSeq)));
    }

    private Stream stream(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = node.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    answer.statusCode() + ": " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return new Stream(
                answer.headers().firstValue("X-Session-Id").orElseThrow(),
                answer.body(),
                new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8)));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(node.uri(path)).timeout(WITHIN).build());
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(node.uri(path))
                .timeout(WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    void delete(String session) throws IOException, InterruptedException {
        node.http()
                .send(
                        HttpRequest.newBuilder(node.uri("/api/v1/sessions/" + session))
                                .DELETE()
                                .timeout(WITHIN)
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = node.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 400) {
            throw new IOException(answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return JSON.readTree(answer.body());
    }
}
