// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.benchmarks.load.UpdateFlood;
import io.rivulet.node.local.NodeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/// Measures what many streams of one live session cost: lines read, numbers missed, processors used, and the time from
/// an update to the
/// line that tells it, beside the time of a status. Arguments: updates a second, seconds, then numbers of streams,
/// each of which is one row; without any `500 10 1 200`.
public final class ManyFollowers {
    private static final int ROWS = 1_000;
    private static final int WARM_UP_SECONDS = 3;
    private static final long BETWEEN_PROBES_MILLIS = 50;
    private static final Pattern SEQ = Pattern.compile("\"seq\":(\\d+)");

    private final PrintStream out;

    ManyFollowers(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int[] numbers = arguments.length < 3
                ? new int[] {500, 10, 1, 200}
                : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        for (int k = 2; k < numbers.length; k++) {
            new ManyFollowers(System.out).run(numbers[0], numbers[1], numbers[k]);
        }
    }

    /// What one stream has read.
    private static final class Reading implements Runnable {
        private final NodeClient.Stream stream;
        private final AtomicLong lines = new AtomicLong();
        private final AtomicLong missed = new AtomicLong();

        Reading(NodeClient.Stream stream) {
            this.stream = stream;
        }

        @Override
        public void run() {
            try (BufferedReader reader = stream.lines()) {
                long last = -1;
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    Matcher seq = SEQ.matcher(line);
                    if (seq.find()) {
                        long number = Long.parseLong(seq.group(1));
                        if (last >= 0 && number != last + 1) {
                            missed.addAndGet(number - last - 1);
                        }
                        last = number;
                    }
                    lines.incrementAndGet();
                }
            } catch (IOException closed) {
                // The measurement is over.
            }
        }
    }

    void run(int perSecond, int seconds, int streams) throws IOException, InterruptedException {
        Path data = Files.createTempDirectory("rivulet-bench-");
        try (NodeProcess node = NodeProcess.start(data)) {
            NodeClient client = new NodeClient(node);
            NodeClient.Stream opened = client.open(
                    "{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"random_dd\",\"n\":" + ROWS
                            + ",\"nnz_per_row\":5,\"seed\":1}}},\"options\":{\"live\":true,\"stream\":{\"x\":\"none\"}}}");
            String session = opened.session();
            JsonNode solution = opened.until(NodeClient.type("solution"));
            opened.close();
            List<Reading> readings = new ArrayList<>();
            for (int k = 0; k < streams; k++) {
                Reading reading =
                        new Reading(client.resume(session, solution.path("seq").asLong()));
                readings.add(reading);
                Thread.ofVirtual().start(reading);
            }
            int port = node.uri("/").getPort();
            UpdateFlood.single(session, ROWS, perSecond, 1).run(port, WARM_UP_SECONDS);
            long before = sum(readings);
            long begun = System.nanoTime();
            Duration cpuBefore = processorTime(node);
            NavigableMap<Long, Long> askedNanos = new TreeMap<>();
            NavigableMap<Long, Long> toldNanos = new ConcurrentSkipListMap<>();
            Histogram told = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
            Histogram status = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
            Thread flood = Thread.ofPlatform().start(() -> {
                try {
                    UpdateFlood.single(session, ROWS, perSecond, 2).run(port, seconds);
                } catch (IOException | InterruptedException failed) {
                    throw new IllegalStateException(failed);
                }
            });
            NodeClient.Stream watching =
                    client.resume(session, solution.path("seq").asLong());
            Thread watch = Thread.ofPlatform().daemon().start(() -> watch(watching, toldNanos));
            for (int k = 0; flood.isAlive(); k++) {
                long asked = System.nanoTime();
                JsonNode taken = client.post(
                        "/api/v1/swarm/costs",
                        "{\"session_id\":\"" + session + "\",\"source_node\":\"probe\",\"sequence\":" + k
                                + ",\"delta_costs\":{\"indices\":[" + k % ROWS + "],\"values\":[0.001]}}");
                askedNanos.put(taken.path("revision").asLong(), asked);
                long between = System.nanoTime();
                client.get("/api/v1/status/" + session);
                status.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - between));
                flood.join(BETWEEN_PROBES_MILLIS);
            }
            double took = (System.nanoTime() - begun) / 1e9;
            double cpu = processorTime(node).minus(cpuBefore).toMillis() / 1e3;
            long lines = sum(readings) - before;
            long followers =
                    client.get("/api/v1/status/" + session).path("followers").asLong();
            client.delete(session);
            watch.join(TimeUnit.SECONDS.toMillis(10));
            askedNanos.forEach((revision, asked) -> {
                var line = toldNanos.ceilingEntry(revision);
                if (line != null) {
                    told.recordValue(TimeUnit.NANOSECONDS.toMicros(line.getValue() - asked));
                }
            });
            out.printf(
                    Locale.ROOT,
                    "%d updates/s, %d streams (the session counts %d with one more): %.0f lines/s read, %d numbers"
                            + " missed; %.2f processors busy in the node; update to line p50 %.1f ms, p99 %.1f ms; status p50 %.1f ms, p99 %.1f ms%n",
                    perSecond,
                    streams,
                    followers,
                    lines / took,
                    readings.stream().mapToLong(r -> r.missed.get()).sum(),
                    cpu / took,
                    told.getValueAtPercentile(50) / 1e3,
                    told.getValueAtPercentile(99) / 1e3,
                    status.getValueAtPercentile(50) / 1e3,
                    status.getValueAtPercentile(99) / 1e3);
        } finally {
            FirstPath.delete(data);
        }
    }

    /// Notes when each revision was told; an update is told by the first line whose revision is at least its own.
    private static void watch(NodeClient.Stream stream, NavigableMap<Long, Long> toldNanos) {
        try {
            stream.until(line -> {
                if (line.path("type").asText().equals("cost_applied")) {
                    toldNanos.putIfAbsent(line.path("revision").asLong(), System.nanoTime());
                }
                return false;
            });
        } catch (IOException ended) {
            // The stream ends with the session.
        }
    }

    private static Duration processorTime(NodeProcess node) {
        return ProcessHandle.of(node.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private static long sum(List<Reading> readings) {
        return readings.stream().mapToLong(r -> r.lines.get()).sum();
    }
}
