// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rivulet.cluster.History.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Updates of one connection are applied in the order in which they were sent, also while their session moves.
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OrderTest {
    private static final int ROWS = 8;
    private static final int SOME = 200;
    private static final double TOLERANCE = 1e-6;

    @TempDir
    Path folder;

    @Test
    void theLastWordOfAConnectionIsTheLastThatWasSent() throws Exception {
        try (Nodes nodes = Nodes.start(folder, 2, Map.of())) {
            Tridiagonal system = atNodeTwo(nodes);
            var history = new History(System::nanoTime);
            Queue<Long> begun = new ConcurrentLinkedQueue<>();
            AtomicLong written = new AtomicLong();
            AtomicBoolean stop = new AtomicBoolean();
            long acknowledged = 0;
            long last = Long.MAX_VALUE;
            URI node = nodes.cluster().node(1).uri("/");
            try (Socket socket = new Socket(node.getHost(), node.getPort());
                    BufferedReader answers = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
                Thread writer = Thread.ofPlatform().start(() -> write(system, socket, written, begun, history, stop));
                while (!stop.get() || acknowledged < written.get()) {
                    String text = answers.readLine();
                    assertThat(text).as("an answer").isNotNull();
                    if (!text.startsWith("{")) {
                        continue; // headers, and sizes of chunks
                    }
                    JsonNode answer = NodeClient.JSON.readTree(text);
                    assertThat(answer.path("accepted").asBoolean()).as(text).isTrue();
                    acknowledged++;
                    // One that was asked again, since its answer was lost with the node, has the present revision.
                    long revision = answer.path("revision").asLong();
                    boolean repeated = answer.path("duplicate").asBoolean();
                    if (repeated) {
                        assertThat(revision).isGreaterThanOrEqualTo(acknowledged);
                    } else {
                        assertThat(revision).as("in order").isEqualTo(acknowledged);
                    }
                    long value = acknowledged;
                    history.update(
                            "update " + value,
                            begun.remove(),
                            b -> Arrays.fill(b, value),
                            repeated ? new Outcome.AppliedBefore(revision) : new Outcome.Applied(revision));
                    if (acknowledged == SOME) {
                        assertThat(nodes.client(1)
                                        .post("/api/v1/cluster/members/node-2/leave", "")
                                        .status())
                                .isEqualTo(202);
                    }
                    if (last == Long.MAX_VALUE && !nodes.cluster().node(2).isAlive()) {
                        last = acknowledged + SOME;
                    }
                    stop.compareAndSet(false, acknowledged >= last);
                }
                writer.join();
            }
            assertThat(nodes.nodeOf(system.id.toString(), 1)).isEqualTo("node-1");
            Nodes.await(
                    "x of the last revision",
                    () -> SolutionReader.read(nodes.client(1), system, history, written.get()) == written.get());
            assertThat(Linearization.faults(
                            (x, b) -> Tridiagonal.residual(x, b) < TOLERANCE, system.b, history, written.get()))
                    .isEmpty();
        }
    }

    /// Each sets all of b to its own number: an earlier one that comes last would show.
    private static void write(
            Tridiagonal system,
            Socket socket,
            AtomicLong written,
            Queue<Long> begun,
            History history,
            AtomicBoolean stop) {
        StringBuilder indices = new StringBuilder("0");
        for (int i = 1; i < ROWS; i++) {
            indices.append(',').append(i);
        }
        try {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/swarm/costs HTTP/1.1\r\nHost: node\r\nContent-Type: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            while (!stop.get()) {
                begun.add(history.now());
                long value = written.incrementAndGet();
                String line = "{\"session_id\":\"" + system.id + "\",\"source_node\":\"a\",\"sequence\":" + value
                        + ",\"set_costs\":{\"indices\":[" + indices + "],\"values\":["
                        + (value + ",").repeat(ROWS - 1) + value + "]}}\n";
                out.write(
                        (Integer.toHexString(line.length()) + "\r\n" + line + "\r\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private static Tridiagonal atNodeTwo(Nodes nodes) throws Exception {
        for (int k = 0; ; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(5, k), ROWS);
            nodes.client(1).open(system.request()).close();
            if (nodes.nodeOf(system.id.toString(), 1).equals("node-2")) {
                return system;
            }
        }
    }
}
