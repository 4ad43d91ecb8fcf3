// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tells when committed data is on disk: H2 commits into memory, so nothing counts as written before a flush that
/// began after its commit has returned.
/// **Owns** one thread that flushes while anybody waits; all who came during a flush share the next one.
/// **Thread** any. **Bounded by** two rounds: one that runs, one that gathers.
/// **More** docs/internals/durability.md
public final class DurableBarrier implements AutoCloseable {
    /// Puts everything committed so far on disk.
    @FunctionalInterface
    interface Flush extends AutoCloseable {
        void flush() throws Exception;

        @Override
        default void close() {}
    }

    private final @Nullable Flush flush;
    private final Executor replies;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private @Nullable CompletableFuture<Void> gathering;
    private @Nullable Thread flusher;
    private boolean closed;

    private DurableBarrier(@Nullable Flush flush, Executor replies) {
        this.flush = flush;
        this.replies = replies;
    }

    /// For a database whose commits are durable when they return.
    static DurableBarrier immediate() {
        return new DurableBarrier(null, Runnable::run);
    }

    /// `replies` completes the waiting stages, so that their dependents don't hold up the next flush.
    static DurableBarrier grouped(Flush flush, Executor replies) {
        DurableBarrier barrier = new DurableBarrier(flush, replies);
        barrier.flusher =
                Thread.ofPlatform().name("rivulet-store-flush").daemon().start(() -> barrier.flushWhileWanted(flush));
        return barrier;
    }

    /// Completes once everything committed before this call is on disk; fails if the flush failed.
    public CompletionStage<Void> written() {
        if (flush == null) {
            return CompletableFuture.completedStage(null);
        }
        lock.lock();
        try {
            if (closed) {
                return CompletableFuture.failedStage(
                        Database.unavailable("the store is closed").exception());
            }
            CompletableFuture<Void> round = gathering;
            if (round == null) {
                round = new CompletableFuture<>();
                gathering = round;
                wanted.signal();
            }
            return round.copy();
        } finally {
            lock.unlock();
        }
    }

    private void flushWhileWanted(Flush flushing) {
        for (CompletableFuture<Void> round = nextRound(); round != null; round = nextRound()) {
            CompletableFuture<Void> present = round;
            try {
                flushing.flush();
                replies.execute(() -> present.complete(null));
            } catch (Throwable e) {
                // Whatever it was: who waits has to learn it, and the next flush may work.
                replies.execute(() -> present.completeExceptionally(e));
            }
        }
        flushing.close();
    }

    private @Nullable CompletableFuture<Void> nextRound() {
        lock.lock();
        try {
            while (gathering == null && !closed) {
                wanted.awaitUninterruptibly();
            }
            CompletableFuture<Void> round = gathering;
            gathering = null;
            return round;
        } finally {
            lock.unlock();
        }
    }

    /// Later calls of [#written] fail; who waits already is still served.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    /// After [#close]: waits until the last round is done, or `timeout` has passed.
    void awaitEnd(Duration timeout) throws InterruptedException {
        Thread thread = flusher;
        if (thread != null) {
            thread.join(timeout);
        }
    }
}
