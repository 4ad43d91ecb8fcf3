// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Plain calls of a node with JSON both ways. **Errors** an answer that is no success throws [IOException].
record JsonCalls(NodeProcess node) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(20);
    private static final int OK = 200;
    private static final int NOT_OK = 300;

    JsonNode get(String path) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(node.uri(path)).timeout(WITHIN).build());
    }

    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return answer(posting(path, body));
    }

    /// All at one time.
    void postAll(String path, List<? extends JsonNode> bodies) throws IOException, InterruptedException {
        Map<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> answers = new LinkedHashMap<>();
        for (JsonNode body : bodies) {
            HttpRequest request = posting(path, body);
            answers.put(request, node.http().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
        }
        for (Map.Entry<HttpRequest, CompletableFuture<HttpResponse<byte[]>>> each : answers.entrySet()) {
            try {
                json(each.getKey(), each.getValue().get());
            } catch (ExecutionException failed) {
                throw new IOException(failed.getCause());
            }
        }
    }

    private HttpRequest posting(String path, JsonNode body) throws IOException {
        return HttpRequest.newBuilder(node.uri(path))
                .timeout(WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
    }

    private JsonNode answer(HttpRequest request) throws IOException, InterruptedException {
        return json(request, node.http().send(request, HttpResponse.BodyHandlers.ofByteArray()));
    }

    private static JsonNode json(HttpRequest request, HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() < OK || answer.statusCode() >= NOT_OK) {
            throw new IOException(request.method() + " " + request.uri().getPath() + ": " + answer.statusCode() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return JSON.readTree(answer.body());
    }
}
