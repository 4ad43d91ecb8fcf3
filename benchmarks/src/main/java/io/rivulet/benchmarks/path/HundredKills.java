// SPDX-License-Identifier: Apache-2.0
package io.rivulet.benchmarks.path;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.node.local.NodeProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Kills one node again and again under a stream of updates and checks after each start what was promised: every
/// acknowledged update is there, once; a repeat changes nothing; the stream accounts for every number; x answers our
/// own
/// copy of b. The database is that of the environment (`RIVULET_DATABASE_URL`), H2 without one. Arguments: kills, seed.
public final class HundredKills {
    private static final int SIDE = 40;
    private static final double LEAK = 0.1;
    private static final int SENDERS = 2;
    private static final int MOST_WAIT_MILLIS = 50;
    private static final int LEAST_ACKNOWLEDGED = 10;
    private static final int MOST_ACKNOWLEDGED = 200;
    private static final double TOLERANCE = 1e-8;

    private final Random random;
    private final double[] b = new double[SIDE * SIDE];
    private final long[] nextSequence = new long[SENDERS];
    private final List<Change> unknown = new ArrayList<>();
    private String session = "";
    private long updates;
    private long lastSeq;
    private long gapsTold;
    private long snapshots;
    private long lines;

    private record Change(int sender, long sequence, int index, double value) {
        String body(String session) {
            return "{\"session_id\":\"" + session + "\",\"source_node\":\"sender-" + sender + "\",\"sequence\":"
                    + sequence + ",\"delta_costs\":{\"indices\":[" + index + "],\"values\":[" + value + "]}}";
        }
    }

    HundredKills(long seed) {
        random = new Random(seed);
        Arrays.fill(b, 1.0);
    }

    public static void main(String[] arguments) throws Exception {
        int kills = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
        new HundredKills(seed).run(kills, System.out);
    }

    /// Prints a line at the end. **Errors** a broken promise is an [AssertionError] that names the round.
    void run(int kills, PrintStream out) throws Exception {
        Path data = Files.createTempDirectory("rivulet-kills-");
        List<Double> toReady = new ArrayList<>();
        try (NodeProcess node = NodeProcess.start(data)) {
            NodeClient client = new NodeClient(node);
            for (int round = 1; round <= kills; round++) {
                updateUntilKilled(node, client);
                long begun = System.nanoTime();
                node.startAgain();
                toReady.add((System.nanoTime() - begun) / 1e9);
                settle(client, round);
                check(node, client, round);
            }
        }
        toReady.sort(null);
        out.printf(
                "%d kills, %d updates acknowledged, none missing, none doubled; %d lines read, %d gaps told, %d snapshots,"
                        + " none silent; start p50 %.2f s, slowest %.2f s%n",
                kills, updates, lines, gapsTold, snapshots, toReady.get(toReady.size() / 2), toReady.getLast());
    }

    private void updateUntilKilled(NodeProcess node, NodeClient client) throws Exception {
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean following = new AtomicBoolean(true);
        NodeClient.Stream stream = session.isEmpty() ? open(client) : client.resume(session, lastSeq);
        try (stream) {
            Thread reader = Thread.ofPlatform().start(() -> follow(stream, following));
            List<Thread> senders = new ArrayList<>();
            List<List<Change>> done = new ArrayList<>();
            for (int sender = 0; sender < SENDERS; sender++) {
                List<Change> mine = new ArrayList<>();
                done.add(mine);
                Random choices = new Random(random.nextLong());
                int number = sender;
                senders.add(Thread.ofPlatform().start(() -> send(client, number, choices, mine, acknowledged)));
            }
            int enough = random.nextInt(LEAST_ACKNOWLEDGED, MOST_ACKNOWLEDGED);
            while (acknowledged.get() < enough && senders.stream().anyMatch(Thread::isAlive)) {
                Thread.onSpinWait();
            }
            Thread.sleep(random.nextInt(MOST_WAIT_MILLIS + 1));
            node.kill();
            for (Thread sender : senders) {
                sender.join();
            }
            reader.join();
            done.forEach(mine -> mine.forEach(this::count));
        }
        if (!following.get()) {
            throw new AssertionError("the stream left out numbers after " + lastSeq);
        }
    }

    private NodeClient.Stream open(NodeClient client) throws IOException, InterruptedException {
        NodeClient.Stream stream = client.open("{\"matrix\":{\"data\":{\"gallery\":{\"name\":\"grid_plus_leak\",\"nx\":"
                + SIDE + ",\"ny\":" + SIDE + ",\"leak\":" + LEAK + "}}},\"options\":{\"live\":true}}");
        session = stream.session();
        return stream;
    }

    private void send(NodeClient client, int sender, Random choices, List<Change> done, AtomicInteger acknowledged) {
        while (true) {
            Change change = new Change(
                    sender, nextSequence[sender]++, choices.nextInt(b.length), choices.nextInt(-512, 512) / 256.0);
            try {
                client.post("/api/v1/swarm/costs", change.body(session));
                done.add(change);
                acknowledged.incrementAndGet();
            } catch (IOException | InterruptedException killed) {
                synchronized (unknown) {
                    unknown.add(change);
                }
                return;
            }
        }
    }

    /// Exact: the values are multiples of 1/256.
    private void count(Change change) {
        b[change.index()] += change.value();
        updates++;
    }

    private void follow(NodeClient.Stream stream, AtomicBoolean following) {
        try {
            stream.until(line -> {
                lines++;
                if (!accountsForAll(line)) {
                    following.set(false);
                    return true;
                }
                return false;
            });
        } catch (IOException killed) {
            // The end of every round.
        }
    }

    private boolean accountsForAll(JsonNode line) {
        if (!line.has("seq")) {
            return true;
        }
        long seq = line.path("seq").asLong();
        boolean accounted;
        switch (line.path("type").asText()) {
            case "stream_gap" -> {
                gapsTold++;
                accounted = line.path("first_seq").asLong() <= lastSeq + 1
                        && line.path("last_seq").asLong() == seq;
            }
            case "snapshot" -> {
                snapshots++;
                accounted = seq > lastSeq;
            }
            default -> accounted = seq == lastSeq + 1;
        }
        lastSeq = seq;
        return accounted;
    }

    /// What nobody answered is sent again under the same number.
    private void settle(NodeClient client, int round) throws IOException, InterruptedException {
        for (Change change : unknown) {
            client.post("/api/v1/swarm/costs", change.body(session));
            count(change);
        }
        unknown.clear();
        long revision = client.get("/api/v1/status/" + session).path("revision").asLong();
        if (revision != updates) {
            throw new AssertionError("round " + round + ": revision " + revision + " after " + updates + " updates");
        }
    }

    private void check(NodeProcess node, NodeClient client, int round) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = node.http()
                .send(
                        HttpRequest.newBuilder(
                                        node.uri("/api/v1/sessions/" + session + "/solution?min_revision=" + updates))
                                .header("Accept", "application/octet-stream")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        double residual = answer.statusCode() == 200 ? residual(answer.body()) : Double.NaN;
        if (!(residual <= TOLERANCE)) {
            throw new AssertionError("round " + round + ": residual " + residual + " of our own copy (status "
                    + answer.statusCode() + ")");
        }
    }

    /// ‖b − A·x‖₂/‖b‖₂ with our b and the five-point stencil.
    private double residual(byte[] bytes) {
        double[] x = new double[b.length];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(x);
        double squares = 0;
        double all = 0;
        for (int i = 0; i < b.length; i++) {
            double r = b[i] - (4 + LEAK) * x[i];
            r += i % SIDE > 0 ? x[i - 1] : 0;
            r += i % SIDE < SIDE - 1 ? x[i + 1] : 0;
            r += i >= SIDE ? x[i - SIDE] : 0;
            r += i < b.length - SIDE ? x[i + SIDE] : 0;
            squares += r * r;
            all += b[i] * b[i];
        }
        return Math.sqrt(squares / all);
    }
}
