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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToDoubleFunction;

/// Three nodes on one PostgreSQL with live sessions; one node is killed, or asked to leave. Every session that was
/// there is asked through another node until it answers from elsewhere, and its stream, read there, is timed.
///
///     NodeLoss [kill|leave] [sessions] [rows] [busy threads] [node]
public final class NodeLoss {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 250;

    private final boolean kill;
    private final int sessions;
    private final int rows;
    private final int busy;
    private final int victim;

    NodeLoss(boolean kill, int sessions, int rows, int busy, int victim) {
        this.kill = kill;
        this.sessions = sessions;
        this.rows = rows;
        this.busy = busy;
        this.victim = victim;
    }

    public static void main(String[] arguments) throws Exception {
        new NodeLoss(
                        arguments.length == 0 || arguments[0].equals("kill"),
                        number(arguments, 1, 200),
                        number(arguments, 2, 10_000),
                        number(arguments, 3, 0),
                        number(arguments, 4, 2))
                .run(System.out);
    }

    private static int number(String[] arguments, int index, int otherwise) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
    }

    /// What became of one session: seconds after the node went.
    private static final class Fate {
        private final String session;
        private volatile double answered = Double.NaN;
        private volatile double taken = Double.NaN;
        private volatile double solved = Double.NaN;
        private volatile double pause;
        private final CountDownLatch changing = new CountDownLatch(1);

        Fate(String session) {
            this.session = session;
        }
    }

    void run(PrintStream out) throws Exception {
        Path folder = Files.createTempDirectory("rivulet-loss-");
        String heap = "-Xmx" + Math.max(512, Runtime.getRuntime().maxMemory() >> 20) + "m";
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
                LocalCluster cluster = LocalCluster.launch(
                        folder, FreePorts.several(3), postgres.url(), new How(List.of(heap), List.of(), Map.of()))) {
            cluster.awaitReady();
            NodeProcess door = cluster.node(victim == 1 ? 3 : 1);
            List<String> all = open(door);
            List<Fate> lost = new ArrayList<>();
            for (String session : all) {
                if (node(door, session).equals("node-" + victim)) {
                    lost.add(new Fate(session));
                }
            }
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int k = 0; k < busy; k++) {
                threads.add(Thread.ofPlatform().daemon().start(() -> {
                    while (!over.get()) {
                        Thread.onSpinWait();
                    }
                }));
            }
            List<Thread> watching = new ArrayList<>();
            for (Fate fate : lost) {
                watching.add(Thread.ofVirtual().start(() -> watch(door, fate)));
            }
            for (Fate fate : lost) {
                fate.changing.await();
            }
            long begun = System.nanoTime();
            if (kill) {
                cluster.node(victim).kill();
            } else {
                cluster.node(victim).terminate();
            }
            double[] members = new double[2];
            threads.add(Thread.ofVirtual().start(() -> members(door, begun, members)));
            List<Thread> asking = new ArrayList<>();
            for (Fate fate : lost) {
                asking.add(Thread.ofVirtual().start(() -> ask(door, fate, begun)));
            }
            for (Thread thread : asking) {
                thread.join();
            }
            over.set(true);
            for (Thread thread : watching) {
                thread.interrupt();
            }
            tell(out, lost, members);
        }
    }

    private List<String> open(NodeProcess door) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        for (int k = 0; k < sessions; k++) {
            String id = new UUID(17, k).toString();
            try (InputStream stream = stream(
                            HttpRequest.newBuilder(door.uri("/api/v1/solve-stream"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(String.format(
                                            Locale.ROOT,
                                            "{\"session_id\":\"%s\",\"matrix\":{\"data\":{\"gallery\":{\"name\":\"random_dd\","
                                                    + "\"n\":%d,\"nnz_per_row\":5,\"seed\":%d}}},\"options\":{\"live\":true,"
                                                    + "\"stream\":{\"x\":\"none\"}}}",
                                            id,
                                            rows,
                                            k % 8))),
                            door);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                    if (text.startsWith("{\"type\":\"solution\"")) {
                        break;
                    }
                }
            }
            all.add(id);
        }
        return all;
    }

    private static InputStream stream(HttpRequest.Builder request, NodeProcess node)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = node.http().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IOException(
                    answer.statusCode() + ": " + new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private static JsonNode get(NodeProcess node, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = node.http()
                .send(
                        HttpRequest.newBuilder(node.uri(path)).timeout(WITHIN).build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    private static String node(NodeProcess door, String session) throws IOException, InterruptedException {
        return get(door, "/api/v1/status/" + session).path("node").asText();
    }

    /// Four changes a second, and the longest time between two lines of the stream.
    private static void watch(NodeProcess door, Fate fate) {
        try (InputStream stream =
                        stream(HttpRequest.newBuilder(door.uri("/api/v1/sessions/" + fate.session + "/stream")), door);
                BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            Thread.ofVirtual().start(() -> change(door, fate));
            long last = System.nanoTime();
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                long now = System.nanoTime();
                if (fate.changing.getCount() == 0) {
                    fate.pause = Math.max(fate.pause, (now - last) / 1e9);
                }
                last = now;
                if (text.startsWith("{\"type\":\"cost_applied\"")) {
                    fate.changing.countDown();
                }
            }
        } catch (IOException | InterruptedException ended) {
            // The measurement is over.
        }
    }

    private static void change(NodeProcess door, Fate fate) {
        for (long sequence = 1; Double.isNaN(fate.solved); sequence++) {
            try {
                door.http()
                        .send(
                                HttpRequest.newBuilder(door.uri("/api/v1/swarm/costs"))
                                        .timeout(WITHIN)
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString("{\"session_id\":\"" + fate.session
                                                + "\",\"source_node\":\"load\",\"sequence\":" + sequence
                                                + ",\"delta_costs\":{\"indices\":[1],\"values\":[0.001]}}"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding());
                Thread.sleep(POLL_MILLIS);
            } catch (IOException | InterruptedException lostOne) {
                // The next one will tell.
            }
        }
    }

    /// When the status comes from another node, when an update is taken there, and when x answers it.
    private void ask(NodeProcess door, Fate fate, long begun) {
        while (Double.isNaN(fate.solved)) {
            try {
                if (Double.isNaN(fate.answered)) {
                    if (!node(door, fate.session).equals("node-" + victim)) {
                        fate.answered = seconds(begun);
                    }
                } else if (Double.isNaN(fate.taken)) {
                    HttpResponse<byte[]> answer = door.http()
                            .send(
                                    HttpRequest.newBuilder(door.uri("/api/v1/swarm/costs"))
                                            .timeout(WITHIN)
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofString(
                                                    "{\"session_id\":\"" + fate.session
                                                            + "\",\"source_node\":\"ask\",\"sequence\":1,\"delta_costs\":"
                                                            + "{\"indices\":[0],\"values\":[0.5]}}"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofByteArray());
                    if (answer.statusCode() == 202) {
                        fate.taken = seconds(begun);
                    }
                } else {
                    get(door, "/api/v1/sessions/" + fate.session + "/solution?indices=0");
                    fate.solved = seconds(begun);
                }
                Thread.sleep(POLL_MILLIS);
            } catch (IOException notYet) {
                // asked again
            } catch (InterruptedException over) {
                return;
            }
        }
    }

    private void members(NodeProcess door, long begun, double[] when) {
        while (when[1] == 0) {
            try {
                String state = "gone";
                for (JsonNode member : get(door, "/api/v1/status").path("members")) {
                    if (member.path("node").asText().equals("node-" + victim)) {
                        state = member.path("state").asText();
                    }
                }
                if (when[0] == 0 && !state.equals("up")) {
                    when[0] = seconds(begun);
                }
                if (state.equals("gone")) {
                    when[1] = seconds(begun);
                }
                Thread.sleep(POLL_MILLIS);
            } catch (IOException notYet) {
                // asked again
            } catch (InterruptedException over) {
                return;
            }
        }
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private void tell(PrintStream out, List<Fate> lost, double[] members) {
        out.printf(
                Locale.ROOT,
                "%s of node-%d with %d of %d sessions, n = %d, %d busy threads%n",
                kill ? "kill -9" : "leave",
                victim,
                lost.size(),
                sessions,
                rows,
                busy);
        out.printf(Locale.ROOT, "member no longer up after %.1f s, gone after %.1f s%n", members[0], members[1]);
        line(out, "answers from elsewhere", lost, fate -> fate.answered);
        line(out, "takes an update there", lost, fate -> fate.taken);
        line(out, "x answers it", lost, fate -> fate.solved);
        line(out, "longest pause of the stream", lost, fate -> fate.pause);
    }

    private static void line(PrintStream out, String what, List<Fate> lost, ToDoubleFunction<Fate> of) {
        double[] sorted = lost.stream().mapToDouble(of).sorted().toArray();
        if (sorted.length > 0) {
            out.printf(
                    Locale.ROOT,
                    "%-28s p50 %.2f  p90 %.2f  max %.2f s%n",
                    what,
                    sorted[sorted.length / 2],
                    sorted[(int) Math.ceil(0.9 * sorted.length) - 1],
                    sorted[sorted.length - 1]);
        }
    }
}
