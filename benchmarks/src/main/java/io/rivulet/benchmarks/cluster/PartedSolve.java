// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Poisson's equation on a square, solved by one node and then in parts by three, from the request to the `solution`,
/// and what the parts sent. All nodes, their PostgreSQL and this driver are on one machine.
///
///     PartedSolve [side] [parts] [topology]
public final class PartedSolve {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NODES = 3;
    private static final double MEMORY_OF_HEAP = 0.85;
    private static final double MEBIBYTE = 1 << 20;

    private final int side;
    private final int parts;
    private final String topology;

    PartedSolve(int side, int parts, String topology) {
        this.side = side;
        this.parts = parts;
        this.topology = topology;
    }

    public static void main(String[] arguments) throws Exception {
        new PartedSolve(
                        arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000,
                        arguments.length > 1 ? Integer.parseInt(arguments[1]) : NODES,
                        arguments.length > 2 ? arguments[2] : "mesh")
                .run(System.out);
    }

    void run(PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("rivulet-parts-");
        long heapMebibytes = Runtime.getRuntime().maxMemory() >> 20;
        String heap = "-Xmx" + heapMebibytes + "m";
        // Estimates are for any method: more than half of the heap is needed for large systems, and is there.
        Map<String, String> memory =
                Map.of("RIVULET_NODE_MEMORY_MB", Long.toString((long) (MEMORY_OF_HEAP * heapMebibytes)));
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
                LocalCluster cluster = LocalCluster.launch(
                        folder, FreePorts.several(NODES), postgres.url(), new How(List.of(heap), List.of(), memory))) {
            cluster.awaitReady();
            NodeProcess door = cluster.node(1);
            out.printf(
                    Locale.ROOT,
                    "poisson2d %d x %d, n = %d, tolerance 1e-8, %s, %d nodes%n",
                    side,
                    side,
                    (long) side * side,
                    heap,
                    NODES);
            solve(out, door, "one node", "", "mesh");
            JsonNode status =
                    solve(out, door, parts + " parts", ",\"swarm_enabled\":true,\"partitions\":" + parts, topology);
            tell(out, status.path("partitions"));
        }
    }

    /// **Errors** what does not end with a solution is an [IOException]. Answers the status afterwards.
    private JsonNode solve(PrintStream out, NodeProcess door, String what, String options, String between)
            throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        String body = String.format(
                Locale.ROOT,
                "{\"session_id\":\"%s\",\"matrix\":{\"data\":{\"gallery\":{\"name\":\"poisson2d\",\"nx\":%d,\"ny\":%d}}},"
                        + "\"options\":{\"live\":true,\"tolerance\":1e-8,\"stream\":{\"x\":\"none\"}%s},"
                        + "\"flow_nexus\":{\"swarm_topology\":\"%s\"}}",
                id,
                side,
                side,
                options,
                between);
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = door.http()
                .send(
                        HttpRequest.newBuilder(door.uri("/api/v1/solve-stream"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                JsonNode line = JSON.readTree(text);
                if (line.path("type").asText().equals("error")) {
                    out.println(text);
                }
                if (line.path("type").asText().equals("solution")) {
                    JsonNode status = get(door, "/api/v1/status/" + id);
                    out.printf(
                            Locale.ROOT,
                            "%-9s %.1f s, %d iterations, relative residual %.2g, verified %s, by %s%n",
                            what,
                            (System.nanoTime() - begun) / 1e9,
                            line.path("iterations").asLong(),
                            line.path("residual_norm").asDouble(),
                            line.path("verified").asBoolean(),
                            status.path("method").asText());
                    return status;
                }
            }
        } finally {
            door.http()
                    .send(
                            HttpRequest.newBuilder(door.uri("/api/v1/sessions/" + id))
                                    .DELETE()
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
        }
        throw new IOException(answer.statusCode() + ": the stream ended without a solution");
    }

    private static void tell(PrintStream out, JsonNode partitions) {
        long halo = 0;
        for (JsonNode part : partitions.path("parts")) {
            halo += part.path("halo").asLong();
            out.printf(
                    Locale.ROOT,
                    "part %d at %s: %d rows, halo %d, %d frames of %.1f MiB, %d answers of %.1f MiB%n",
                    part.path("part").asInt(),
                    part.path("node").asText(),
                    part.path("rows").asLong(),
                    part.path("halo").asLong(),
                    part.path("frames").asLong(),
                    part.path("frame_bytes").asLong() / MEBIBYTE,
                    part.path("answers").asLong(),
                    part.path("answer_bytes").asLong() / MEBIBYTE);
        }
        out.printf(
                Locale.ROOT,
                "halo %d values in all, exchanged along %s%n",
                halo,
                partitions.path("topology").asText());
    }

    private static JsonNode get(NodeProcess node, String path) throws IOException, InterruptedException {
        return JSON.readTree(node.http()
                .send(HttpRequest.newBuilder(node.uri(path)).build(), HttpResponse.BodyHandlers.ofByteArray())
                .body());
    }
}
