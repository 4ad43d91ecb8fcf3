// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// What a client of one node does over HTTP.
record NodeClient(NodeProcess node) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(30);

    record Reply(int status, JsonNode body) {}

    Reply get(String path) throws IOException, InterruptedException {
        return reply(HttpRequest.newBuilder(node.uri(path)).timeout(WITHIN).build());
    }

    Reply post(String path, String body) throws IOException, InterruptedException {
        return reply(HttpRequest.newBuilder(node.uri(path))
                .timeout(WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /// The status of the answer.
    int delete(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(node.uri(path)).timeout(WITHIN).DELETE().build();
        return node.http().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private Reply reply(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = node.http().send(request, HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(answer.statusCode(), JSON.readTree(answer.body()));
    }

    /// x of a session once it answers `revision`, or null while the node refuses.
    double[] x(String session, long revision) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = node.http()
                .send(
                        HttpRequest.newBuilder(
                                        node.uri("/api/v1/sessions/" + session + "/solution?min_revision=" + revision))
                                .timeout(WITHIN)
                                .header("Accept", "application/octet-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        double[] x = new double[answer.body().length / Double.BYTES];
        ByteBuffer.wrap(answer.body())
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer()
                .get(x);
        return x;
    }

    /// The `solution` of a session, and all of x in it, as it answers `revision` or a later one.
    JsonNode solution(String session, long revision) throws IOException, InterruptedException {
        Reply reply = get("/api/v1/sessions/" + session + "/solution?min_revision=" + revision);
        if (reply.status() != 200) {
            throw new IOException(reply.status() + ": " + reply.body());
        }
        return reply.body();
    }

    InputStream stream(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = node.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    answer.statusCode() + ": " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    /// Opens a live session.
    InputStream open(String request) throws IOException, InterruptedException {
        return stream(HttpRequest.newBuilder(node.uri("/api/v1/solve-stream"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(request)));
    }

    /// The session's lines after number `after`.
    InputStream follow(String session, long after) throws IOException, InterruptedException {
        return stream(HttpRequest.newBuilder(node.uri("/api/v1/sessions/" + session + "/stream"))
                .header("Last-Event-ID", Long.toString(after)));
    }
}
