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
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a client of one node does over HTTP.
record NodeClient(NodeProcess node) {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Pattern INCIDENT = Pattern.compile("urn:uuid:[0-9a-f-]{36}(?=\\.\",\"code\":\"internal)");
    private static final int INCIDENT_LINES = 40;

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
            throw refused(answer.statusCode(), answer.body());
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
            throw refused(answer.statusCode(), answer.body().readAllBytes());
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

    /// With what the node has logged of it, where that is a bug of its own.
    private IOException refused(int status, byte[] body) throws IOException {
        String told = status + ": " + new String(body, StandardCharsets.UTF_8);
        Matcher incident = INCIDENT.matcher(told);
        if (!incident.find()) {
            return new IOException(told);
        }
        List<String> log = Files.readAllLines(node.log());
        String logged = log.stream()
                .dropWhile(line -> !line.contains(incident.group()))
                .limit(INCIDENT_LINES)
                .collect(Collectors.joining("\n"));
        return new IOException(told + "\n" + logged);
    }
}
