// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.stream;

import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.session.core.Output.EncodedLine;
import io.rivulet.serialization.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A session's side of the follow protocol, played by the test: each attempt to follow is taken and answered by hand.
final class FakeFeed implements LineFeed {
    /// One attempt to follow.
    record Attempt(
            long follower,
            int streams,
            OptionalLong from,
            long credit,
            Consumer<FollowerMessage.Heard> receiver,
            CompletableFuture<Boolean> answer) {
        /// Sends the lines `first..last` under `incarnation`; line k is the text `k`.
        void send(long incarnation, long first, long last) {
            send(incarnation, first, last, false);
        }

        /// As [#send], with the stream's last line.
        void sendLast(long incarnation, long first, long last) {
            send(incarnation, first, last, true);
        }

        private void send(long incarnation, long first, long last, boolean end) {
            var lines = new ArrayList<EncodedLine>();
            for (long seq = first; seq <= last; seq++) {
                lines.add(line(seq, Long.toString(seq)));
            }
            receiver.accept(new FollowerMessage.Lines(incarnation, first, last, lines, end));
        }

        void accept() {
            answer.complete(true);
        }

        void refuse(Problem problem) {
            answer.completeExceptionally(problem.exception());
        }

        void move() {
            receiver.accept(new FollowerMessage.Moved());
        }
    }

    record Credit(long follower, int streams, long upTo, long bytes) {}

    private static final long PATIENCE_SECONDS = 10;

    final BlockingQueue<Attempt> attempts = new LinkedBlockingQueue<>();
    final BlockingQueue<Credit> credits = new LinkedBlockingQueue<>();
    final BlockingQueue<Long> unfollowed = new LinkedBlockingQueue<>();
    final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();

    static EncodedLine line(long seq, String text) {
        return new EncodedLine(seq, false, (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    Attempt next() throws InterruptedException {
        return taken(attempts);
    }

    static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
        T value = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (value == null) {
            throw new AssertionError("nothing came within " + PATIENCE_SECONDS + " s");
        }
        return value;
    }

    @Override
    public CompletionStage<Boolean> follow(
            long follower, int streams, OptionalLong from, long creditBytes, Consumer<FollowerMessage.Heard> receiver) {
        RuntimeException failure = broken.get();
        if (failure != null) {
            return CompletableFuture.failedStage(failure);
        }
        var attempt = new Attempt(follower, streams, from, creditBytes, receiver, new CompletableFuture<>());
        attempts.add(attempt);
        return attempt.answer();
    }

    @Override
    public void credit(long follower, int streams, long upTo, long bytes) {
        credits.add(new Credit(follower, streams, upTo, bytes));
    }

    @Override
    public void unfollow(long follower) {
        unfollowed.add(follower);
    }

    static List<String> texts(String body) {
        return body.lines().toList();
    }
}
