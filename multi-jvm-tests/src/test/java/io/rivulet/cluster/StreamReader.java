// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads a stream on a thread of its own, and notes every number that nothing accounts for.
/// **Thread** any.
final class StreamReader implements AutoCloseable {
    private final InputStream body;
    private final Thread thread;
    private final List<JsonNode> lines = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private long lastSeq;
    private boolean ended;

    /// @param after the number of the last line read before
    StreamReader(InputStream body, long after) {
        this.body = body;
        this.lastSeq = after;
        this.thread = Thread.ofPlatform().daemon().start(this::read);
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                on(NodeClient.JSON.readTree(text));
            }
        } catch (IOException cut) {
            // The node was killed, or the test is over.
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
        }
    }

    private synchronized void on(JsonNode line) {
        lines.add(line);
        notifyAll();
        if (!line.has("seq")) {
            return;
        }
        long seq = line.path("seq").asLong();
        boolean accounted = switch (line.path("type").asText()) {
            case "stream_gap" ->
                line.path("first_seq").asLong() <= lastSeq + 1
                        && line.path("last_seq").asLong() == seq;
            case "snapshot" -> seq > lastSeq;
            default -> seq == lastSeq + 1;
        };
        if (!accounted) {
            faults.add("after " + lastSeq + ": " + line);
        }
        lastSeq = seq;
    }

    /// Waits for a line; null if none came in time or the stream ended.
    synchronized @Nullable JsonNode await(Predicate<JsonNode> wanted, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        int looked = 0;
        while (true) {
            for (; looked < lines.size(); looked++) {
                if (wanted.test(lines.get(looked))) {
                    return lines.get(looked);
                }
            }
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || left <= 0) {
                return null;
            }
            wait(left);
        }
    }

    static Predicate<JsonNode> type(String type) {
        return line -> type.equals(line.path("type").asText());
    }

    synchronized List<JsonNode> all(String type) {
        return lines.stream().filter(type(type)).toList();
    }

    /// Lines that skipped numbers in silence.
    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized long lastSeq() {
        return lastSeq;
    }

    synchronized boolean ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
