// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.benchmarks.Wanted;
import io.rivulet.benchmarks.load.UpdateFlood;
import io.rivulet.node.local.NodeProcess;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// Measures the figures of the first path and prints a table. Run it with the names of some measurements, or none
/// for all: `first-line parse durable flood million restart`.
public final class FirstPath {
    static final List<String> ALL = List.of("first-line", "parse", "durable", "flood", "million", "restart");

    private static final String SMALL = """
            {"matrix":{"rows":3,"cols":3,"data":{"values":[2,-1,-1,2,-1,-1,2],"col_indices":[0,1,0,1,2,1,2],\
            "row_pointers":[0,2,5,7]}},"vector":[1,2,3],"options":{"live":%s}}""";

    /// How much of everything. SMOKE only shows that each measurement still runs.
    record Scale(int opens, int bodyRows, int updates, int perSecond, int seconds, int bigGrid, int restartGrid) {
        static final Scale FULL = new Scale(1_000, 500_000, 2_000, 50_000, 10, 1_000, 316);
        static final Scale SMOKE = new Scale(10, 5_000, 20, 2_000, 1, 150, 20);
    }

    private final PrintStream out;
    private final Scale scale;

    FirstPath(PrintStream out, Scale scale) {
        this.out = out;
        this.scale = scale;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new FirstPath(System.out, Scale.FULL).run(Wanted.of(ALL, arguments));
    }

    void run(List<String> wanted) throws IOException, InterruptedException {
        row("JVM %s, %d processors", Runtime.version(), Runtime.getRuntime().availableProcessors());
        if (wanted.contains("parse")) {
            parse();
        }
        Path data = Files.createTempDirectory("rivulet-bench-");
        try (NodeProcess node = NodeProcess.start(data)) {
            NodeClient client = new NodeClient(node);
            for (String name : wanted) {
                switch (name) {
                    case "first-line" -> firstLine(client);
                    case "durable" -> durable(client);
                    case "flood" -> flood(node, client);
                    case "million" -> million(client);
                    case "restart" -> restart(node, client);
                    default -> {}
                }
            }
        } finally {
            delete(data);
        }
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private void firstLine(NodeClient client) throws IOException, InterruptedException {
        Histogram waits = micros();
        int warmUp = scale.opens() / 5;
        for (int k = 0; k < warmUp + scale.opens(); k++) {
            long begun = System.nanoTime();
            try (NodeClient.Stream stream = client.open(SMALL.formatted("false"))) {
                stream.until(NodeClient.type("session_opened"));
                if (k >= warmUp) {
                    record(waits, begun);
                }
                stream.until(NodeClient.type("session_closed"));
            }
        }
        row("first line of a small request (%d after %d): %s", scale.opens(), warmUp, quantiles(waits));
    }

    private void parse() {
        byte[] body = largeBody(scale.bodyRows());
        double best = 0;
        for (int k = 0; k < 8; k++) {
            long begun = System.nanoTime();
            SolveRequestReader.read(new ByteArrayInputStream(body), RequestLimits.DEFAULTS);
            best = Math.max(best, body.length / 1e6 / ((System.nanoTime() - begun) / 1e9));
        }
        row("parsing a body of %.1f MB: %.0f MB/s (best of 8)", body.length / 1e6, best);
    }

    /// A tridiagonal system in CSR with 17-digit values, just below 50 MiB.
    private static byte[] largeBody(int n) {
        StringBuilder values = new StringBuilder();
        StringBuilder columns = new StringBuilder();
        StringBuilder pointers = new StringBuilder("0");
        StringBuilder b = new StringBuilder();
        int nnz = 0;
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - 1); j <= Math.min(n - 1, i + 1); j++) {
                values.append(nnz == 0 ? "" : ",").append(i == j ? 2.5 + Math.sin(i) / 4 : Math.sin(i + 2.0 * j) / 2);
                columns.append(nnz == 0 ? "" : ",").append(j);
                nnz++;
            }
            pointers.append(',').append(nnz);
            b.append(i == 0 ? "" : ",").append(Math.cos(i));
        }
        return ("{\"matrix\":{\"rows\":" + n + ",\"cols\":" + n + ",\"data\":{\"values\":[" + values
                        + "],\"col_indices\":[" + columns + "],\"row_pointers\":[" + pointers + "]}},\"vector\":[" + b
                        + "]}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void durable(NodeClient client) throws IOException, InterruptedException {
        try (NodeClient.Stream stream = client.open(SMALL.formatted("true"))) {
            stream.until(NodeClient.type("solution"));
            Histogram acknowledged = micros();
            int warmUp = scale.updates() / 2;
            for (int k = 0; k < warmUp + scale.updates(); k++) {
                long begun = System.nanoTime();
                client.post("/api/v1/swarm/costs", update(stream.session(), k));
                if (k >= warmUp) {
                    record(acknowledged, begun);
                }
            }
            client.delete(stream.session());
            row(
                    "one durable update and its acknowledgement, one after the other (%d after %d): %s",
                    scale.updates(), warmUp, quantiles(acknowledged));
        }
    }

    private static String update(String session, int k) {
        return "{\"session_id\":\"" + session + "\",\"source_node\":\"bench\",\"sequence\":" + k
                + ",\"delta_costs\":{\"indices\":[" + k % 3 + "],\"values\":[0.001]}}";
    }

    private void flood(NodeProcess node, NodeClient client) throws IOException, InterruptedException {
        try (NodeClient.Stream stream =
                client.open(gallery("random_dd", "\"n\":1000,\"nnz_per_row\":5,\"seed\":1", true))) {
            stream.until(NodeClient.type("solution"));
            Thread drain = Thread.ofPlatform().daemon().start(() -> {
                try {
                    stream.until(line -> false);
                } catch (IOException ended) {
                    // The stream ends with the session.
                }
            });
            int port = node.uri("/").getPort();
            UpdateFlood.single(stream.session(), 1_000, scale.perSecond() / 2, 1)
                    .run(port, (scale.seconds() + 1) / 2);
            UpdateFlood.Result result = UpdateFlood.single(stream.session(), 1_000, scale.perSecond(), 2)
                    .run(port, scale.seconds());
            row(
                    "%d updates/s into one session for %d s: %d sent, %d acknowledged, %d refused, %.0f/s; from intended start to acknowledgement %s",
                    scale.perSecond(),
                    scale.seconds(),
                    result.sent(),
                    result.acknowledged(),
                    result.refused(),
                    result.perSecond(),
                    quantiles(result.latencyMicros()));
            JsonNode solution = client.get("/api/v1/sessions/" + stream.session() + "/solution");
            row(
                    "  then: revision %d, residual %.1e",
                    solution.path("revision").asLong(),
                    solution.path("residual_norm").asDouble());
            client.delete(stream.session());
            drain.join(TimeUnit.SECONDS.toMillis(10));
        }
    }

    private static String gallery(String name, String parameters, boolean live) {
        return "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"" + name + "\"," + parameters
                + "}}},\"options\":{\"live\":" + live + ",\"stream\":{\"x\":\"none\"}}}";
    }

    private static String square(String name, int side, String more, boolean live) {
        return gallery(name, "\"nx\":" + side + ",\"ny\":" + side + more, live);
    }

    private void million(NodeClient client) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        try (NodeClient.Stream stream = client.open(square("poisson2d", scale.bigGrid(), "", false))) {
            stream.until(NodeClient.type("session_opened"));
            double opened = seconds(begun);
            stream.until(NodeClient.type("iteration_update"));
            double streaming = seconds(begun);
            Histogram status = micros();
            for (int k = 0; k < 200; k++) {
                long asked = System.nanoTime();
                client.get("/api/v1/status/" + stream.session());
                record(status, asked);
            }
            JsonNode solution = stream.until(NodeClient.type("solution"));
            row(
                    "poisson2d %d × %d: opened after %.2f s, first iterate after %.2f s, solved after %.1f s (%d iterations, %s, residual %.1e); status while it computes %s",
                    scale.bigGrid(),
                    scale.bigGrid(),
                    opened,
                    streaming,
                    seconds(begun),
                    solution.path("iterations").asLong(),
                    solution.path("stop_reason").asText(),
                    solution.path("residual_norm").asDouble(),
                    quantiles(status));
            client.delete(stream.session());
        }
    }

    private void restart(NodeProcess node, NodeClient client) throws IOException, InterruptedException {
        try (NodeClient.Stream stream =
                client.open(square("grid_plus_leak", scale.restartGrid(), ",\"leak\":0.1", true))) {
            JsonNode cold = stream.until(NodeClient.type("solution"));
            long coldIterations = cold.path("iterations").asLong();
            Thread updates = Thread.ofPlatform().start(() -> {
                try {
                    UpdateFlood.single(stream.session(), scale.restartGrid() * scale.restartGrid(), 1_000, 3)
                            .run(node.uri("/").getPort(), 20);
                } catch (IOException | InterruptedException killed) {
                    // The node dies in the middle: that is the measurement.
                }
            });
            JsonNode last = stream.until(line -> line.path("revision").asLong() > 300L * scale.seconds());
            node.kill();
            updates.join();
            long begun = System.nanoTime();
            node.startAgain();
            double ready = seconds(begun);
            try (NodeClient.Stream again =
                    client.resume(stream.session(), last.path("seq").asLong())) {
                JsonNode first = again.until(line -> true);
                double firstLine = seconds(begun) - ready;
                JsonNode repaired = client.get("/api/v1/sessions/" + stream.session() + "/solution");
                JsonNode status = client.get("/api/v1/status/" + stream.session());
                row(
                        "kill -9 under 1,000 updates/s, n = %d: ready after %.2f s, first line (%s) %.3f s later, solution %.2f s after ready; %d iterations after the restart, cold solve %d; revision %d, residual %.1e",
                        scale.restartGrid() * scale.restartGrid(),
                        ready,
                        first.path("type").asText(),
                        firstLine,
                        seconds(begun) - ready,
                        status.path("iterations").asLong(),
                        coldIterations,
                        repaired.path("revision").asLong(),
                        repaired.path("residual_norm").asDouble());
            }
            client.delete(stream.session());
        }
    }

    private static Histogram micros() {
        return new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
    }

    private static void record(Histogram histogram, long begunNanos) {
        histogram.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begunNanos));
    }

    static String quantiles(Histogram micros) {
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f ms",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3);
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private void row(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
