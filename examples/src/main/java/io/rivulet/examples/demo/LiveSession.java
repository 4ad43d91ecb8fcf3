// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.LinearSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// One live session over plain HTTP: its stream, its updates, its solution.
final class LiveSession implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

    private final NodeProcess node;
    private final String id;
    private InputStream body;
    private BufferedReader lines;
    private long lastSeq;

    private LiveSession(NodeProcess node, String id, InputStream body) {
        this.node = node;
        this.id = id;
        this.body = body;
        this.lines = reader(body);
    }

    private static BufferedReader reader(InputStream body) {
        return new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    static LiveSession open(NodeProcess node, String name, LinearSystem system)
            throws IOException, InterruptedException {
        return open(node, name, system, JSON.createObjectNode());
    }

    /// @param more further fields of the request
    static LiveSession open(NodeProcess node, String name, LinearSystem system, ObjectNode more)
            throws IOException, InterruptedException {
        ObjectNode request = more.deepCopy();
        request.put("name", name).set("matrix", csr(system.a()));
        ArrayNode b = request.putArray("vector");
        for (double value : system.b().values()) {
            b.add(value);
        }
        request.putObject("options").put("live", true).put("tolerance", 1e-10);
        HttpResponse<InputStream> answer = node.http()
                .send(
                        HttpRequest.newBuilder(node.uri("/api/v1/solve-stream"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        requireOk(answer.statusCode(), answer.body());
        return new LiveSession(node, answer.headers().firstValue("X-Session-Id").orElseThrow(), answer.body());
    }

    /// One that exists, from its first line.
    static LiveSession follow(NodeProcess node, String id) throws IOException, InterruptedException {
        return new LiveSession(node, id, stream(node, id, 0));
    }

    private static InputStream stream(NodeProcess node, String id, long after)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = node.http()
                .send(
                        HttpRequest.newBuilder(node.uri("/api/v1/sessions/" + id + "/stream"))
                                .header("Last-Event-ID", Long.toString(after))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        requireOk(answer.statusCode(), answer.body());
        return answer.body();
    }

    private static ObjectNode csr(CsrMatrix a) {
        ObjectNode matrix = JSON.createObjectNode();
        matrix.put("rows", a.rows()).put("cols", a.rows()).put("format", "csr");
        ObjectNode data = matrix.putObject("data");
        ArrayNode values = data.putArray("values");
        ArrayNode columns = data.putArray("col_indices");
        ArrayNode pointers = data.putArray("row_pointers");
        for (int k = 0; k < a.nnz(); k++) {
            values.add(a.value()[k]);
            columns.add(a.column()[k]);
        }
        for (int start : a.rowStart()) {
            pointers.add(start);
        }
        return matrix;
    }

    private static void requireOk(int status, InputStream body) throws IOException {
        if (status != 200) {
            throw new IOException(
                    "the node answered " + status + ": " + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    String id() {
        return id;
    }

    long lastSeq() {
        return lastSeq;
    }

    /// The next line of one of these types.
    JsonNode until(String... types) throws IOException {
        List<String> wanted = List.of(types);
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            JsonNode line = JSON.readTree(text);
            lastSeq = line.path("seq").asLong(lastSeq);
            if (wanted.contains(line.path("type").asText())) {
                return line;
            }
        }
        throw new IOException("the stream ended without " + wanted);
    }

    /// Reads on after the last line seen, as any client may after a broken connection.
    void resume() throws IOException, InterruptedException {
        body = stream(node, id, lastSeq);
        lines = reader(body);
    }

    /// b_i ← b_i + delta; returns the `cost_applied` fields.
    JsonNode addCost(int index, double delta) throws IOException, InterruptedException {
        ObjectNode update = update();
        ObjectNode costs = update.putObject("delta_costs");
        costs.putArray("indices").add(index);
        costs.putArray("values").add(delta);
        return send(update);
    }

    JsonNode changeEntries(List<EntryChange> changes) throws IOException, InterruptedException {
        ObjectNode update = update();
        ArrayNode list = update.putArray("matrix_updates");
        for (EntryChange change : changes) {
            list.addObject()
                    .put("row", change.row())
                    .put("col", change.column())
                    .put("old_value", change.oldValue())
                    .put("new_value", change.newValue());
        }
        return send(update);
    }

    private ObjectNode update() {
        return JSON.createObjectNode()
                .put("type", "cost_update")
                .put("session_id", id)
                .put("update_id", UUID.randomUUID().toString());
    }

    private JsonNode send(ObjectNode update) throws IOException, InterruptedException {
        return post("/api/v1/swarm/costs?wait=applied", update);
    }

    /// To the session's node; the answer.
    JsonNode post(String path, ObjectNode body) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = node.http()
                .send(
                        HttpRequest.newBuilder(node.uri(path))
                                .header("Content-Type", "application/json")
                                .timeout(ANSWER_WITHIN)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        requireOk(answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    /// The present x with its recomputed residual.
    JsonNode solution() throws IOException, InterruptedException {
        return get(node.uri("/api/v1/sessions/" + id + "/solution"));
    }

    JsonNode status() throws IOException, InterruptedException {
        return get(statusUri());
    }

    URI statusUri() {
        return node.uri("/api/v1/status/" + id);
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return get(node.uri(path));
    }

    private JsonNode get(URI uri) throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = node.http()
                .send(
                        HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        requireOk(answer.statusCode(), answer.body());
        return JSON.readTree(answer.body());
    }

    static double[] x(JsonNode solution) {
        JsonNode x = solution.path("x");
        double[] values = new double[x.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.get(i).asDouble();
        }
        return values;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
