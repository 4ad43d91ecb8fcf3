// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.load;

import io.rivulet.benchmarks.load.FieldUser.Role;
import io.rivulet.node.local.FreePorts;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Puts a node of its own under the load of many viewers of fields, and tells what they saw: updates that are missing
/// by
/// their sequence numbers, and the time from when a field was computed until the viewer had it, on one clock.
@Command(
        name = "FieldLoad",
        mixinStandardHelpOptions = true,
        description = "Many viewers of one node's fields, in the scenarios of the reference.")
public final class FieldLoad implements Callable<Integer> {
    /// What a crowd consists of.
    enum Scenario {
        FEATURES(Role.FEATURES),
        SIMULATION(Role.SIMULATION),
        MIXED(Role.SHORT_FEATURES, Role.SHORT_FEATURES, Role.SHORT_FEATURES, Role.SHORT_SIMULATION),
        FAST(Role.FAST),
        IDLE(Role.IDLE);

        private final List<Role> roles;

        Scenario(Role... roles) {
            this.roles = List.of(roles);
        }
    }

    private static final long SEED = 1;

    @Option(
            names = "--scenario",
            defaultValue = "FEATURES",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private Scenario scenario = Scenario.FEATURES;

    @Option(names = "--clients", defaultValue = "100", description = "Viewers (${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--ramp", defaultValue = "10", description = "Viewers that come in a second (${DEFAULT-VALUE}).")
    private int perSecond;

    @Option(names = "--steady", defaultValue = "120", description = "Seconds that are measured (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--warm",
            defaultValue = "20",
            description = "Seconds before them, after the ramp (${DEFAULT-VALUE}).")
    private int warmSeconds;

    @Option(names = "--deaf", defaultValue = "0", description = "More viewers that read nothing (${DEFAULT-VALUE}).")
    private int deaf;

    @Option(names = "--node-heap", defaultValue = "2g", description = "The node's -Xmx (${DEFAULT-VALUE}).")
    private String nodeHeap = "2g";

    private final PrintStream out;

    FieldLoad(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FieldLoad(System.out))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    private record Viewer(FieldUser user, Thread thread) {}

    @Override
    public Integer call() throws Exception {
        Path data = Files.createTempDirectory("rivulet-fields-");
        try {
            Path gcLog = data.resolve("gc.log");
            List<String> flags = new ArrayList<>(NodeWatch.flags(gcLog));
            flags.add("-Xmx" + nodeHeap);
            var how = new NodeProcess.How(
                    flags, List.of(), Map.of("RIVULET_MAX_STREAMS", Integer.toString(4 * (clients + deaf))));
            try (NodeProcess node = NodeProcess.launch(data, FreePorts.one(), how)) {
                node.awaitReady();
                return measure(node, new NodeWatch(node.pid(), gcLog));
            }
        } finally {
            try (Stream<Path> inside = Files.walk(data)) {
                for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    private int measure(NodeProcess node, NodeWatch watch) throws IOException, InterruptedException {
        double empty = watch.liveMebibytes();
        FieldTally tally = new FieldTally();
        List<Viewer> viewers = new ArrayList<>();
        try (HttpClient http = HttpClient.newHttpClient()) {
            try {
                int port = node.uri("/").getPort();
                SplittableRandom random = new SplittableRandom(SEED);
                long start = System.nanoTime();
                for (int k = 0; k < deaf; k++) {
                    viewers.add(begin(new FieldUser(http, port, Role.DEAF, start, random.split(), new FieldTally())));
                }
                for (int k = 0; k < clients; k++) {
                    Role role = scenario.roles.get(k % scenario.roles.size());
                    long intended = start + TimeUnit.SECONDS.toNanos(k) / perSecond;
                    viewers.add(begin(new FieldUser(http, port, role, intended, random.split(), tally)));
                }
                Thread.sleep(Duration.ofSeconds(clients / perSecond + warmSeconds));
                FieldTally.Seen before = tally.seen();
                Duration nodeBefore = watch.processorTime();
                Duration ownBefore = NodeWatch.ownProcessorTime();
                long begun = System.nanoTime();
                Thread.sleep(Duration.ofSeconds(seconds));
                double took = (System.nanoTime() - begun) / 1e9;
                FieldTally.Seen after = tally.seen();
                report(before, after, took);
                row(
                        "processors: node %.3f, driver %.3f of one",
                        watch.processorTime().minus(nodeBefore).toNanos() / 1e9 / took,
                        NodeWatch.ownProcessorTime().minus(ownBefore).toNanos() / 1e9 / took);
                row("live set: %.1f MiB before the first, %.1f MiB with all", empty, watch.liveMebibytes());
                return after.broken() == 0 ? 0 : 1;
            } finally {
                viewers.forEach(viewer -> viewer.user().end(viewer.thread()));
                for (Viewer viewer : viewers) {
                    viewer.thread().join();
                }
                http.shutdownNow();
            }
        }
    }

    private static Viewer begin(FieldUser user) {
        return new Viewer(user, Thread.ofVirtual().start(user));
    }

    private void report(FieldTally.Seen before, FieldTally.Seen after, double took) {
        long updates = after.updates() - before.updates();
        long missing = after.missing() - before.missing();
        row(
                "%d viewers (%s), %d deaf, %d s: %.0f updates/s, %.1f a connection and second",
                clients, scenario, deaf, seconds, updates / took, updates / took / clients);
        row(
                "connections opened: %d, runs completed: %d, broken since the start: %d %s",
                after.connections() - before.connections(),
                after.completed() - before.completed(),
                after.broken(),
                after.reasons());
        row("missing: %d of %d, %.3f %%", missing, updates + missing, 100.0 * missing / Math.max(1, updates + missing));
        Histogram micros = after.latency();
        row(
                "computed until received, ms: p50 %.2f, p99 %.2f, p99.9 %.2f, most %.2f",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getValueAtPercentile(99.9) / 1e3,
                micros.getMaxValue() / 1e3);
    }

    private void row(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }
}
