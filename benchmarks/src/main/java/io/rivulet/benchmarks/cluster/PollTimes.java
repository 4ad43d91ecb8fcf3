// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.LocalCluster;
import io.rivulet.node.local.LocalPostgres;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.node.local.NodeProcess.How;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/// Verification by the votes of several nodes on loopback, one after the other: from the first question to the end of
/// the poll, and from request to answer. All nodes, their PostgreSQL and this driver are on one machine.
///
///     PollTimes [nodes] [rows] [polls]
public final class PollTimes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WIDTH = 25;
    private static final int WARM = 200;
    private static final double NANOS = 1e6;

    private final int nodes;
    private final int rows;
    private final int polls;

    PollTimes(int nodes, int rows, int polls) {
        this.nodes = nodes;
        this.rows = rows;
        this.polls = polls;
    }

    public static void main(String[] arguments) throws Exception {
        new PollTimes(
                        arguments.length > 0 ? Integer.parseInt(arguments[0]) : 4,
                        arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000,
                        arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1_000)
                .run(System.out);
    }

    void run(PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("rivulet-polls-");
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
                LocalCluster cluster = LocalCluster.of(
                        folder, FreePorts.several(nodes), Collections.nCopies(nodes, "127.0.0.1"), postgres.url())) {
            // One after the other: all at once they take longer than one is waited for.
            for (int node = 1; node <= nodes; node++) {
                cluster.launch(node, new How(List.of("-Xmx512m"), List.of(), Map.of()));
                cluster.node(node).awaitReady();
            }
            cluster.awaitReady();
            NodeProcess door = cluster.node(1);
            String id = open(door);
            hold(door, id, WARM);
            out.printf(
                    Locale.ROOT,
                    "%d voters, n = %d, %d polls after %d, one after the other%n",
                    nodes,
                    rows / WIDTH * WIDTH,
                    polls,
                    WARM);
            tell(out, hold(door, id, polls));
        }
    }

    private String open(NodeProcess door) throws IOException, InterruptedException {
        String id = UUID.randomUUID().toString();
        post(
                door,
                "/api/v1/solve-stream",
                String.format(
                        Locale.ROOT,
                        "{\"session_id\":\"%s\",\"matrix\":{\"data\":{\"gallery\":{\"name\":\"poisson2d\",\"nx\":%d,"
                                + "\"ny\":%d}}}}",
                        id,
                        WIDTH,
                        rows / WIDTH));
        return id;
    }

    private record Times(List<Double> poll, List<Double> request, int without) {}

    /// So many polls, and how many of them had no quorum.
    private static Times hold(NodeProcess door, String id, int count) throws IOException, InterruptedException {
        Times times = new Times(new ArrayList<>(), new ArrayList<>(), 0);
        int without = 0;
        String body = "{\"session_id\":\"" + id + "\",\"strategy\":\"consensus\"}";
        for (int k = 0; k < count; k++) {
            long begun = System.nanoTime();
            JsonNode answer = post(door, "/api/v1/verify", body);
            double took = (System.nanoTime() - begun) / NANOS;
            if (answer.path("verified").asBoolean()) {
                times.poll().add(answer.path("verification_time_ms").asDouble());
                times.request().add(took);
            } else {
                without++;
            }
        }
        return new Times(times.poll(), times.request(), without);
    }

    private static void tell(PrintStream out, Times times) {
        tell(out, "poll", times.poll());
        tell(out, "request to answer", times.request());
        out.printf(Locale.ROOT, "without a quorum %d%n", times.without());
    }

    private static void tell(PrintStream out, String what, List<Double> millis) {
        List<Double> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        out.printf(
                Locale.ROOT,
                "%-17s p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, most %.1f ms%n",
                what,
                quantile(sorted, 0.5),
                quantile(sorted, 0.95),
                quantile(sorted, 0.99),
                quantile(sorted, 1));
    }

    private static double quantile(List<Double> sorted, double q) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(q * (sorted.size() - 1)));
    }

    private static JsonNode post(NodeProcess node, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = node.http()
                .send(
                        HttpRequest.newBuilder(node.uri(path))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        // A stream's lines: the first is enough.
        return JSON.readTree(answer.body().lines().findFirst().orElse("{}"));
    }
}
