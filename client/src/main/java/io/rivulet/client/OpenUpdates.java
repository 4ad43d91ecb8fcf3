// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A request that stays open for many updates, whose acknowledgements come back while it is sent. After a cut those
/// without acknowledgement are sent again, first and in their order.
///
/// A line that the server refuses is not sent again: others behind it may have been applied. After a refusal
/// that names a time (`session_busy`) nothing is sent until that has passed.
/// **Bounded by** [Bounds#UNACKNOWLEDGED] updates on their way; then [#send] waits.
/// **Thread** any.
public final class OpenUpdates implements AutoCloseable {
    private record Sending(byte[] line, CompletableFuture<Ack> ack) {}

    private final Transport transport;
    private final UUID session;
    private final String path;
    private final Attempts attempts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Sending> waiting = new ArrayDeque<>();
    private final Deque<Sending> sent = new ArrayDeque<>();
    private Duration busy = Duration.ZERO;
    /// Taken from what was sent, and not yet told.
    private int beingTold;

    private boolean closing;
    private @Nullable RuntimeException failure;
    private final Thread worker;

    OpenUpdates(Transport transport, UUID session, String path) {
        this.transport = transport;
        this.session = session;
        this.path = path;
        this.attempts = new Attempts(transport.retry);
        this.worker = Thread.ofVirtual().name("rivulet-updates").start(this::work);
    }

    /// Fails with [ProblemException] where the update was refused. **Errors** what ended the request.
    public CompletableFuture<Ack> send(CostUpdate update) {
        byte[] line = (update.identified(session, transport.clock) + "\n").getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            await(() -> failure != null || closing || unacknowledged() < Bounds.UNACKNOWLEDGED);
            throwFailure();
            if (closing) {
                throw new IllegalStateException("these updates are closed");
            }
            var sending = new Sending(line, new CompletableFuture<>());
            waiting.add(sending);
            changed.signalAll();
            return sending.ack();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything sent so far is acknowledged or refused.
    public void flush() {
        lock.lock();
        try {
            await(() -> failure != null || (unacknowledged() == 0 && beingTold == 0));
            throwFailure();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for all acknowledgements, then ends the request.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            worker.join();
        } catch (InterruptedException stopped) {
            worker.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private int unacknowledged() {
        return waiting.size() + sent.size();
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    private void await(BooleanSupplier what) {
        try {
            while (!what.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException stopped) {
            throw Attempts.interrupted();
        }
    }

    private void work() {
        try {
            while (hasMore()) {
                try {
                    Duration pause = takeBusy();
                    if (!pause.isZero()) {
                        attempts.pause(pause);
                    }
                    carry();
                } catch (ConnectionLost | ProblemException failed) {
                    attempts.failed(failed);
                }
            }
        } catch (RuntimeException given) {
            giveUp(given);
        }
    }

    /// False once closed, with nothing left to send. What the last connection left without acknowledgement goes first.
    private boolean hasMore() {
        lock.lock();
        try {
            while (!sent.isEmpty()) {
                waiting.addFirst(sent.removeLast());
            }
            await(() -> !waiting.isEmpty() || closing);
            return !waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private Duration takeBusy() {
        lock.lock();
        try {
            Duration time = busy;
            busy = Duration.ZERO;
            return time;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(RuntimeException given) {
        List<Sending> left = new ArrayList<>();
        lock.lock();
        try {
            failure = given;
            left.addAll(sent);
            left.addAll(waiting);
            sent.clear();
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(each -> each.ack().completeExceptionally(given));
    }

    /// One connection, from its first line to its end.
    private void carry() {
        try (var request = new OpenRequest(transport, path)) {
            var reader = new CompletableFuture<@Nullable RuntimeException>();
            Thread.ofVirtual().name("rivulet-acknowledgements").start(() -> {
                RuntimeException broken = readAll(request);
                lock.lock();
                try {
                    reader.complete(broken);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            });
            try {
                writeAll(request, reader);
                reader.join();
            } finally {
                request.close();
            }
            RuntimeException broken = reader.join();
            // A request may be refused before any of its lines was sent.
            if (broken != null && isWanted()) {
                throw broken;
            }
            if (isOwed()) {
                throw new ConnectionLost("the answer ended before all acknowledgements", null);
            }
        } catch (IOException unreached) {
            throw new ConnectionLost("updates: " + unreached.getMessage(), unreached);
        }
    }

    private boolean isWanted() {
        lock.lock();
        try {
            return unacknowledged() > 0;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOwed() {
        lock.lock();
        try {
            return !sent.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void writeAll(OpenRequest request, CompletableFuture<?> reader) {
        try {
            for (byte[] lines = take(reader); lines.length > 0; lines = take(reader)) {
                request.send(lines);
            }
            request.end();
        } catch (IOException broken) {
            // The reader says why.
        }
    }

    /// What is to be sent now; empty where this connection is to end.
    private byte[] take(CompletableFuture<?> reader) {
        lock.lock();
        try {
            await(() -> !waiting.isEmpty() || closing || reader.isDone() || !busy.isZero());
            var bytes = new ByteArrayOutputStream();
            if (!reader.isDone() && busy.isZero()) {
                waiting.forEach(each -> bytes.writeBytes(each.line()));
                sent.addAll(waiting);
                waiting.clear();
            }
            return bytes.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /// Null where the answer ended well.
    private @Nullable RuntimeException readAll(OpenRequest request) {
        try {
            ByteLines answer = request.answer();
            for (Optional<JsonNode> line = answer.next(); line.isPresent(); line = answer.next()) {
                acknowledged(line.get());
            }
            return null;
        } catch (IOException broken) {
            return new ConnectionLost("updates: " + broken.getMessage(), broken);
        } catch (RuntimeException failed) {
            return failed;
        }
    }

    private void acknowledged(JsonNode line) {
        Optional<ProblemException> refused = line.path("accepted").asBoolean()
                ? Optional.empty()
                : Optional.of(new ProblemException(Problem.of(line.path("problem"))));
        Sending done;
        lock.lock();
        try {
            done = Optional.ofNullable(sent.pollFirst())
                    .orElseThrow(() -> new ConnectionLost("more acknowledgements than updates", null));
            beingTold++;
            attempts.worked();
            refused.map(ProblemException::problem)
                    .flatMap(Problem::retryAfter)
                    .map(time -> shorter(time, transport.retry.longestRetryAfter()))
                    .filter(time -> time.compareTo(busy) > 0)
                    .ifPresent(time -> busy = time);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // Without the lock, since whoever waits may send more at once.
        refused.ifPresentOrElse(
                problem -> done.ack().completeExceptionally(problem),
                () -> done.ack().complete(Ack.of(line)));
        lock.lock();
        try {
            beingTold--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
