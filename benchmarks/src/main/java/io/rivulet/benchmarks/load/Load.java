// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Puts a node of its own under the load of many users at one time and tells what they saw. The driver takes its part
/// of the same processors, and says how much.
@Command(
        name = "Load",
        mixinStandardHelpOptions = true,
        description = "Many users of one node: streams, updates and probes in an open loop.")
public final class Load implements Callable<Integer> {
    private static final double MICROS = 1e3;

    @Mixin
    private final LoadPlan plan = new LoadPlan();

    private final PrintStream out;

    Load(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Load(System.out)).execute(arguments));
    }

    /// The users and the threads they run on.
    private record Crowd(List<StreamUser> users, List<Thread> threads) {
        static Crowd empty() {
            return new Crowd(new ArrayList<>(), new ArrayList<>());
        }

        void add(StreamUser user) {
            users.add(user);
            threads.add(Thread.ofVirtual().start(user));
        }

        List<String> sessions() {
            return users.stream()
                    .map(StreamUser::session)
                    .filter(each -> each != null)
                    .toList();
        }

        void end() {
            for (int k = 0; k < users.size(); k++) {
                users.get(k).end(threads.get(k));
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("rivulet-load-");
        try {
            Path gcLog = data.resolve("gc.log");
            List<String> flags = new ArrayList<>(NodeWatch.flags(gcLog));
            flags.add("-Xmx" + plan.nodeHeap);
            Map<String, String> environment = new TreeMap<>();
            environment.put(
                    "RIVULET_MAX_STREAMS", Integer.toString(2 * (plan.requests().size() + plan.slowReaders)));
            String database = plan.database;
            if (database != null) {
                environment.put("RIVULET_DATABASE_URL", database);
            }
            var how = new NodeProcess.How(flags, List.of(), environment);
            try (NodeProcess node = NodeProcess.launch(data, FreePorts.one(), how)) {
                node.awaitReady();
                return measure(node, new NodeWatch(node.pid(), gcLog));
            }
        } finally {
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private int measure(NodeProcess node, NodeWatch watch) throws IOException, InterruptedException {
        int port = node.uri("/").getPort();
        var measured = new Measured();
        Crowd crowd = Crowd.empty();
        Crowd slow = Crowd.empty();
        try {
            List<String> requests = plan.requests();
            long start = System.nanoTime();
            double between = plan.rampSeconds * 1e9 / requests.size();
            for (int k = 0; k < requests.size(); k++) {
                crowd.add(new StreamUser(port, requests.get(k), start + (long) (k * between), true, measured));
            }
            for (int k = 0; k < plan.slowReaders; k++) {
                slow.add(new StreamUser(port, plan.request(plan.smallestRows()), start, false, new Measured()));
            }
            for (StreamUser user : crowd.users()) {
                user.awaitOpen();
            }
            Histogram firstLines = measured.firstLines();
            Histogram _ = measured.lines();
            row("%d users in %d s; first line %s", requests.size(), plan.rampSeconds, quantiles(firstLines));
            keep("first-line", firstLines);
            return steady(node, watch, crowd, measured);
        } finally {
            crowd.end();
            slow.end();
        }
    }

    private int steady(NodeProcess node, NodeWatch watch, Crowd crowd, Measured measured)
            throws IOException, InterruptedException {
        int port = node.uri("/").getPort();
        long pausesBefore = watch.pauses();
        Duration nodeBefore = watch.processorTime();
        Duration ownBefore = NodeWatch.ownProcessorTime();
        long[] iterationsBefore =
                crowd.users().stream().mapToLong(StreamUser::iteration).toArray();
        long linesBefore =
                sum(crowd.users().stream().mapToLong(StreamUser::lines).toArray());
        long bytesBefore =
                sum(crowd.users().stream().mapToLong(StreamUser::bytes).toArray());
        long begun = System.nanoTime();

        var flood = plan.entriesPerSecond == 0 ? null : new Flooding(flood(crowd.sessions()), port, plan.steadySeconds);
        var calls =
                new PacedCalls(node.http(), node.uri("/api/v1/verify"), crowd.sessions(), plan.verificationsPerSecond);
        Thread asking = Thread.ofPlatform().start(() -> {
            try {
                calls.run(plan.steadySeconds);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
        List<Double> live = new ArrayList<>();
        long end = begun + TimeUnit.SECONDS.toNanos(plan.steadySeconds);
        while (System.nanoTime() < end) {
            if (plan.heapEverySeconds == 0) {
                TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            } else {
                live.add(watch.liveMebibytes());
                long next = begun + TimeUnit.SECONDS.toNanos((long) plan.heapEverySeconds * live.size());
                TimeUnit.NANOSECONDS.sleep(Math.min(next, end) - System.nanoTime());
            }
        }
        double took = (System.nanoTime() - begun) / 1e9;
        Histogram lineTimes = measured.lines();
        long lines = sum(crowd.users().stream().mapToLong(StreamUser::lines).toArray()) - linesBefore;
        long bytes = sum(crowd.users().stream().mapToLong(StreamUser::bytes).toArray()) - bytesBefore;
        double nodeCpu = watch.processorTime().minus(nodeBefore).toNanos() / 1e9 / took;
        double ownCpu = NodeWatch.ownProcessorTime().minus(ownBefore).toNanos() / 1e9 / took;
        double[] rates = rates(crowd.users(), iterationsBefore, took);
        asking.join();

        row(
                "streams: %.0f lines/s, %.3f Gbit/s; from a line's timestamp until it was read %s",
                lines / took, bytes * 8 / took / 1e9, quantiles(lineTimes));
        keep("line", lineTimes);
        if (!plan.idle) {
            row(
                    "iterations: %.0f/s in all; a session's slowest %.1f/s, median %.1f/s, fastest %.1f/s",
                    java.util.Arrays.stream(rates).sum(), rates[0], rates[rates.length / 2], rates[rates.length - 1]);
        }
        if (flood != null) {
            UpdateFlood.Result result = flood.result();
            row(
                    "updates of %d %s: %.0f entries/s acknowledged (%d sent, %d acknowledged, %d refused); from intended start to acknowledgement %s",
                    plan.entriesPerUpdate,
                    plan.matrix ? "matrix entries" : "costs",
                    result.perSecond() * plan.entriesPerUpdate,
                    result.sent(),
                    result.acknowledged(),
                    result.refused(),
                    quantiles(result.latencyMicros()));
            keep("update", result.latencyMicros());
        }
        if (plan.verificationsPerSecond > 0) {
            Histogram micros = calls.micros();
            row(
                    "verifications: %.0f/s of %d probes each, %d failed; from intended start to answer %s",
                    calls.answered() / took, PacedCalls.PROBES, calls.failed(), quantiles(micros));
            keep("verification", micros);
        }
        row("processors: node %.2f, driver %.2f (%.0f %% of both)", nodeCpu, ownCpu, 100 * ownCpu / (ownCpu + nodeCpu));
        Histogram pauses = watch.pauses(pausesBefore);
        row("pauses of the collector: %d, %s", pauses.getTotalCount(), quantiles(pauses));
        keep("pause", pauses);
        if (!live.isEmpty()) {
            Trend trend = Trend.of(live);
            row(
                    "live set after a full collection, every %d s: %.1f to %.1f MiB, trend %+.3f ± %.3f MiB a sample (95 %%): %s",
                    plan.heapEverySeconds,
                    live.getFirst(),
                    live.getLast(),
                    trend.slope(),
                    trend.error(),
                    trend.grows() ? "it grows" : "no growth");
        }
        Map<String, Long> failures = new TreeMap<>();
        for (StreamUser user : crowd.users()) {
            String failure = user.failure();
            if (failure != null) {
                failures.merge(failure, 1L, Long::sum);
            }
        }
        row("streams that broke: %s", failures.isEmpty() ? "none" : failures);
        return failures.isEmpty() ? 0 : 1;
    }

    private UpdateFlood flood(List<String> sessions) {
        UpdateFlood.Shape shape = plan.matrix
                ? UpdateFlood.Shape.diagonals(plan.entriesPerUpdate, LoadPlan.DIAGONAL)
                : UpdateFlood.Shape.costs(plan.entriesPerUpdate);
        return new UpdateFlood(sessions, plan.smallestRows(), shape, plan.entriesPerSecond / plan.entriesPerUpdate, 1);
    }

    /// A flood beside what else goes on.
    private static final class Flooding {
        private final Thread running;
        private UpdateFlood.@Nullable Result result;
        private @Nullable Exception failure;

        Flooding(UpdateFlood flood, int port, int seconds) {
            running = Thread.ofPlatform().start(() -> {
                try {
                    result = flood.run(port, seconds);
                } catch (IOException | InterruptedException failed) {
                    failure = failed;
                }
            });
        }

        UpdateFlood.Result result() throws IOException, InterruptedException {
            running.join();
            if (result == null) {
                throw new IOException("the updates broke off", failure);
            }
            return result;
        }
    }

    /// Iterations a second of each session, slowest first.
    private static double[] rates(List<StreamUser> users, long[] before, double took) {
        double[] rates = new double[before.length];
        for (int k = 0; k < rates.length; k++) {
            rates[k] = (users.get(k).iteration() - before[k]) / took;
        }
        java.util.Arrays.sort(rates);
        return rates;
    }

    private static long sum(long[] counts) {
        return java.util.Arrays.stream(counts).sum();
    }

    private void keep(String name, Histogram micros) throws IOException {
        Path folder = plan.histograms;
        if (folder == null) {
            return;
        }
        Files.createDirectories(folder);
        try (var file = new PrintStream(Files.newOutputStream(folder.resolve(name + ".hgrm")))) {
            micros.outputPercentileDistribution(file, MICROS);
        }
    }

    private static String quantiles(Histogram micros) {
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms, p99.5 %.2f ms, p99.9 %.2f ms, max %.2f ms",
                micros.getValueAtPercentile(50) / MICROS,
                micros.getValueAtPercentile(99) / MICROS,
                micros.getValueAtPercentile(99.5) / MICROS,
                micros.getValueAtPercentile(99.9) / MICROS,
                micros.getMaxValue() / MICROS);
    }

    private void row(String format, Object... arguments) {
        out.printf(Locale.ROOT, format + "%n", arguments);
    }
}
