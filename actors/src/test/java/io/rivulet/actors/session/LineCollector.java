// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;

/// A follower that gives credit and keeps what arrives, checking that every number is accounted for.
final class LineCollector {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long WINDOW = 1L << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final List<JsonNode> lines = new ArrayList<>();
    private final BlockingQueue<FollowerMessage.Heard> arrived = new LinkedBlockingQueue<>();
    private final Sessions sessions;
    private final UUID session;
    private final long follower;
    private final ActorRef<FollowerMessage> ref;
    private long next = -1;
    boolean ended;

    LineCollector(ActorSystem<?> system, Sessions sessions, UUID session, long follower) {
        this.sessions = sessions;
        this.session = session;
        this.follower = follower;
        this.ref = system.systemActorOf(
                sessions.streams().inbox(arrived::add), "collector-" + session + "-" + follower, Props.empty());
    }

    LineCollector follow(String owner, OptionalLong from) throws Exception {
        sessions.streams()
                .follow(session, owner, follower, 1, from, WINDOW, ref)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return this;
    }

    /// Reads on until a line is as wanted; fails after 30 s.
    JsonNode until(Predicate<JsonNode> wanted) throws Exception {
        for (JsonNode line : lines) {
            if (wanted.test(line)) {
                return line;
            }
        }
        int seen = lines.size();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && !ended) {
            FollowerMessage.Heard message = arrived.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (message != null) {
                take(message);
            }
            for (; seen < lines.size(); seen++) {
                if (wanted.test(lines.get(seen))) {
                    return lines.get(seen);
                }
            }
        }
        throw new AssertionError("not told among " + lines);
    }

    JsonNode untilType(String type) throws Exception {
        return until(line -> line.get("type").asText().equals(type));
    }

    boolean following() {
        return !ended;
    }

    void untilEnded() throws Exception {
        while (!ended) {
            FollowerMessage.Heard message = arrived.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("the stream did not end after " + lines);
            }
            take(message);
        }
    }

    private void take(FollowerMessage.Heard message) throws IOException {
        switch (message) {
            case FollowerMessage.Moved _ -> ended = true;
            case FollowerMessage.Lines batch -> {
                if (next >= 0 && batch.first() != next) {
                    throw new AssertionError("lines from " + batch.first() + " on, expected " + next);
                }
                for (EncodedLine line : batch.lines()) {
                    lines.add(JSON.readTree(line.bytes()));
                }
                next = batch.last() + 1;
                ended = batch.end();
                sessions.streams().credit(session, follower, 1, batch.last(), WINDOW);
            }
        }
    }

    /// The numbers of the lines must rise by one, but for what a gap or a snapshot stands for.
    void requireGapless() {
        long expected = -1;
        for (JsonNode line : lines) {
            if (!line.has("seq")) {
                continue;
            }
            long seq = line.get("seq").asLong();
            String type = line.get("type").asText();
            long first = type.equals("stream_gap") ? line.get("first_seq").asLong() : seq;
            boolean standsForAll = type.equals("snapshot");
            if (expected >= 0 && first != expected && !(standsForAll && seq >= expected)) {
                throw new AssertionError("number " + first + " where " + expected + " was due, in " + lines);
            }
            expected = seq + 1;
        }
    }
}
