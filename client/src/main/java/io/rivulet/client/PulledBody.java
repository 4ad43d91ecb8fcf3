// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The body of an answer, read as it comes, that fails when nothing comes for too long, which the JDK's can't.
/// **Bounded by** what the HTTP client hands over at once: the next piece is asked for when this one has been read.
final class PulledBody extends InputStream implements BodySubscriber<InputStream> {
    private sealed interface Piece {
        record Bytes(List<ByteBuffer> buffers) implements Piece {}

        record End(@Nullable Throwable failure) implements Piece {}
    }

    private final Duration patience;
    private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
    private final Queue<ByteBuffer> buffers = new ArrayDeque<>();
    private boolean ended;

    PulledBody(Duration patience) {
        this.patience = patience;
    }

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        if (!subscription.complete(given)) {
            given.cancel();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        pieces.add(new Piece.Bytes(item));
    }

    @Override
    public void onError(Throwable failure) {
        pieces.add(new Piece.End(failure));
    }

    @Override
    public void onComplete() {
        pieces.add(new Piece.End(null));
    }

    @Override
    public int read() throws IOException {
        ByteBuffer buffer = filled();
        return buffer == null ? -1 : buffer.get() & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        ByteBuffer buffer = length == 0 ? null : filled();
        if (buffer == null) {
            return length == 0 ? 0 : -1;
        }
        int taken = Math.min(length, buffer.remaining());
        buffer.get(into, from, taken);
        return taken;
    }

    private @Nullable ByteBuffer filled() throws IOException {
        while (true) {
            while (!buffers.isEmpty() && !buffers.element().hasRemaining()) {
                buffers.remove();
            }
            if (!buffers.isEmpty()) {
                return buffers.element();
            }
            if (ended) {
                return null;
            }
            pull();
        }
    }

    private void pull() throws IOException {
        try {
            subscription.join().request(1);
            Piece piece = pieces.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
            switch (piece) {
                case null -> {
                    close();
                    throw new IOException("nothing came for " + patience.toSeconds() + " s");
                }
                case Piece.Bytes(List<ByteBuffer> more) -> buffers.addAll(more);
                case Piece.End(@Nullable Throwable failure) -> {
                    ended = true;
                    if (failure != null) {
                        throw new IOException("the answer broke off", failure);
                    }
                }
            }
        } catch (InterruptedException stopped) {
            throw Attempts.interrupted();
        }
    }

    @Override
    public void close() {
        ended = true;
        subscription.thenAccept(Flow.Subscription::cancel);
        pieces.add(new Piece.End(null));
    }
}
