// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Live sessions that are changed and followed all the time, and what has to be true of them at the end.
/// **Thread** one.
final class LiveLoad implements AutoCloseable {
    private static final int ROWS = 300;
    private static final double TOLERANCE = 1e-6;
    private static final int SOME = 15;

    private final Nodes nodes;
    private final List<Tridiagonal> systems = new ArrayList<>();
    private final List<StreamReader> readers = new ArrayList<>();
    private final List<UpdateSender> senders = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final int[] gateways;

    /// Opens sessions through the nodes named, in turn, where they are followed too.
    ///
    /// @param gateways numbers of nodes, from 1
    LiveLoad(Nodes nodes, int sessions, int... gateways) throws Exception {
        this.nodes = nodes;
        this.gateways = gateways.clone();
        for (int k = 0; k < sessions; k++) {
            Tridiagonal system = new Tridiagonal(new UUID(7, k), ROWS);
            systems.add(system);
            readers.add(new StreamReader(nodes.client(gateway(k)).open(system.request()), 0));
            senders.add(new UpdateSender(system, nodes.clients(gateways), "sender-" + k, k));
        }
    }

    private int gateway(int session) {
        return gateways[session % gateways.length];
    }

    void start() throws InterruptedException {
        senders.forEach(sender -> threads.add(Thread.ofPlatform().start(sender)));
        awaitUpdates();
    }

    /// Waits until every session has taken some more updates.
    void awaitUpdates() throws InterruptedException {
        long[] before = senders.stream().mapToLong(UpdateSender::acknowledged).toArray();
        Nodes.await("updates of every session", () -> {
            for (int k = 0; k < before.length; k++) {
                if (senders.get(k).acknowledged() < before[k] + SOME) {
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
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// Every acknowledged update is in x once, and no number is missing in silence.
    ///
    /// @param asked number of the node that is asked
    void verify(int asked) throws IOException, InterruptedException {
        NodeClient client = nodes.client(asked);
        for (int k = 0; k < systems.size(); k++) {
            Tridiagonal system = systems.get(k);
            long revision = senders.get(k).acknowledged();
            assertThat(senders.get(k).refused()).isEmpty();
            assertThat(client.get("/api/v1/status/" + system.id)
                            .body()
                            .path("revision")
                            .asLong())
                    .isEqualTo(revision);
            assertThat(system.residual(client.x(system.id.toString(), revision)))
                    .isLessThan(TOLERANCE);
            assertThat(readers.get(k).faults()).isEmpty();
            assertThat(readers.get(k).ended()).as("stream of session " + k).isFalse();
        }
    }

    /// Those that were at `node` have moved and said so. Others may have moved too, to even the load out.
    void verifyMoved(Map<UUID, String> before, String node) throws InterruptedException {
        for (int k = 0; k < systems.size(); k++) {
            if (node.equals(before.get(systems.get(k).id))) {
                JsonNode told = readers.get(k)
                        .await(
                                line -> StreamReader.type("session_migrated").test(line)
                                        && line.path("from_node").asText().equals(node),
                                20_000);
                assertThat(told).as("session_migrated of session " + k).isNotNull();
                assertThat(told.path("to_node").asText()).isNotEqualTo(node);
                assertThat(told.path("gap_ms").asLong()).isBetween(0L, 60_000L);
            }
        }
    }

    /// What clients do whose node is gone: follow at another one from where they were.
    ///
    /// @param lost number of the node that is gone
    /// @param other of the node to go on at
    void reconnect(int lost, int other) throws Exception {
        for (int k = 0; k < systems.size(); k++) {
            if (gateway(k) == lost) {
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
                readers.set(k, again[0]);
            }
        }
    }

    double longestUpdateSeconds() {
        return senders.stream().mapToDouble(UpdateSender::longestSeconds).max().orElse(0);
    }

    double longestPauseSeconds() {
        return readers.stream()
                .mapToDouble(StreamReader::longestPauseSeconds)
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
