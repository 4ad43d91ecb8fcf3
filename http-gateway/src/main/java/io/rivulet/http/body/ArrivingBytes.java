// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// A stream of bytes for a parser that blocks, read within a turn that is given away while nothing arrives.
/// **Thread** one at a time, made for virtual ones.
final class ArrivingBytes extends BlockInput {
    /// Nothing has arrived for too long.
    static final class SilenceException extends IOException {
        private static final long serialVersionUID = 1L;

        SilenceException(Duration silence) {
            super("nothing has arrived for " + silence.toMillis() + " ms");
        }
    }

    /// Packets are put together up to this length while the parser is busy.
    private static final long BATCH_BYTES = 256 << 10;

    /// A pause this short is not worth giving the turn away.
    private static final long SHORT_MILLIS = 2;

    private final SinkQueueWithCancel<ByteString> queue;
    private Duration silence;
    private boolean hurried;
    private long readUntilNanos;
    private final ReadingTurns turns;
    private ByteString present = ByteString.emptyByteString();
    private boolean ended;
    /// Asked for, and given up waiting for.
    private @Nullable CompletableFuture<Optional<ByteString>> pending;

    ArrivingBytes(Source<ByteString, ?> bytes, Duration silence, ReadingTurns turns, ActorSystem<?> system) {
        this.queue = bytes.batchWeighted(BATCH_BYTES, piece -> (long) piece.size(), piece -> piece, ByteString::concat)
                .runWith(Sink.queue(), system);
        this.silence = silence;
        this.turns = turns;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (hurried && System.nanoTime() - readUntilNanos > 0) {
            throw new SilenceException(silence);
        }
        while (present.isEmpty() && !ended) {
            Optional<ByteString> next = next(pull());
            ended = next.isEmpty();
            present = next.orElse(ByteString.emptyByteString());
        }
        if (ended) {
            return -1;
        }
        int n = Math.min(length, present.size());
        present.copyToArray(target, from, n);
        present = present.drop(n);
        return n;
    }

    private CompletableFuture<Optional<ByteString>> pull() {
        var before = pending;
        pending = null;
        return before == null ? queue.pull().toCompletableFuture() : before;
    }

    private Optional<ByteString> next(CompletableFuture<Optional<ByteString>> pulled) throws IOException {
        try {
            return pulled.get(SHORT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException notYet) {
            turns.end();
            try {
                return pulled.get(silence.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException silent) {
                pending = pulled;
                throw new SilenceException(silence);
            } catch (ExecutionException failed) {
                throw new IOException(failed.getCause());
            } catch (InterruptedException interrupted) {
                throw interrupted();
            } finally {
                turns.begin();
            }
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while a body arrives");
    }

    /// From here on nothing is waited for longer than `patience`, and nothing is read after `inAll`.
    void waitAtMost(Duration patience, Duration inAll) {
        silence = patience;
        readUntilNanos = System.nanoTime() + inAll.toNanos();
        hurried = true;
    }

    /// What was not read, for a reader that does not block. Nothing may be read here any more.
    Source<ByteString, NotUsed> rest() {
        return Source.single(present)
                .filterNot(ByteString::isEmpty)
                .concat(Source.unfoldResourceAsync(() -> CompletableFuture.completedStage(queue), _ -> pull(), q -> {
                    q.cancel();
                    return CompletableFuture.completedStage(Done.getInstance());
                }));
    }

    /// What has not arrived is not wanted any more.
    @Override
    public void close() {
        queue.cancel();
    }
}
