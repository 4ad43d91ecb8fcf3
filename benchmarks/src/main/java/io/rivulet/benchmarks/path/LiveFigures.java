// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.benchmarks.Wanted;
import io.rivulet.benchmarks.load.UpdateFlood;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Measures live sessions on one node and prints a row each. Arguments: some of `applied spread probes`, or none for
/// all. `applied`: from the durable acknowledgement of a change to the line that says that x has followed, both as a
/// client on this machine reads them. `spread`: changes spread over many sessions. `probes`: verifications by random
/// probes beside sessions that compute.
public final class LiveFigures {
    static final List<String> ALL = List.of("applied", "spread", "probes");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROWS = 1_000;
    private static final int ASKING = 8;
    private static final int PROBES = 10;

    /// How much of everything. SMOKE only shows that each measurement still runs.
    record Scale(
            int changesPerSecond,
            int changeSeconds,
            int sessions,
            int perSecond,
            int seconds,
            int running,
            int probeSeconds) {
        static final Scale FULL = new Scale(1_000, 20, 1_000, 50_000, 10, 100, 20);
        static final Scale SMOKE = new Scale(200, 1, 5, 500, 1, 2, 1);
    }

    private final PrintStream out;
    private final Scale scale;

    LiveFigures(PrintStream out, Scale scale) {
        this.out = out;
        this.scale = scale;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        new LiveFigures(System.out, Scale.FULL).run(Wanted.of(ALL, arguments));
    }

    void run(List<String> wanted) throws IOException, InterruptedException {
        for (String name : wanted) {
            Path data = Files.createTempDirectory("rivulet-bench-");
            try (NodeProcess node = NodeProcess.start(data)) {
                NodeClient client = new NodeClient(node);
                switch (name) {
                    case "applied" -> applied(node, client);
                    case "spread" -> spread(node, client);
                    case "probes" -> probes(client);
                    default -> throw new IllegalArgumentException(name);
                }
            } finally {
                FirstPath.delete(data);
            }
        }
    }

    private static String live(int rows, int seed) {
        return "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"random_dd\",\"n\":" + rows
                + ",\"nnz_per_row\":5,\"seed\":" + seed
                + "}}},\"options\":{\"live\":true,\"stream\":{\"x\":\"none\"}}}";
    }

    private void applied(NodeProcess node, NodeClient client) throws IOException, InterruptedException {
        try (NodeClient.Stream stream = client.open(live(ROWS, 1))) {
            stream.until(NodeClient.type("solution"));
            Map<Long, Long> told = new ConcurrentHashMap<>();
            Thread reading = Thread.ofPlatform().daemon().start(() -> {
                try {
                    stream.until(line -> {
                        if (line.path("type").asText().equals("cost_applied")) {
                            long now = System.nanoTime();
                            long last = line.path("revision").asLong();
                            long first = line.path("first_revision").asLong(last);
                            for (long revision = first; revision <= last; revision++) {
                                told.putIfAbsent(revision, now);
                            }
                        }
                        return false;
                    });
                } catch (IOException ended) {
                    // The stream ends with the session.
                }
            });
            int port = node.uri("/").getPort();
            UpdateFlood.single(stream.session(), ROWS, scale.changesPerSecond(), 1)
                    .run(port, scale.changeSeconds());
            Map<Long, Long> acknowledged = new ConcurrentHashMap<>();
            UpdateFlood.Result result = UpdateFlood.single(stream.session(), ROWS, scale.changesPerSecond(), 2)
                    .run(port, scale.changeSeconds(), line -> acknowledged.put(revision(line), System.nanoTime()));
            client.get("/api/v1/sessions/" + stream.session() + "/solution?min_revision="
                    + (scale.changesPerSecond() * scale.changeSeconds() * 2L));
            client.delete(stream.session());
            reading.join(TimeUnit.SECONDS.toMillis(10));
            Histogram beyond = new Histogram(TimeUnit.MINUTES.toMicros(5), 3);
            acknowledged.forEach((revision, at) -> {
                Long line = told.get(revision);
                if (line != null) {
                    beyond.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(line - at)));
                }
            });
            row(
                    "%d changes/s of n = %d for %d s: %d acknowledged, %d of them seen applied; from intended start to acknowledgement %s; from acknowledgement to the line of the repaired x %s",
                    scale.changesPerSecond(),
                    ROWS,
                    scale.changeSeconds(),
                    result.acknowledged(),
                    beyond.getTotalCount(),
                    FirstPath.quantiles(result.latencyMicros()),
                    FirstPath.quantiles(beyond));
        }
    }

    private static long revision(String line) {
        try {
            return JSON.readTree(line).path("revision").asLong();
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    private void spread(NodeProcess node, NodeClient client) throws IOException, InterruptedException {
        List<String> sessions = new ArrayList<>();
        for (int k = 0; k < scale.sessions(); k++) {
            try (NodeClient.Stream stream = client.open(live(ROWS / 10, k))) {
                sessions.add(stream.session());
                stream.until(NodeClient.type("solution"));
            }
        }
        int port = node.uri("/").getPort();
        spread(sessions, scale.perSecond() / 5, 1).run(port, scale.seconds());
        UpdateFlood.Result result = spread(sessions, scale.perSecond(), 2).run(port, scale.seconds());
        row(
                "%d updates/s spread over %d sessions of n = %d for %d s: %d sent, %d acknowledged, %d refused, %.0f/s; from intended start to acknowledgement %s",
                scale.perSecond(),
                scale.sessions(),
                ROWS / 10,
                scale.seconds(),
                result.sent(),
                result.acknowledged(),
                result.refused(),
                result.perSecond(),
                FirstPath.quantiles(result.latencyMicros()));
    }

    private static UpdateFlood spread(List<String> sessions, int perSecond, long seed) {
        return new UpdateFlood(sessions, ROWS / 10, UpdateFlood.Shape.SINGLE, perSecond, seed);
    }

    private void probes(NodeClient client) throws IOException, InterruptedException {
        List<String> sessions = new ArrayList<>();
        List<NodeClient.Stream> streams = new ArrayList<>();
        for (int k = 0; k < scale.running(); k++) {
            // Never reaches its tolerance, so that it computes all the time.
            NodeClient.Stream stream = client.open("{\"session_id\":\"" + UUID.randomUUID()
                    + "\",\"matrix\":{\"data\":{\"gallery\":{\"name\":\"poisson2d\",\"nx\":100,\"ny\":100}}},"
                    + "\"method\":\"jacobi\",\"options\":{\"max_iterations\":10000000,\"tolerance\":1e-12,"
                    + "\"stream\":{\"x\":\"none\"}}}");
            stream.until(NodeClient.type("iteration_update"));
            streams.add(stream);
            sessions.add(stream.session());
            Thread.ofVirtual().start(() -> drain(stream));
        }
        ConcurrentHistogram latency = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(5), 3);
        AtomicLong answered = new AtomicLong();
        long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(scale.probeSeconds() / 4 + 1);
        long end = warm + TimeUnit.SECONDS.toNanos(scale.probeSeconds());
        List<Thread> asking = new ArrayList<>();
        for (int k = 0; k < ASKING; k++) {
            int from = k;
            asking.add(Thread.ofPlatform().start(() -> {
                for (int next = from; System.nanoTime() < end; next++) {
                    long begun = System.nanoTime();
                    verify(client, sessions.get(next % sessions.size()));
                    if (begun >= warm) {
                        latency.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
                        answered.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread each : asking) {
            each.join();
        }
        for (NodeClient.Stream stream : streams) {
            client.delete(stream.session());
        }
        row(
                "%d clients verify by random probes beside %d sessions of n = 10000 that compute, for %d s: %.0f verifications/s of %d probes each; from request to answer %s",
                ASKING,
                scale.running(),
                scale.probeSeconds(),
                answered.get() / (double) scale.probeSeconds(),
                PROBES,
                FirstPath.quantiles(latency));
    }

    private static void drain(NodeClient.Stream stream) {
        try {
            stream.until(_ -> false);
        } catch (IOException ended) {
            // The stream ends with the session.
        }
    }

    private static void verify(NodeClient client, String session) {
        try {
            JsonNode _ = client.post(
                    "/api/v1/verify",
                    "{\"session_id\":\"" + session + "\",\"strategy\":\"random_probe\",\"probe_count\":" + PROBES
                            + "}");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private void row(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
