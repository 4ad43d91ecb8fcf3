// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Live sessions that are changed and followed all the time, and what has to be true of them at the end.
/// **Thread** one.
final class LiveLoad implements AutoCloseable {
    private static final int ROWS = 300;
    private static final double TOLERANCE = 1e-6;
    private static final int SOME = 15;

    /// Of so many sessions, one is changed by two clients at the same time.
    private static final int SHARED = 3;

    private final Nodes nodes;
    private final List<Tridiagonal> systems = new ArrayList<>();
    private final List<StreamReader> readers = new ArrayList<>();
    /// Lines of streams that have ended, by session.
    private final List<List<JsonNode>> migrations = new ArrayList<>();
    private final List<UpdateSender> senders = new ArrayList<>();
    private final List<History> histories = new ArrayList<>();
    private final SolutionReader solutions;
    private final List<Thread> threads = new ArrayList<>();
    /// Where each session is followed.
    private final int[] at;

    /// Opens sessions through the nodes named, in turn, where they are followed too.
    ///
    /// @param gateways numbers of nodes, from 1
    LiveLoad(Nodes nodes, int sessions, int... gateways) throws Exception {
        this.nodes = nodes;
        this.at = new int[sessions];
        for (int k = 0; k < sessions; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(7, k), ROWS);
            systems.add(system);
            migrations.add(new ArrayList<>());
            at[k] = gateways[k % gateways.length];
            readers.add(new StreamReader(nodes.client(at[k]).open(system.request()), 0));
            History history = new History(System::nanoTime);
            histories.add(history);
            for (int sender = 0; sender < (k % SHARED == 0 ? 2 : 1); sender++) {
                String source = "sender-" + k + "-" + sender;
                senders.add(new UpdateSender(system, history, nodes.clients(gateways), source, senders.size()));
            }
        }
        solutions = new SolutionReader(systems, histories, nodes.clients(gateways));
    }

    void start() throws InterruptedException {
        senders.forEach(sender -> threads.add(Thread.ofPlatform().start(sender)));
        threads.add(Thread.ofPlatform().start(solutions));
        awaitUpdates();
    }

    /// Waits until every client has had some more updates taken.
    void awaitUpdates() throws InterruptedException {
        long[] before = senders.stream().mapToLong(UpdateSender::acknowledged).toArray();
        Nodes.await("updates of every client", () -> {
            assertThat(senders)
                    .allSatisfy(sender -> assertThat(sender.refused()).isEmpty());
            for (int k = 0; k < before.length; k++) {
                if (senders.get(k).acknowledged() < before[k] + SOME) {
                    return false;
                }
            }
            return true;
        });
    }

    /// Waits until every session has refused updates as often with 503.
    void awaitRefusals(int times) throws InterruptedException {
        long[] before = senders.stream().mapToLong(UpdateSender::unavailable).toArray();
        Nodes.await("updates refused by every session", () -> {
            for (int k = 0; k < before.length; k++) {
                if (senders.get(k).unavailable() < before[k] + times) {
                    return false;
                }
            }
            return true;
        });
    }

    /// Where each session is, as told at node `asked`.
    Map<UUID, String> places(int asked) throws IOException, InterruptedException {
        Map<UUID, String> places = new HashMap<>();
        for (Tridiagonal system : systems) {
            places.put(system.id, nodes.nodeOf(system.id.toString(), asked));
        }
        return places;
    }

    /// The updates end.
    void stop() throws InterruptedException {
        senders.forEach(UpdateSender::stop);
        solutions.stop();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// Every acknowledged update is there once, whatever was told fits together, and no number is missing in
    /// silence.
    ///
    /// @param asked number of the node that is asked
    void verify(int asked) throws IOException, InterruptedException {
        NodeClient client = nodes.client(asked);
        for (UpdateSender sender : senders) {
            assertThat(sender.refused()).isEmpty();
        }
        assertThat(solutions.readings()).as("readings").isPositive();
        for (int k = 0; k < systems.size(); k++) {
            Tridiagonal system = systems.get(k);
            long[] revision = new long[1];
            int session = k;
            // One that its client gave up on may still come.
            Nodes.await("x of the last revision", () -> {
                revision[0] = revision(client, system);
                return SolutionReader.read(client, system, histories.get(session), revision[0]) == revision[0]
                        && revision(client, system) == revision[0];
            });
            assertThat(Linearization.faults(
                            (x, b) -> Tridiagonal.residual(x, b) < TOLERANCE, system.b, histories.get(k), revision[0]))
                    .as("session " + k)
                    .isEmpty();
            assertThat(readers.get(k).faults()).isEmpty();
            assertThat(readers.get(k).ended()).as("stream of session " + k).isFalse();
        }
    }

    private static long revision(NodeClient client, Tridiagonal system) throws IOException, InterruptedException {
        NodeClient.Reply status = client.get("/api/v1/status/" + system.id);
        if (status.status() != 200) {
            throw new IOException(status.status() + ": " + status.body());
        }
        return status.body().path("revision").asLong();
    }

    /// Those that were at `node` have moved and said so. Others may have moved too, to even the load out.
    ///
    /// @param within how long each may have been nowhere
    void verifyMoved(Map<UUID, String> before, String node, Duration within) throws InterruptedException {
        for (int k = 0; k < systems.size(); k++) {
            if (node.equals(before.get(systems.get(k).id))) {
                JsonNode told = migration(k, node);
                assertThat(told).as("session_migrated of session " + k).isNotNull();
                assertThat(told.path("to_node").asText()).isNotEqualTo(node);
                assertThat(told.path("gap_ms").asLong()).isBetween(0L, within.toMillis());
            }
        }
    }

    /// What a session's streams have told of its move from a node, also one that was read before the present one.
    private @Nullable JsonNode migration(int session, String node) throws InterruptedException {
        for (JsonNode line : migrations.get(session)) {
            if (line.path("from_node").asText().equals(node)) {
                return line;
            }
        }
        return readers.get(session)
                .await(
                        line -> StreamReader.type("session_migrated").test(line)
                                && line.path("from_node").asText().equals(node),
                        20_000);
    }

    /// How many of these sessions were at a node.
    static long countAt(Map<UUID, String> places, String node) {
        return places.values().stream().filter(node::equals).count();
    }

    /// The streams at a node that leaves end with a line that says so, and from where to go on.
    void verifyDrained(int left) throws InterruptedException {
        for (int k = 0; k < systems.size(); k++) {
            if (at[k] == left) {
                StreamReader reader = readers.get(k);
                JsonNode closed = reader.await(StreamReader.type("session_closed"), 20_000);
                assertThat(closed).as("session_closed of session " + k).isNotNull();
                assertThat(closed.path("reason").asText()).isEqualTo("drained");
                assertThat(closed.path("resume_from").asLong()).isEqualTo(reader.lastSeq() + 1);
            }
        }
    }

    /// What clients do whose node is gone: follow at another one from where they were.
    ///
    /// @param lost number of the node that is gone
    /// @param other of the node to go on at
    void reconnect(int lost, int other) throws Exception {
        for (int k = 0; k < systems.size(); k++) {
            if (at[k] == lost) {
                StreamReader before = readers.get(k);
                Nodes.await("the end of the stream", before::ended);
                assertThat(before.faults()).isEmpty();
                String session = systems.get(k).id.toString();
                long after = before.lastSeq();
                StreamReader[] again = new StreamReader[1];
                Nodes.await("a stream at node " + other, () -> {
                    again[0] = new StreamReader(nodes.client(other).follow(session, after), after);
                    return true;
                });
                migrations.get(k).addAll(before.all("session_migrated"));
                before.close();
                readers.set(k, again[0]);
                at[k] = other;
            }
        }
    }

    /// For how long at most a client had no update taken.
    double longestGapSeconds() {
        return senders.stream()
                .mapToDouble(UpdateSender::longestGapSeconds)
                .max()
                .orElse(0);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop();
        for (StreamReader reader : readers) {
            reader.close();
        }
    }
}
